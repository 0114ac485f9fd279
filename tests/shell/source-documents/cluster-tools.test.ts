import { describe, expect, test } from 'vitest'
import type { LabSession } from '../../../src/core/session/lab-session'
import { openBuiltIn, typed } from '../lab-shell'

/** As the documents print it: without colours, runs of blanks are one, and none ends a line. */
function asPrinted(text: string): string {
  return text.replaceAll(/\u001b\[\d+m/g, '').split('\n').map((line) => line.replaceAll(/ +/g, ' ').trim()).join('\n').trim()
}

function linesWith(text: string, word: string): string {
  return text.split('\n').filter((line) => line.includes(word)).join('\n')
}

describe('what the notes on two subnets show of the cluster’s tools', () => {
  test('ip -c route: the other nodes’ blocks by BGP, and a blackhole for the node’s own', () => {
    const { stdout } = typed(openBuiltIn('two-subnets'), 'k8s-w1', 'ip -c route')
    expect(asPrinted(linesWith(stdout, 'bird'))).toBe(
      [
        '172.16.34.0/24 via 192.168.20.100 dev tunl0 proto bird onlink',
        '172.16.116.0/24 via 192.168.10.10 dev tunl0 proto bird onlink',
        'blackhole 172.16.158.0/24 proto bird',
        '172.16.184.0/24 via 192.168.10.102 dev tunl0 proto bird onlink',
      ].join('\n'),
    )
  })

  test('calicoctl get workloadendpoints: each pod’s node, address and interface; a pod’s route is there when the pod is', () => {
    const session = openBuiltIn('two-subnets')
    expect(typed(session, 'k8s-m', 'calicoctl get workloadendpoints').stdout).toBe(
      [
        'WORKLOAD   NODE     NETWORKS           INTERFACE         ',
        'pod-m-a    k8s-m    172.16.116.5/32    cali670220d7f95   ',
        'pod-w0-a   k8s-w0   172.16.34.8/32     cali7da6879b49f   ',
        'pod-w0-b   k8s-w0   172.16.34.9/32     cali1e4b888c848   ',
        'pod-w1-a   k8s-w1   172.16.158.16/32   caliae6c0ad70f5   ',
        'pod-w1-b   k8s-w1   172.16.158.17/32   cali18e1dc56b57   ',
        'pod-w2-a   k8s-w2   172.16.184.20/32   cali6e0043aecba   ',
        '',
        '',
      ].join('\n'),
    )
    const wide = typed(session, 'k8s-m', 'calicoctl get wep -A -o wide').stdout
    const link = /cali\w+/.exec(linesWith(wide, '172.16.158.16'))?.[0] ?? ''
    expect(typed(session, 'k8s-w1', 'ip route').stdout).toContain(`172.16.158.16 dev ${link} scope link`)
  })

  test('calicoctl get ippool -o wide', () => {
    const { stdout } = typed(openBuiltIn('two-subnets'), 'k8s-m', 'calicoctl get ippool -o wide')
    expect(asPrinted(stdout)).toBe(
      ['NAME CIDR NAT IPIPMODE VXLANMODE DISABLED DISABLEBGPEXPORT SELECTOR', 'default-ipv4-ippool 172.16.0.0/16 true Always Never false false all()'].join('\n'),
    )
    expect(stdout).toBe(
      [
        'NAME                  CIDR            NAT    IPIPMODE   VXLANMODE   DISABLED   DISABLEBGPEXPORT   SELECTOR   ',
        'default-ipv4-ippool   172.16.0.0/16   true   Always     Never       false      false              all()      ',
        '',
        '',
      ].join('\n'),
    )
  })

  test('Direct mode sends the packet as it is; VXLAN mode wraps it', () => {
    const session = openBuiltIn('two-subnets')
    const mode = (spec: string): string => typed(session, 'k8s-m', `calicoctl patch ippool default-ipv4-ippool -p '{"spec":${spec}}'`).stdout
    expect(mode('{"ipipMode":"Never"}')).toBe("Successfully patched 1 'IPPool' resource\n")
    expect(typed(session, 'k8s-w0', 'ip route get 172.16.158.16').stdout).toContain('via 192.168.20.1 dev eth0')
    expect(typed(session, 'pod-w0-b', 'ping -c 1 172.16.158.16').exit).toBe(0)
    mode('{"vxlanMode":"Always"}')
    expect(typed(session, 'k8s-w0', 'ip route get 172.16.158.16').stdout).toContain('dev vxlan.calico')
    expect(typed(session, 'k8s-w0', 'ip -d link show vxlan.calico').stdout).toMatch(/vxlan id 4096 .* dstport 4789/)
    expect(typed(session, 'pod-w0-b', 'ping -c 1 172.16.158.16').exit).toBe(0)
  })

  test('an Azure network drops IPIP and lets VXLAN pass', () => {
    const session = openBuiltIn('two-subnets')
    session.change({ ...session.settings, fabric: 'azure' }, [])
    expect(typed(session, 'pod-w0-b', 'ping -c 1 -W 1 172.16.158.16').outcome).toBe('dropped:fabric-filter')
    typed(session, 'k8s-m', 'calicoctl patch ippool default-ipv4-ippool --patch=\'{"spec":{"ipipMode":"Never","vxlanMode":"Always"}}\'')
    expect(typed(session, 'pod-w0-b', 'ping -c 1 -W 1 172.16.158.16').outcome).toBe('delivered')
  })
})

describe('the notes’ cloud that drops what matches no card', () => {
  const LIFT = (id: string): string => `aws ec2 modify-instance-attribute --instance-id ${id} --source-dest-check "{\\"Value\\": false}"`
  const PING = 'ping -c 1 -W 1 172.16.184.20'

  function openInAws(): LabSession {
    const session = openBuiltIn('two-subnets')
    session.change({ ...session.settings, mode: 'direct', fabric: 'aws' }, [])
    return session
  }

  test('Direct is dropped until the check of both nodes is lifted, and again when it is put back', () => {
    const session = openInAws()
    expect(typed(session, 'pod-w1-a', PING).outcome).toBe('dropped:source-destination-check')
    expect(typed(session, 'k8s-w1', LIFT('k8s-w1'))).toMatchObject({ exit: 0, stdout: '', stderr: '' })
    const ids = [...typed(session, 'k8s-m', 'aws ec2 describe-instances').stdout.matchAll(/"InstanceId": "(i-[0-9a-f]{17})"/g)].map(([, id]) => id ?? '')
    typed(session, 'k8s-m', LIFT(ids[2] ?? ''))
    expect(typed(session, 'pod-w1-a', PING).outcome).toBe('delivered')
    expect(typed(session, 'k8s-m', 'aws ec2 describe-instance-attribute --instance-id k8s-w2 --attribute sourceDestCheck').stdout).toContain('"Value": false')
    typed(session, 'k8s-m', 'aws ec2 modify-instance-attribute --instance-id k8s-w2 --source-dest-check')
    expect(typed(session, 'pod-w1-a', PING).outcome).toBe('dropped:source-destination-check')
  })

  test('what was lifted stays lifted through a change of the cluster', () => {
    const session = openInAws()
    for (const node of ['k8s-w1', 'k8s-w2']) typed(session, 'k8s-m', `aws ec2 modify-instance-attribute --instance-id ${node} --no-source-dest-check`)
    typed(session, 'k8s-m', 'kubectl run web --image=nginx')
    expect(typed(session, 'pod-w1-a', PING).outcome).toBe('delivered')
  })

  test.each([
    ['aws ec2 modify-instance-attribute --instance-id i-0 --no-source-dest-check', "The instance ID 'i-0' does not exist"],
    ['aws ec2 modify-instance-attribute --instance-id k8s-w1 --source-dest-check maybe', 'write {"Value": false}'],
    ['aws ec2 run-instances', 'aws: "ec2 run-instances" is not modelled'],
    ['az vm list', 'nothing to switch at one machine here'],
    ['gcloud compute instances list', 'nothing to switch at one machine here'],
  ])('%s says what is wrong', (command, text) => {
    const { exit, stderr } = typed(openInAws(), 'k8s-m', command)
    expect(exit).not.toBe(0)
    expect(stderr).toContain(text)
  })

  test('a lab of no cloud has nothing to lift', () => {
    expect(typed(openBuiltIn('two-subnets'), 'k8s-m', LIFT('k8s-w1')).stderr).toContain('Choose the AWS fabric')
  })
})

describe('what the notes on WireGuard show of the cluster’s tools', () => {
  test('the patch of FelixConfiguration turns encryption on at once, and is shown', () => {
    const session = openBuiltIn('two-subnets')
    const patch = `calicoctl patch felixconfiguration default --type='merge' -p '{"spec":{"wireguardEnabled":true}}'`
    expect(typed(session, 'k8s-w1', 'ip link show wireguard.cali').exit).not.toBe(0)
    expect(typed(session, 'k8s-m', patch)).toMatchObject({ exit: 0, stdout: "Successfully patched 1 'FelixConfiguration' resource\n" })
    expect(linesWith(typed(session, 'k8s-m', 'calicoctl get felixconfiguration default -o yaml').stdout, 'wireguardEnabled')).toBe('  wireguardEnabled: true')
    expect(typed(session, 'k8s-w1', 'ip link show wireguard.cali').stdout).toContain('wireguard.cali')
    expect(typed(session, 'pod-w0-b', 'ping -c 1 172.16.158.16').exit).toBe(0)
  })

  test('apt install wireguard -y succeeds, and says that there was nothing to install', () => {
    const { exit, stdout } = typed(openBuiltIn('wireguard'), 'k8s-w1', 'apt install wireguard -y')
    expect(exit).toBe(0)
    expect(stdout).toContain('nothing was installed')
    expect(typed(openBuiltIn('wireguard'), 'k8s-w1', 'apt install emacs').stderr).toBe('E: Unable to locate package emacs\n')
  })

  test('calicoctl get node -o yaml tells the node’s public key', () => {
    const { stdout } = typed(openBuiltIn('wireguard'), 'k8s-m', 'calicoctl get node k8s-w1 -o yaml')
    expect(asPrinted(linesWith(stdout, 'wireguardPublicKey'))).toBe('wireguardPublicKey: BToK9bLEhMaPUJsuKy3KdrxVOpklyo0qlGRdMN6lHWc=')
  })
})
