import { describe, expect, test } from 'vitest'
import { readLab } from '../../src/core/import/read-lab'
import type { LabSession } from '../../src/core/session/lab-session'
import { formatIpv4 } from '../../src/core/wire/ipv4-address'
import { openBuiltIn, typed, typedWith } from './lab-shell'

function nodeManifest(name: string, address: string): string {
  return `apiVersion: v1\nkind: Node\nmetadata: {name: ${name}}\nstatus: {addresses: [{type: InternalIP, address: ${address}}]}\n`
}

function apply(session: LabSession, netns: string, stdin: string): ReturnType<typeof typedWith> {
  return typedWith(session, netns, ['kubectl', 'apply', '-f', '-'], { stdin })
}

function open(): LabSession {
  const session = openBuiltIn('two-subnets')
  expect(apply(session, 'k8s-m', nodeManifest('k8s-w9', '192.168.20.109'))).toEqual({ exit: 0, out: 'node/k8s-w9 created\n', errors: '' })
  return session
}

describe('kubectl apply of a node', () => {
  test('gives it a card in the segment of its InternalIP, set up as those of its neighbours', () => {
    const session = open()
    expect(typed(session, 'k8s-w9', 'ip -br addr show eth0').stdout).toMatch(/^eth0@if4 +UP +192\.168\.20\.109\/24/)
    expect(typed(session, 'k8s-w9', 'ip route show default').stdout).toBe(typed(session, 'k8s-w0', 'ip route show default').stdout.replace('192.168.20.100', '192.168.20.109'))
    expect(typed(session, 'k8s-w9', 'ip link show eth0').stdout).toContain('mtu 9001')
    expect(typed(session, 'k8s-w9', 'sysctl net.ipv4.conf.default.rp_filter').stdout).toBe(typed(session, 'k8s-w0', 'sysctl net.ipv4.conf.default.rp_filter').stdout)
    expect(session.network.namespaces.filter(({ kind }) => kind === 'node').map(({ name }) => name)).toContain('k8s-w9')
    expect(session.network.segments.find(({ name }) => name === 'lan-b')?.ports).toHaveLength(3)
  })

  test('is followed by block, tunnel, routes and BGP, there and on the others', () => {
    const session = open()
    const block = /^blackhole (\S+) proto bird/m.exec(typed(session, 'k8s-w9', 'ip route').stdout)?.[1] ?? ''
    expect(typed(session, 'k8s-w1', 'ip route').stdout).toContain(`${block} via 192.168.20.109 dev tunl0 proto bird onlink`)
    expect(typed(session, 'k8s-m', 'calicoctl ipam show --show-blocks').stdout).toContain(`| Block    | ${block}`)
    expect(typed(session, 'k8s-w9', 'calicoctl node status').stdout.match(/node-to-node mesh/g)).toHaveLength(4)
    expect(typed(session, 'k8s-w2', 'calicoctl node status').stdout).toContain('| 192.168.20.109 | node-to-node mesh | up')
    expect(typed(session, 'k8s-m', 'kubectl get node k8s-w9 -o wide').stdout).toMatch(/k8s-w9 +Ready +<none> +0s +\S+ +192\.168\.20\.109/)
  })

  test('is known to rules and forwarding entries of the others', () => {
    const session = openBuiltIn('vxlan-operator')
    const [segment] = session.cluster.underlay.segments
    const address = formatIpv4(segment!.cidr.network + 77)
    apply(session, 'node-1', nodeManifest('node-9', address))
    session.change({ ...session.settings, mode: 'vxlan', scope: 'always' }, [])
    expect(typed(session, 'node-1', 'ipset list cali40all-vxlan-net').stdout).toContain(`\n${address}\n`)
    expect(typed(session, 'node-1', 'bridge fdb show dev vxlan.calico').stdout).toContain(`dst ${address} self permanent`)
    typed(session, 'node-1', 'kubectl delete node node-9')
    expect(typed(session, 'node-1', 'ipset list cali40all-vxlan-net').stdout).not.toContain(address)
    expect(typed(session, 'node-1', 'bridge fdb show dev vxlan.calico').stdout).not.toContain(address)
  })

  test('runs pods that reach the others and are reached, in every mode and after a change of mode', () => {
    const session = open()
    typed(session, 'k8s-m', `kubectl run web --image=nginx --overrides='{"spec":{"nodeName":"k8s-w9"}}'`)
    const address = typed(session, 'k8s-m', "kubectl get pod web -o jsonpath='{.status.podIP}'").stdout
    for (const mode of ['direct', 'ipip', 'vxlan', 'wireguard'] as const) {
      expect(session.change({ ...session.settings, mode, mtuBytes: 1500 }, []).ok).toBe(true)
      expect(typed(session, 'pod-w1-a', `ping -c 1 -W 2 ${address}`)).toMatchObject({ exit: 0 })
      expect(typed(session, 'web', 'ping -c 1 -W 2 172.16.34.9')).toMatchObject({ exit: 0 })
      expect(typed(session, 'k8s-w9', 'ip link show eth0').stdout).toContain('mtu 1500')
    }
  })

  test('in a lab that gives the nodes’ keys makes one for it, and the others peer with it', () => {
    const session = openBuiltIn('wireguard')
    apply(session, 'k8s-m', nodeManifest('k8s-w9', '192.168.100.109'))
    session.change({ ...session.settings, mode: 'wireguard' }, [])
    const key = typed(session, 'k8s-w9', 'wg show wireguard.cali public-key').stdout.trim()
    expect(typed(session, 'k8s-w1', 'wg show wireguard.cali peers').stdout).toContain(key)
    typed(session, 'k8s-m', `kubectl run web --image=nginx --overrides='{"spec":{"nodeName":"k8s-w9"}}'`)
    const pod = typed(session, 'k8s-m', "kubectl get pods -o jsonpath='{.items[0].metadata.name}'").stdout
    const address = typed(session, 'k8s-m', "kubectl get pod web -o jsonpath='{.status.podIP}'").stdout
    expect(typed(session, pod, `ping -c 1 -W 2 ${address}`)).toMatchObject({ exit: 0 })
  })

  test('and its pods in one file, and again: nothing has changed', () => {
    const session = openBuiltIn('two-subnets')
    const file = `${nodeManifest('k8s-w9', '192.168.10.9')}---\napiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {nodeName: k8s-w9, containers: [{name: c, image: nginx}]}\n`
    expect(apply(session, 'k8s-m', file).out).toBe('node/k8s-w9 created\npod/web created\n')
    expect(apply(session, 'k8s-m', file).out).toBe('node/k8s-w9 unchanged\npod/web unchanged\n')
  })

  test('leaves a lab that reads back as the same cluster', () => {
    const session = open()
    const { stdout } = typed(session, 'k8s-m', 'kubectl get underlay,nodes,pods,ippools,blockaffinities,ipamblocks,felixconfigurations,clusterinformations -A -o yaml')
    const { cluster, problems } = readLab([{ name: 'lab.yaml', text: stdout }])
    expect(problems).toEqual([])
    // kubectl lists by name
    const byName = <T extends { readonly name: string }>(nodes: readonly T[]): readonly T[] => nodes.toSorted((a, b) => (a.name < b.name ? -1 : 1))
    const { underlay, nodes } = session.cluster
    expect(cluster?.nodes).toEqual(byName(nodes))
    expect(cluster?.underlay).toEqual({ ...underlay, nodes: byName(underlay.nodes) })
  })

  test.each([
    ['outside every segment', nodeManifest('k8s-w9', '10.9.9.9'), 'No segment of this lab holds 10.9.9.9, the address of node k8s-w9. Give it one of lan-a 192.168.10.0/24, lan-b 192.168.20.0/24'],
    ['without an address', 'apiVersion: v1\nkind: Node\nmetadata: {name: k8s-w9}\n', 'Node k8s-w9 has no address'],
    ['with another node’s address', nodeManifest('k8s-w9', '192.168.10.101'), '192.168.10.101 belongs to k8s-w1. Give node k8s-w9 another address of lan-a.'],
    ['with the router’s address', nodeManifest('k8s-w9', '192.168.10.1'), '192.168.10.1 belongs to router.'],
    ['with the network’s address', nodeManifest('k8s-w9', '192.168.10.0'), '192.168.10.0 is no host’s address in lan-a 192.168.10.0/24.'],
    ['twice under two names', `${nodeManifest('a', '192.168.10.9')}---\n${nodeManifest('b', '192.168.10.9')}`, '192.168.10.9 belongs to'],
    ['with the router’s name', nodeManifest('router', '192.168.10.9'), 'The name router is taken'],
    ['with a segment’s name', nodeManifest('lan-a', '192.168.10.9'), 'The name lan-a is taken'],
  ])('%s is refused, and nothing changes', (_, text, said) => {
    const session = openBuiltIn('two-subnets')
    const { cluster } = session
    const { exit, errors } = apply(session, 'k8s-m', text)
    expect(exit).toBe(1)
    expect(errors).toContain(said)
    expect(session.cluster).toBe(cluster)
  })
})

describe('kubectl delete node', () => {
  test('takes machine, pods, block, routes and sessions along', () => {
    const session = openBuiltIn('two-subnets')
    expect(typed(session, 'k8s-m', 'kubectl delete node k8s-w1')).toMatchObject({ exit: 0, stdout: 'node "k8s-w1" deleted\n', networkChanged: true })
    expect(session.network.namespaces.map(({ name }) => name)).not.toEqual(expect.arrayContaining(['k8s-w1']))
    expect(typed(session, 'k8s-m', 'kubectl get pods -A -o name').stdout).toBe('pod/pod-m-a\npod/pod-w0-a\npod/pod-w0-b\npod/pod-w2-a\n')
    expect(typed(session, 'k8s-w0', 'ip route').stdout).not.toContain('172.16.158.0/24')
    expect(typed(session, 'k8s-w0', 'calicoctl node status').stdout).not.toContain('192.168.10.101')
    expect(typed(session, 'k8s-m', 'calicoctl ipam show --show-blocks').stdout).not.toContain('172.16.158.0/24')
    expect(typed(session, 'pod-w0-b', 'ping -c 1 -W 1 172.16.158.16').exit).toBe(1)
    expect(typed(session, 'pod-w0-b', 'ping -c 1 -W 2 172.16.184.0').exit).toBe(0)
  })

  test('leaves the others as they were: pods on their nodes, blocks with their owners', () => {
    const session = openBuiltIn('two-subnets')
    const where = (): string => typed(session, 'k8s-m', "kubectl get pods pod-m-a pod-w0-a pod-w2-a -o jsonpath='{.items[*].spec.nodeName} {.items[*].status.podIP}'").stdout
    const before = where()
    typed(session, 'k8s-m', 'kubectl delete node k8s-w1')
    expect(where()).toBe(before)
    expect(session.change({ ...session.settings, mode: 'vxlan' }, []).ok).toBe(true)
    expect(where()).toBe(before)
    expect(typed(session, 'pod-w0-b', 'ping -c 1 -W 2 172.16.116.3').outcome).not.toBe('')
  })

  test('can be taken back and made again, like the applying of one', () => {
    const session = openBuiltIn('two-subnets')
    const { cluster: before, settings } = session
    apply(session, 'k8s-m', nodeManifest('k8s-w9', '192.168.10.9'))
    typed(session, 'k8s-m', 'kubectl delete node k8s-w1')
    const { changes, cluster } = session
    expect(changes).toHaveLength(2)
    session.change(settings, [], [])
    expect(session.cluster).toEqual(before)
    session.change(settings, [], changes)
    expect(session.cluster).toEqual(cluster)
  })

  test('gives a node of that name its block again', () => {
    const session = openBuiltIn('two-subnets')
    typed(session, 'k8s-m', 'kubectl delete node k8s-w1')
    apply(session, 'k8s-m', nodeManifest('k8s-w1', '192.168.10.101'))
    expect(typed(session, 'k8s-w1', 'ip route').stdout).toContain('blackhole 172.16.158.0/24 proto bird')
    expect(typed(session, 'k8s-w1', 'ip route').stdout).not.toContain('cali')
  })

  test('refuses the last one, and names what is not there', () => {
    const session = openBuiltIn('two-subnets')
    expect(typed(session, 'k8s-m', 'kubectl delete node k8s-w9').stderr).toBe('Error from server (NotFound): nodes "k8s-w9" not found\n')
    expect(typed(session, 'k8s-m', 'kubectl delete nodes --all').stderr).toContain('No node would be left in this lab.')
    expect(typed(session, 'k8s-m', 'kubectl delete node k8s-w0 k8s-w1 k8s-w2').exit).toBe(0)
    expect(typed(session, 'k8s-m', 'kubectl get nodes -o name').stdout).toBe('node/k8s-m\n')
  })

  test('on the node itself: the command ends, and its terminal has no place any more', () => {
    const session = openBuiltIn('two-subnets')
    expect(typed(session, 'k8s-w2', 'kubectl delete node k8s-w2').stdout).toBe('node "k8s-w2" deleted\n')
    expect(session.run('k8s-w2', 'ip route')).toMatchObject({ ok: false })
  })
})
