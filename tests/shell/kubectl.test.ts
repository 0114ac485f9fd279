import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { deriveNetwork } from '../../src/core/calico/derive-network'
import { allocate } from '../../src/core/calico/ipam'
import { settleAddresses } from '../../src/core/calico/settle-addresses'
import { readLab } from '../../src/core/import/read-lab'
import { LabSession } from '../../src/core/session/lab-session'
import type { Cluster } from '../../src/core/model/cluster'
import { anyLab, clusterOf } from '../laws/random-lab'
import { openBuiltIn, typed, typedWith } from './lab-shell'

/** The server lists by name, Felix publishes each node's key, and labels shape nothing. */
function comparable({ pods, blocks, nodes, kept: _kept, ...cluster }: Cluster): unknown {
  const byName = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)
  return {
    ...cluster,
    nodes: nodes.map(({ wireguardPublicKey: _key, ...node }) => node),
    pods: pods.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    blocks: blocks.map(({ cidr, node, released }) => ({ network: cidr.network, length: cidr.prefixLength, node, released })).sort(byName),
  }
}

const EVERYTHING = 'nodes,ippools,blockaffinities,ipamblocks,felixconfigurations,bgpconfigurations,bgppeers,pods,underlays'

describe('kubectl get', () => {
  test('lists nodes and pods in the server’s order, with the ages of simulated time', () => {
    const session = openBuiltIn('two-subnets')
    session.wait(125e9)
    expect(typed(session, 'k8s-m', 'kubectl get nodes').stdout).toBe(
      [
        'NAME     STATUS   ROLES    AGE    VERSION',
        'k8s-m    Ready    <none>   2m5s   v1.27.16',
        'k8s-w0   Ready    <none>   2m5s   v1.27.16',
        'k8s-w1   Ready    <none>   2m5s   v1.27.16',
        'k8s-w2   Ready    <none>   2m5s   v1.27.16',
        '',
      ].join('\n'),
    )
    typed(session, 'k8s-m', 'kubectl run web --image=nginx')
    session.wait(5e9)
    const { stdout } = typed(session, 'k8s-m', 'kubectl get pods -A -o wide')
    expect(stdout.split('\n')[0]).toBe('NAMESPACE   NAME       READY   STATUS    RESTARTS   AGE     IP              NODE     NOMINATED NODE   READINESS GATES')
    expect(stdout).toContain('default     web        1/1     Running   0          5s      172.16.116.1    k8s-m    <none>           <none>\n')
  })

  test.each([
    ['get pod nope', 'Error from server (NotFound): pods "nope" not found\n'],
    ['get pods -n kube-system', 'No resources found in kube-system namespace.\n'],
    ['get widgets', 'error: the server doesn\'t have a resource type "widgets"'],
    ['get pods -w', 'option -w is not modelled'],
    ['get pods --sort-by=.x', 'option --sort-by is not modelled'],
    ['get pods -o custom-columns=A:.b', 'unable to match a printer suitable for the output format'],
    ['describe pod nope', 'Error from server (NotFound): pods "nope" not found\n'],
    ['edit ippool default-ipv4-ippool', 'there is no editor; kubectl patch'],
    ['logs pod-m-a', 'pods have no programs here but those that you start'],
    ['cordon k8s-w1', 'is not modelled: a pod runs where spec.nodeName says'],
  ])('%s says what is wrong', (words, text) => {
    expect(typed(openBuiltIn('two-subnets'), 'k8s-m', `kubectl ${words}`).stderr).toContain(text)
  })

  test('-o name, jsonpath and selectors pick', () => {
    const session = openBuiltIn('two-subnets')
    typed(session, 'k8s-m', 'kubectl run web --image=nginx -l app=shop,tier=front')
    expect(typed(session, 'k8s-m', 'kubectl get pods -l app=shop,tier!=back -o name').stdout).toBe('pod/web\n')
    expect(typed(session, 'k8s-m', "kubectl get pod pod-w1-a -o jsonpath='{.status.podIP} on {.spec.nodeName}{\"\\n\"}'").stdout).toBe('172.16.158.16 on k8s-w1\n')
    expect(typed(session, 'k8s-m', 'kubectl get ippool,node/k8s-m').exit).toBe(1)
    expect(typed(session, 'k8s-m', 'kubectl get ippools -o name').stdout).toBe('ippool.crd.projectcalico.org/default-ipv4-ippool\n')
  })

  test('of everything in YAML or JSON reads back as the same cluster, in any lab', () => {
    fc.assert(
      fc.property(anyLab(5), fc.constantFrom('yaml', 'json'), (sketch, format) => {
        const unsettled = clusterOf(sketch)
        const cluster = settleAddresses(unsettled, allocate(unsettled))
        const session = new LabSession({ cluster, network: deriveNetwork(cluster) }, { seed: 1 })
        typed(session, 'node-0', 'kubectl run late --image=nginx')
        typed(session, 'node-0', 'kubectl delete pod pod-0')
        const { stdout } = typed(session, 'node-0', `kubectl get ${EVERYTHING} -A -o ${format}`)
        const { cluster: again, problems } = readLab([{ name: `all.${format}`, text: stdout }])
        expect(problems).toEqual([])
        expect(comparable(again!)).toEqual(comparable(session.cluster))
      }),
      { numRuns: 40 },
    )
  })
})

describe('kubectl run, exec and delete', () => {
  test('a pod’s veth, route, address and record are there at once, and gone with it', () => {
    const session = openBuiltIn('two-subnets')
    expect(typed(session, 'k8s-m', `kubectl run web --image=nginx --overrides='{"spec":{"nodeName":"k8s-w1"}}'`)).toMatchObject({ exit: 0, stdout: 'pod/web created\n', networkChanged: true })
    const route = /^172\.16\.158\.1 dev (cali\w+) scope link/m.exec(typed(session, 'k8s-w1', 'ip route').stdout)
    expect(typed(session, 'k8s-w1', `ip link show ${route?.[1] ?? ''}`).stdout).toContain('link-netns web')
    expect(typed(session, 'k8s-m', 'calicoctl ipam show --ip=172.16.158.1').stdout).toContain('  pod: web\n')
    expect(typed(session, 'pod-w0-b', 'ping -c 1 172.16.158.1').exit).toBe(0)
    expect(typed(session, 'k8s-m', 'kubectl exec -it web -- ping -c 1 172.16.34.9')).toMatchObject({ exit: 0, stdout: expect.stringContaining('1 received') as string })
    expect(typed(session, 'k8s-m', 'kubectl delete pod web').stdout).toBe('pod "web" deleted\n')
    expect(typed(session, 'k8s-w1', 'ip route').stdout).not.toContain('172.16.158.1 dev')
    expect(typed(session, 'k8s-m', 'calicoctl ipam show --ip=172.16.158.1').stdout).toBe('172.16.158.1 is not assigned\n')
    expect(session.run('web', 'true').ok).toBe(false)
  })

  test('an address that was given back comes last, as in Calico’s queue', () => {
    const session = openBuiltIn('two-subnets')
    const run = (name: string): string => {
      typed(session, 'k8s-m', `kubectl run ${name} --image=nginx --overrides='{"spec":{"nodeName":"k8s-w1"}}'`)
      return typed(session, 'k8s-m', `kubectl get pod ${name} -o jsonpath='{.status.podIP}'`).stdout
    }
    expect([run('a'), run('b')]).toEqual(['172.16.158.1', '172.16.158.2'])
    typed(session, 'k8s-m', 'kubectl delete pod a')
    expect(run('c')).toBe('172.16.158.3')
  })

  test('no pod takes the address of a tunnel that is switched off', () => {
    const session = openBuiltIn('two-subnets')
    typed(session, 'k8s-m', `calicoctl patch ippool default-ipv4-ippool -p '{"spec":{"ipipMode":"Never"}}'`)
    typed(session, 'k8s-m', `kubectl run web --image=nginx --overrides='{"spec":{"nodeName":"k8s-w1"}}'`)
    typed(session, 'k8s-m', `calicoctl patch ippool default-ipv4-ippool -p '{"spec":{"ipipMode":"Always"}}'`)
    expect(typed(session, 'k8s-w1', 'ip addr show tunl0').stdout).toContain('inet 172.16.158.0/32')
    expect(typed(session, 'pod-w0-b', 'ping -c 1 172.16.158.1').exit).toBe(0)
  })

  test('without a node it goes where the fewest are', () => {
    const session = openBuiltIn('two-subnets')
    for (const name of ['a', 'b', 'c']) typed(session, 'k8s-m', `kubectl run ${name} --image=nginx`)
    expect(typed(session, 'k8s-m', "kubectl get pods a b c -o jsonpath='{.items[*].spec.nodeName}'").stdout).toBe('k8s-m k8s-w2 k8s-m')
  })

  test('what came of an exec is seen from the pod', () => {
    const session = openBuiltIn('two-subnets')
    expect(typed(session, 'k8s-m', 'kubectl exec pod-w1-a -- ping -c 1 172.16.34.9').outcome).toBe('delivered')
    expect(typed(session, 'k8s-m', 'kubectl exec pod-w1-a -- ping -c 1 -W 1 172.16.34.99').outcome).toMatch(/^dropped:|^error-reported/)
  })

  test('exec tells the status of what it ran, and what it cannot run', () => {
    const session = openBuiltIn('two-subnets')
    expect(typed(session, 'k8s-m', 'kubectl exec pod-w1-a -- sh -c "ip route"').stdout).toContain('default via 169.254.1.1 dev eth0')
    expect(typed(session, 'k8s-m', 'kubectl exec pod-w1-a -- ping -c 1 -W 1 172.16.158.99')).toMatchObject({ exit: 1, stderr: expect.stringContaining('command terminated with exit code 1') as string })
    expect(typed(session, 'k8s-m', 'kubectl exec pod-w1-a -- bash').stderr).toContain('open a terminal in the pod')
    expect(typed(session, 'k8s-m', 'kubectl exec nope -- true').stderr).toBe('Error from server (NotFound): pods "nope" not found\n')
  })

  test('what was typed through it can be taken back and made again', () => {
    const session = openBuiltIn('two-subnets')
    typed(session, 'k8s-m', 'kubectl run web --image=nginx')
    typed(session, 'k8s-m', 'kubectl exec web -- ip route add 10.9.0.0/16 via 169.254.1.1 dev eth0')
    const { settings, changes, cluster } = session
    expect(changes.map(({ command }) => command)).toHaveLength(2)
    session.change(settings, [], [])
    expect(typed(session, 'k8s-m', 'kubectl get pod web').exit).toBe(1)
    session.change(settings, [], changes)
    expect(session.cluster).toEqual(cluster)
    expect(typed(session, 'web', 'ip route').stdout).toContain('10.9.0.0/16')
  })
})

describe('kubectl apply', () => {
  const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web, labels: {app: web}}\nspec: {nodeName: k8s-w2, containers: [{name: c, image: nginx}]}\n'

  test('creates, configures and leaves alone', () => {
    const session = openBuiltIn('two-subnets')
    const apply = (stdin: string) => typedWith(session, 'k8s-m', ['kubectl', 'apply', '-f', '-'], { stdin })
    expect(apply(POD)).toEqual({ exit: 0, out: 'pod/web created\n', errors: '' })
    expect(apply(POD).out).toBe('pod/web unchanged\n')
    expect(apply(POD.replace('app: web', 'app: shop')).out).toBe('pod/web configured\n')
    expect(typed(session, 'k8s-m', 'kubectl get pod web --show-labels').stdout).toContain('app=shop')
    expect(typedWith(session, 'k8s-m', ['kubectl', 'create', '-f', 'pod.yaml'], { files: { 'pod.yaml': POD } }).errors).toBe('Error from server (AlreadyExists): error when creating "pod.yaml": pods "web" already exists\n')
    expect(typedWith(session, 'k8s-m', ['kubectl', 'delete', '-f', 'pod.yaml'], { files: { 'pod.yaml': POD } }).out).toBe('pod "web" deleted\n')
  })

  test('takes what get printed of the whole lab as unchanged', () => {
    const session = openBuiltIn('wireguard')
    const { stdout } = typed(session, 'k8s-m', `kubectl get ${EVERYTHING} -A -o yaml`)
    const { exit, out, errors } = typedWith(session, 'k8s-m', ['kubectl', 'apply', '-f', 'lab.yaml'], { files: { 'lab.yaml': stdout } })
    expect({ exit, errors }).toEqual({ exit: 0, errors: '' })
    expect(out.split('\n').filter((line) => line !== '' && !line.endsWith(' unchanged'))).toEqual([])
  })

  test.each([
    ['a pod of a node that is not there', POD.replace('k8s-w2', 'k8s-w9'), 'Pod web would run on node k8s-w9, which does not exist. Name one of k8s-m'],
    ['a pod of the host’s network', POD.replace('nodeName', 'hostNetwork: true, nodeName'), 'spec.hostNetwork other than false is not modelled'],
    ['a pod in no namespace', POD.replace('name: web,', 'name: web, namespace: nowhere,'), 'namespaces "nowhere" not found'],
    ['a name that is none', POD.replace('name: web,', 'name: "Web_1",'), 'is no name'],
    ['a kind of elsewhere', 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n', 'no matches for kind "Deployment" in version "apps/v1"'],
    ['what is no resource', 'hello: world\n', 'apiVersion or kind is missing'],
    ['what is no YAML', 'a: [1, 2\nb: {', 'Not YAML'],
    ['deep nests', `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","labels":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}}`, 'nested too deeply'],
    ['many aliases', `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d,*d]\n`, 'Aliases stand for more than'],
    ['wrong types', POD.replace('nodeName: k8s-w2', 'nodeName: [1]'), 'spec.nodeName: nodeName is a list, not text'],
    ['a second one that is wrong', `${POD}---\napiVersion: crd.projectcalico.org/v1\nkind: IPPool\nmetadata: {name: p}\nspec: {cidr: 172.16.5.0/24}\n`, 'overlaps pool'],
  ])('refuses %s with place and remedy, and applies nothing', (_, text, said) => {
    const session = openBuiltIn('two-subnets')
    const { cluster } = session
    const { exit, out, errors } = typedWith(session, 'k8s-m', ['kubectl', 'apply', '-f', 'x.yaml'], { files: { 'x.yaml': text } })
    expect({ exit, out }).toEqual({ exit: 1, out: '' })
    expect(errors).toContain(said)
    expect(session.cluster).toBe(cluster)
  })
})
