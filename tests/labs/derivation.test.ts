import { describe, expect, it } from 'vitest'
import { changeEncapsulation } from '../../src/core/calico/change-encapsulation'
import { deriveNetwork } from '../../src/core/calico/derive-network'
import { readLab } from '../../src/core/import/read-lab'
import type { Cluster } from '../../src/core/model/cluster'
import type { NetnsSpec } from '../../src/core/model/netns-spec'
import { loadRecording } from '../kernel/recordings'
import type { Topology } from '../kernel/topology'
import { recordedLabYaml } from './recorded-lab'
import { derivedState, recordedState } from './state-of-namespace'

/** Small clusters, written where they are needed: what Calico makes of them, by rule. */
function cluster(...documents: readonly string[]): Cluster {
  const reading = readLab([{ name: 'lab.yaml', text: documents.join('\n---\n') }])
  if (!reading.cluster) throw new Error(JSON.stringify(reading.problems, null, 2))
  return reading.cluster
}

const node = (name: string, address: string, more = '') =>
  `{apiVersion: projectcalico.org/v3, kind: Node, metadata: {name: ${name}}, spec: {bgp: {ipv4Address: ${address}}${more === '' ? '' : `, ${more}`}}}`
const pool = (cidr: string, fields: string, name = 'p') =>
  `{apiVersion: projectcalico.org/v3, kind: IPPool, metadata: {name: ${name}}, spec: {cidr: ${cidr}, ${fields}}}`
const pod = (name: string, on: string, address?: string) =>
  `{apiVersion: v1, kind: Pod, metadata: {name: ${name}}, spec: {nodeName: ${on}}${address === undefined ? '' : `, status: {podIP: ${address}}`}}`
const affinity = (cidr: string, on: string) =>
  `{apiVersion: projectcalico.org/v3, kind: BlockAffinity, metadata: {name: b}, spec: {cidr: ${cidr}, node: ${on}, state: confirmed}}`
const felix = (fields: string, name = 'default') =>
  `{apiVersion: projectcalico.org/v3, kind: FelixConfiguration, metadata: {name: ${name}}, spec: {${fields}}}`
const release = (version: string) =>
  `{apiVersion: projectcalico.org/v3, kind: ClusterInformation, metadata: {name: default}, spec: {calicoVersion: ${version}}}`

function netns(of: Cluster, name: string): NetnsSpec {
  const network = deriveNetwork(of)
  return network.derive(network.namespaces.findIndex((ref) => ref.name === name))
}

function routes(of: Cluster, name: string): readonly string[] {
  return derivedState(netns(of, name)).routes
}

function podAddress(of: Cluster, name: string): string | undefined {
  return derivedState(netns(of, name)).links.at(-1)?.split(' ')[6]
}

describe('blocks that nobody wrote down', () => {
  it.each([
    [
      '/24',
      24,
      [
        ['k8s-m', '172.16.116.0/24'],
        ['k8s-w0', '172.16.34.0/24'],
        ['k8s-w1', '172.16.158.0/24'],
        ['k8s-w2', '172.16.184.0/24'],
      ],
    ],
    [
      '/26',
      26,
      [
        ['k8s-w1', '172.16.228.64/26'],
        ['k8s-w2', '172.16.46.0/26'],
        ['k8s-w3', '172.16.197.0/26'],
        ['k8s-m', '172.16.29.0/26'],
      ],
    ],
  ] as const)('of size %s are those that real clusters with these node names have', (_size, blockSize, expected) => {
    const nodes = expected.map(([name], i) => node(name, `10.0.0.${i + 1}/24`))
    const lab = cluster(...nodes, pool('172.16.0.0/16', `blockSize: ${blockSize}, ipipMode: Always`))
    for (const [name, block] of expected) expect(routes(lab, name)).toContain(`main: blackhole ${block} proto bird`)
  })

  it('are the next free ones where the drawn one is taken', () => {
    // 172.16.34.0/24 is k8s-w0's draw
    const lab = cluster(
      node('k8s-w0', '10.0.0.1/24'),
      node('other', '10.0.0.2/24'),
      pool('172.16.0.0/16', 'blockSize: 24, ipipMode: Always'),
      affinity('172.16.34.0/24', 'other'),
    )
    expect(routes(lab, 'k8s-w0')).toContain('main: blackhole 172.16.35.0/24 proto bird')
  })

  it('are those around the addresses that pods already have', () => {
    const lab = cluster(node('n', '10.0.0.1/24'), pool('172.16.0.0/16', 'blockSize: 26'), pod('a', 'n', '172.16.7.70'))
    expect(routes(lab, 'n')).toContain('main: blackhole 172.16.7.64/26 proto bird')
  })

  it('give pods the next free addresses, after the tunnel, and a second block when the first is full', () => {
    const pods = Array.from({ length: 5 }, (_, i) => pod(`p${i}`, 'n'))
    const lab = cluster(
      node('n', '10.0.0.1/24'),
      pool('172.16.0.0/24', 'blockSize: 30, vxlanMode: Always'),
      affinity('172.16.0.8/30', 'n'),
      pod('fixed', 'n', '172.16.0.10'),
      ...pods,
    )
    expect(pods.map((_, i) => podAddress(lab, `p${i}`)).slice(0, 2)).toEqual(['172.16.0.9/32', '172.16.0.11/32'])
    const blocks = routes(lab, 'n').filter((route) => route.includes('blackhole'))
    expect(blocks).toHaveLength(2)
  })

  it('are shared when the pool has no room: a borrowed address has a route of its own', () => {
    const lab = cluster(
      node('a', '10.0.0.1/24'),
      node('b', '10.0.0.2/24'),
      pool('172.16.0.0/24', 'blockSize: 26, ipipMode: Always'),
      affinity('172.16.0.0/26', 'a'),
      affinity('172.16.0.64/26', 'b'),
      pod('guest', 'b', '172.16.0.5'),
    )
    expect(routes(lab, 'a')).toContain('main: 172.16.0.5 via 10.0.0.2 dev tunl0 proto bird metric 1024 onlink')
    expect(routes(lab, 'b')).toContain(`main: 172.16.0.5 dev ${netns(lab, 'b').links.at(-1)?.name} scope link metric 1024`)
  })
})

describe('a change of mode', () => {
  it('gives no pod another address and no node another block', () => {
    const lab = cluster(node('a', '10.0.0.1/24'), node('b', '10.0.0.2/24'), pool('172.16.0.0/16', 'vxlanMode: Always'), pod('p', 'a'))
    const direct = changeEncapsulation(lab, { mode: 'direct', scope: 'always' })
    expect(podAddress(direct, 'p')).toBe(podAddress(lab, 'p'))
    const blackhole = (of: Cluster) =>
      routes(of, 'b')
        .map((route) => /blackhole (\S+)/.exec(route)?.[1])
        .filter(Boolean)
    expect(blackhole(direct)).toEqual(blackhole(lab))
  })
})

describe('the tables of netfilter', () => {
  it('are all programmed unless the lab leaves some out, with the sets that they ask', () => {
    const lab = cluster(
      node('a', '10.0.0.1/24'),
      node('b', '10.0.0.2/24'),
      pool('172.16.0.0/16', 'vxlanMode: Always, natOutgoing: true'),
      pod('p', 'a'),
    )
    const { iptables, ipsets } = netns(lab, 'a')
    expect(iptables.map((table) => table.split('\n')[0])).toEqual(['*raw', '*mangle', '*nat', '*filter'])
    expect(ipsets.map(({ name, members }) => [name, members.length])).toEqual([
      ['cali40network-ip-pools', 1],
      ['cali40masq-ipam-pools', 1],
      ['cali40all-vxlan-net', 1],
      ['cali40this-host', 2],
      ['cali40dscp-src-net', 0],
    ])
    const fewer = cluster(
      node('a', '10.0.0.1/24'),
      pool('172.16.0.0/16', 'natOutgoing: true'),
      '{apiVersion: hopscope.dev/v1, kind: Underlay, metadata: {name: x}, spec: {calico: {netfilter: [nat]}}}',
    )
    expect(netns(fewer, 'a').ipsets.map(({ name }) => name)).toEqual(['cali40network-ip-pools', 'cali40masq-ipam-pools'])
  })
})

describe('CrossSubnet', () => {
  it('asks the local mask alone, so unequal masks make two different ways', () => {
    const lab = cluster(
      node('a', '10.0.0.1/24'),
      node('b', '10.0.0.200/25'),
      pool('172.16.0.0/16', 'blockSize: 26, ipipMode: CrossSubnet'),
      affinity('172.16.0.0/26', 'a'),
      affinity('172.16.1.0/26', 'b'),
      release('v3.26.1'),
    )
    expect(routes(lab, 'a')).toContain('main: 172.16.1.0/26 via 10.0.0.200 dev eth0 proto bird')
    expect(routes(lab, 'b')).toContain('main: 172.16.0.0/26 via 10.0.0.1 dev tunl0 proto bird onlink')
  })
})

describe('Direct mode', () => {
  const nodes = [node('a', '10.0.0.10/24'), node('b', '10.0.1.10/24')]
  const rest = [pool('172.16.0.0/16', 'blockSize: 26'), affinity('172.16.0.0/26', 'a'), affinity('172.16.1.0/26', 'b'), release('v3.26.1')]

  it('sends what is behind a router to the router, which knows nothing of it unless it speaks BGP', () => {
    const lab = cluster(...nodes, ...rest)
    expect(routes(lab, 'a')).toContain('main: 172.16.1.0/26 via 10.0.0.1 dev eth0 proto bird')
    expect(routes(lab, 'router').filter((route) => route.includes('172.16'))).toEqual([])
  })

  it('has no routes to other nodes where nobody speaks BGP', () => {
    const lab = cluster(
      ...nodes,
      ...rest,
      '{apiVersion: projectcalico.org/v3, kind: BGPConfiguration, metadata: {name: default}, spec: {nodeToNodeMeshEnabled: false}}',
    )
    expect(routes(lab, 'a').filter((route) => route.includes('172.16.1'))).toEqual([])
  })

  it('keeps the MTU of the card', () => {
    const lab = cluster(...nodes, ...rest, pod('p', 'a'))
    expect(netns(lab, 'p').links.at(-1)?.mtuBytes).toBe(1500)
  })
})

describe('MTUs', () => {
  it('of pods are the smallest that every enabled encapsulation leaves', () => {
    const lab = cluster(
      node('n', '10.0.0.1/24'),
      pool('172.16.0.0/17', 'ipipMode: Always', 'a'),
      pool('172.16.128.0/17', 'vxlanMode: Always', 'b'),
      felix('wireguardEnabled: true'),
      pod('p', 'n'),
    )
    expect(netns(lab, 'p').links.at(-1)?.mtuBytes).toBe(1440)
    const { links } = netns(lab, 'n')
    expect(links.map(({ name, mtuBytes }) => [name, mtuBytes]).slice(2, 5)).toEqual([
      ['tunl0', 1480],
      ['vxlan.calico', 1450],
      ['wireguard.cali', 1440],
    ])
  })

  it('are what Felix is told, node by node', () => {
    const lab = cluster(
      node('a', '10.0.0.1/24'),
      node('b', '10.0.0.2/24'),
      pool('172.16.0.0/16', 'ipipMode: Always'),
      felix('ipipMTU: 1400'),
      felix('ipipMTU: 1300', 'node.b'),
    )
    expect([netns(lab, 'a'), netns(lab, 'b')].map(({ links }) => links[2]?.mtuBytes)).toEqual([1400, 1300])
  })
})

describe('WireGuard', () => {
  const pair = [
    node('a', '10.0.0.1/24'),
    node('b', '10.0.0.2/24'),
    pool('172.16.0.0/16', 'blockSize: 26, ipipMode: Always'),
    affinity('172.16.0.0/26', 'a'),
    affinity('172.16.1.0/26', 'b'),
    release('v3.30.0'),
  ]

  it('takes the second address of a block, and the mark of its release', () => {
    const lab = changeEncapsulation(cluster(...pair), { mode: 'wireguard', scope: 'always' })
    const { routes: table, rules } = derivedState(netns(lab, 'a'))
    expect(rules).toEqual(['99: not 0x200000/0x200000 1'])
    expect(table.filter((route) => route.startsWith('1: '))).toEqual([
      '1: 172.16.1.0 dev wireguard.cali scope link',
      '1: 172.16.1.0/26 dev wireguard.cali scope link',
      '1: 172.16.1.1 dev wireguard.cali scope link',
      '1: throw 172.16.0.0/26',
    ])
  })

  it('throws what belongs to a node without a key back to table main, on both sides', () => {
    const keyed = node('a', '10.0.0.1/24').replace(/}$/, ', status: {wireguardPublicKey: BToK9bLEhMaPUJsuKy3KdrxVOpklyo0qlGRdMN6lHWc=}}')
    const lab = cluster(keyed, ...pair.slice(1), felix('wireguardEnabled: true'))
    expect(routes(lab, 'a').filter((route) => route.startsWith('1: throw'))).toEqual([
      '1: throw 172.16.0.0/26',
      '1: throw 172.16.1.0',
      '1: throw 172.16.1.0/26',
      '1: throw 172.16.1.1',
    ])
    const b = derivedState(netns(lab, 'b'))
    expect([b.rules, b.wireguard]).toEqual([[], []])
  })

  it('has the same keys every time', () => {
    const lab = changeEncapsulation(cluster(...pair), { mode: 'wireguard', scope: 'always' })
    expect(derivedState(netns(lab, 'a')).wireguard).toEqual(derivedState(netns(lab, 'a')).wireguard)
    const [own, peer] = [derivedState(netns(lab, 'a')).wireguard[1], derivedState(netns(lab, 'b')).wireguard[0]]
    expect(peer?.split(' ')[1]).toBe(own?.split(' ')[0])
  })
})

describe('a lab that is like a recorded one in shape only', () => {
  /** Other subnets, other pool, other blocks, the same wiring. */
  const renumber = (topology: Topology): Topology =>
    JSON.parse(
      JSON.stringify(topology)
        .replaceAll('192.168.10.', '10.77.4.')
        .replaceAll('192.168.20.', '10.99.8.')
        .replaceAll('203.0.113.', '198.51.100.')
        .replaceAll('172.16.', '10.140.')
        .replaceAll('k8s-w', 'knoten'),
    ) as Topology

  it.each(['ipip-always-1500', 'ipip-crosssubnet-9001', 'direct-9001', 'wireguard-1500'])(
    'holds what the tools would have shown there: %s',
    (lab) => {
      const { setupCommands, topology } = loadRecording(lab)
      const other = renumber(topology)
      const network = deriveNetwork(
        cluster(recordedLabYaml({ topology: other, setupCommands: setupCommands.replaceAll('k8s-w', 'knoten') })),
      )
      network.namespaces.forEach(({ name }, index) => {
        const recorded = other.namespaces[name]
        expect(recorded && derivedState(network.derive(index))).toEqual(recorded && recordedState(recorded))
      })
    },
  )

  it('needs no more than the topology', () => {
    const { topology } = loadRecording('vxlan-always-9001')
    const network = deriveNetwork(cluster(recordedLabYaml({ topology })))
    const w1 = network.derive(network.namespaces.findIndex(({ name }) => name === 'k8s-w1'))
    expect(derivedState(w1)).toEqual(topology.namespaces['k8s-w1'] && recordedState(topology.namespaces['k8s-w1']))
    expect(w1.sysctls).toMatchObject({ 'net/ipv4/conf/eth0/rp_filter': '2', 'net/ipv4/conf/caliae6c0ad70f5/rp_filter': '1' })
  })
})
