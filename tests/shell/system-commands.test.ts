import { expect, test } from 'vitest'
import { openBuiltIn, typed } from './lab-shell'

/** What people type first on a host, as coreutils and hostname of Debian 12 print it in the locale C. */
test.each([
  ['date', 'Thu Jan  1 00:00:00 UTC 1970\n'],
  ['date -u -R', 'Thu, 01 Jan 1970 00:00:00 +0000\n'],
  ["date '+%F %T.%3N %j %y%%'", '1970-01-01 00:00:00.000 001 70%\n'],
  ["date '+%A %B %e, %I:%M %p; %s; %D; %u %w; %Q'", 'Thursday January  1, 12:00 AM; 0; 01/01/70; 4 4; %Q\n'],
  ['uname', 'Linux\n'],
  ['uname -n -m', 'pod-w1-a x86_64\n'],
  ['uname -a', 'Linux pod-w1-a 6.1.0-hopscope #1 SMP x86_64 GNU/Linux\n'],
  ['whoami', 'root\n'],
  ['id', 'uid=0(root) gid=0(root) groups=0(root)\n'],
  ['id -un', 'root\n'],
  ['id -g root', '0\n'],
  ['hostname -i', '172.16.158.16\n'],
  ['hostname -I', '172.16.158.16 \n'],
])('%s', (command, printed) => {
  const { stdout, stderr, exit } = typed(openBuiltIn('two-subnets'), 'pod-w1-a', command)
  expect({ stdout, stderr, exit }).toEqual({ stdout: printed, stderr: '', exit: 0 })
})

test('the clock is the simulation’s', () => {
  const session = openBuiltIn('two-subnets')
  typed(session, 'pod-w1-a', 'sleep 3723.5')
  expect(typed(session, 'k8s-m', 'date').stdout).toBe('Thu Jan  1 01:02:03 UTC 1970\n')
})

test.each([
  ['date 010203042026', 'date: setting the clock is not modelled\n'],
  ['date -s now', "date: option -s is not modelled; Hopscope's date has -R -u\n"],
  ['id nobody', 'id: ‘nobody’: no such user\n'],
  ['id -n', 'id: cannot print only names or real IDs in default format\n'],
  ['uname x', 'uname: extra operand ‘x’\n'],
  ['hostname -i', 'hostname: Name or service not known\nNames are not answered for here; hostname -I prints the addresses.\n'],
])('%s is refused', (command, said) => {
  const { stderr, exit } = typed(openBuiltIn('two-subnets'), 'k8s-w1', command)
  expect({ stderr, exit }).toEqual({ stderr: said, exit: 1 })
})

test('a setting’s directory stands for what is in it', () => {
  const { stdout } = typed(openBuiltIn('two-subnets'), 'k8s-w1', 'sysctl net.ipv4.conf.tunl0')
  expect(stdout.split('\n')).toContain('net.ipv4.conf.tunl0.rp_filter = 2')
  expect(stdout).not.toContain('eth0')
})

test('kubectl tells what there is of a cluster, and what there is not', () => {
  const session = openBuiltIn('two-subnets')
  const all = typed(session, 'k8s-m', 'kubectl get all')
  expect(all.stdout).toMatch(/^NAME {11}READY {3}STATUS {4}RESTARTS {3}AGE\npod\/pod-m-a {4}1\/1 /)
  expect(all.stderr).toBe('Pods are all that there is here: services and workloads are not modelled.\n')
  expect(typed(session, 'k8s-m', 'kubectl version').stdout).toBe('Client Version: v1.27.16\nServer Version: v1.27.16\n')
  expect(typed(session, 'k8s-m', 'kubectl api-resources').stdout).toContain('\npods                  po           v1                         true         Pod\n')
  expect(typed(session, 'k8s-m', 'kubectl get svc').stderr).toMatch(/^error: the server doesn't have a resource type "svc"\nServices are not modelled: address pods\. Hopscope's has namespaces, nodes, pods, /)
  expect(typed(session, 'k8s-m', 'kubectl get events').stderr).toContain('the list of events beside the stage')
})
