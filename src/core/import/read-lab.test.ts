import { describe, expect, it } from 'vitest'
import { ENCAPSULATION_MODES } from '../model/encapsulation'
import { LabSession } from '../session/lab-session'
import { deriveNetwork } from '../calico/derive-network'
import { formatIpv4 } from '../wire/ipv4-address'
import { readLab } from './read-lab'
import { labResources } from './write-lab'

const NODES = `
apiVersion: v1
kind: Node
metadata: {name: node-1, annotations: {projectcalico.org/IPv4Address: 10.0.0.11/24}}
---
apiVersion: v1
kind: Node
metadata: {name: node-2, annotations: {projectcalico.org/IPv4Address: 10.0.1.12/24}}
`
const POOL = `
apiVersion: projectcalico.org/v3
kind: IPPool
metadata: {name: p1}
spec: {cidr: 192.168.0.0/16, vxlanMode: Always}
`

const KEYED = `
apiVersion: projectcalico.org/v3
kind: Node
metadata: {name: node-1}
spec: {bgp: {ipv4Address: 10.0.0.11/24}}
status: {wireguardPublicKey: BToK9bLEhMaPUJsuKy3KdrxVOpklyo0qlGRdMN6lHWc=}
`
const WRONG_KEY = 'nodes: [{name: node-1, wireguard: {privateKey: AIgTihI2p4icwVMR4sIvuVaSqwKlkxMImQp4A/Gm+Gg=}}]'

function read(...documents: readonly string[]) {
  return readLab([{ name: 'lab.yaml', text: documents.join('\n---\n') }])
}

function codes(...documents: readonly string[]): string[] {
  return read(...documents)
    .problems.filter(({ severity }) => severity === 'error')
    .map(({ code }) => code)
}

const pod = (name: string, rest: string) => `{apiVersion: v1, kind: Pod, metadata: {name: ${name}}, ${rest}}`

describe('reading a lab', () => {
  it('tells what it leaves out of a cluster of both families', () => {
    const { cluster, problems } = read(
      NODES.replace('10.0.0.11/24}', '10.0.0.11/24, projectcalico.org/IPv6Address: "fd00:10::11/64"}'),
      POOL,
      '{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {nodeName: node-1}, status: {podIP: 192.168.0.5, podIPs: [{ip: 192.168.0.5}, {ip: "fd00:42::5"}]}}',
      '{apiVersion: crd.projectcalico.org/v1, kind: BlockAffinity, metadata: {name: b}, spec: {cidr: "fd00:42::/122", node: node-1, state: confirmed}}',
    )
    expect(cluster?.pods).toHaveLength(1)
    expect(problems.map(({ message }) => message)).toContain('What is of IPv6 is left out: addresses of nodes (1) and of pods (1), blocks (1).')
  })

  it('takes several files as one, in both API groups, lists among them', () => {
    const lists = `
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Node, metadata: {name: node-1}}
- {apiVersion: crd.projectcalico.org/v1, kind: BlockAffinity, metadata: {name: b}, spec: {cidr: 192.168.7.0/26, node: node-1, state: confirmed, deleted: "false"}}
`
    const calico = `
apiVersion: projectcalico.org/v3
kind: NodeList
items:
- metadata: {name: node-1}
  spec: {bgp: {ipv4Address: 10.0.0.11/24}, ipv4VXLANTunnelAddr: 192.168.7.9}
`
    const { cluster } = readLab([
      { name: 'a.yaml', text: lists },
      { name: 'b.yaml', text: calico },
      { name: 'c.yaml', text: POOL },
    ])
    expect(
      cluster?.nodes.map(({ name, address, prefixLength, vxlanTunnelAddress }) => [
        name,
        formatIpv4(address),
        prefixLength,
        formatIpv4(vxlanTunnelAddress ?? 0),
      ]),
    ).toEqual([['node-1', '10.0.0.11', 24, '192.168.7.9']])
    expect(cluster?.blocks).toHaveLength(1)
  })

  it('takes JSON as well, and still finds the line of a problem', () => {
    const items = [
      { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-1', annotations: { 'projectcalico.org/IPv4Address': '10.0.0.11/24' } } },
      { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { nodeName: 'node-9' } },
    ]
    const { problems } = readLab([{ name: 'lab.json', text: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, null, 2) }])
    expect(problems.map(({ code, path, line }) => [code, path, line])).toEqual([['pod-node-missing', 'items[1].spec.nodeName', 22]])
  })

  it('infers a network from the nodes alone, and says what it assumed', () => {
    const { cluster, problems } = read(NODES, POOL, pod('a', 'spec: {nodeName: node-1}'))
    expect(problems.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      'warning calico-version-assumed',
      'warning segments-inferred',
      'warning router-inferred',
      'warning host-inferred',
    ])
    const network = cluster && deriveNetwork(cluster)
    expect(network?.namespaces.map(({ name }) => name)).toEqual(['node-1', 'node-2', 'a', 'router', 'inet'])
    expect(network?.segments.map(({ name, cidr, ports }) => [name, cidr, ports.length])).toEqual([
      ['lan-a', '10.0.0.0/24', 2],
      ['lan-b', '10.0.1.0/24', 2],
    ])
  })

  it('gives a bare node address a card of /24 and Calico a /32', () => {
    const { cluster, problems } = read(
      '{apiVersion: v1, kind: Node, metadata: {name: n}, status: {addresses: [{type: InternalIP, address: 10.0.0.11}]}}',
    )
    expect(problems.map(({ code }) => code)).toContain('node-mask-missing')
    expect(cluster?.nodes[0]?.prefixLength).toBe(32)
    expect(cluster?.underlay.nodes[0]?.nics[0]?.address.prefixLength).toBe(24)
  })

  it('leaves out pods of the host network, finished and unscheduled ones, and says which', () => {
    const { cluster, problems } = read(
      NODES,
      POOL,
      ...['a', 'a2', 'a3', 'a4'].map((name) => pod(name, 'spec: {nodeName: node-1, hostNetwork: true}')),
      pod('b', 'spec: {nodeName: node-1}, status: {phase: Succeeded}'),
      pod('c', 'spec: {}'),
      pod('d', 'spec: {nodeName: node-2}'),
    )
    expect(cluster?.pods.map(({ name }) => name)).toEqual(['d'])
    const said = problems.map(({ message }) => message)
    expect(said).toContain('4 pods use the network of their node (hostNetwork) and have no box of their own: a, a2, a3 and 1 more.')
    expect(said).toContain('Pod c runs on no node and is left out.')
    expect(cluster && deriveNetwork(cluster).namespaces.find(({ name }) => name === 'node-1')?.hostPods).toEqual(['a', 'a2', 'a3', 'a4'])
    expect(cluster && read(...labResources(cluster).map((resource) => JSON.stringify(resource))).cluster?.hostNetworkPods).toEqual(cluster?.hostNetworkPods)
  })

  it('says what it takes a cluster for that is not what it models', () => {
    const windows = `
apiVersion: v1
kind: Node
metadata: {name: win-1, annotations: {projectcalico.org/IPv4Address: 10.0.0.50/24}}
spec: {providerID: 'aws:///eu-central-1a/i-0abc12de34f567890'}
status: {nodeInfo: {operatingSystem: windows}}
`
    const { cluster, problems } = read(NODES, POOL, windows, pod('creating', 'spec: {nodeName: win-1}, status: {phase: Pending}'))
    expect(problems.map(({ message }) => message)).toEqual(expect.arrayContaining(['Node win-1 runs Windows, whose dataplane (HNS) is not modelled.', 'The nodes are machines of AWS, and their network is shown as one that lets everything pass.', 'Pod creating is Pending, has no address yet and is left out.']))
    expect(cluster?.pods).toEqual([])
    const network = cluster && deriveNetwork(cluster)
    expect(network?.namespaces.flatMap(({ name, isWindows }) => (isWindows === true ? [name] : []))).toEqual(['win-1'])
    expect(network?.namespaces.flatMap(({ instanceId }) => instanceId ?? [])).toEqual(['i-0abc12de34f567890'])
  })

  it('assumes cards that take what a tunnel is told to carry', () => {
    const felix = (spec: string) => `{apiVersion: crd.projectcalico.org/v1, kind: FelixConfiguration, metadata: {name: default}, spec: {${spec}}}`
    const { cluster, problems } = read(NODES, POOL, felix('vxlanMTU: 8951'))
    expect(cluster?.underlay.segments.map(({ mtuBytes }) => mtuBytes)).toEqual([9001, 9001])
    expect(problems.map(({ message }) => message)).toContain('An MTU of 9001 is assumed: it follows from vxlanMTU 8951.')
    const plain = read(NODES, POOL, felix('vxlanMTU: 1410, ipipMTU: 0'))
    expect(plain.cluster?.underlay.segments.map(({ mtuBytes }) => mtuBytes)).toEqual([1500, 1500])
    expect(plain.problems.map(({ code }) => code)).not.toContain('mtu-inferred')
  })

  it('takes tunnel addresses from the attributes of IPAM blocks', () => {
    const block = `
apiVersion: crd.projectcalico.org/v1
kind: IPAMBlock
metadata: {name: 192-168-84-128-26}
spec:
  cidr: 192.168.84.128/26
  affinity: host:node-1
  allocations: [null, null, 0, 1]
  attributes:
  - {handle_id: vxlan-tunnel-addr-node-1, secondary: {node: node-1, type: vxlanTunnelAddress}}
  - {handle_id: x, secondary: {namespace: default, pod: nginx, node: node-1}}
`
    const { cluster } = read(NODES, POOL, block)
    expect(formatIpv4(cluster?.nodes[0]?.vxlanTunnelAddress ?? 0)).toBe('192.168.84.130')
  })
})

describe('a problem', () => {
  it('names file, document, path, line, what is wrong and how to mend it; several come at once', () => {
    const text = `# a comment
apiVersion: v1
kind: Node
metadata:
  name: node-1
---
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  nodeName: node-9
---
apiVersion: hopscope.dev/v1
kind: Underlay
metadata: {name: lab}
spec:
  segments:
  - name: lan
    cidr: 10.0.0.1/24
    mtuu: 1500
`
    const { cluster, problems } = readLab([{ name: 'lab.yaml', text }])
    expect(cluster).toBeUndefined()
    expect(problems).toEqual([
      {
        severity: 'error',
        code: 'field-form',
        file: 'lab.yaml',
        document: 3,
        path: 'spec.segments[0].cidr',
        line: 20,
        message: 'cidr “10.0.0.1/24” is no IPv4 network.',
        remedy: 'Write the first address and the prefix length, as in 172.16.0.0/16.',
        facts: { field: 'cidr', found: 'string', value: '10.0.0.1/24', form: 'cidr', detail: '' },
      },
      {
        severity: 'error',
        code: 'field-unknown',
        file: 'lab.yaml',
        document: 3,
        path: 'spec.segments[0].mtuu',
        line: 21,
        message: 'There is no field mtuu here.',
        remedy: 'Check its spelling and indentation against docs/spec/lab-format.md.',
        facts: { field: 'mtuu' },
      },
      {
        severity: 'error',
        code: 'node-address-missing',
        file: 'lab.yaml',
        document: 1,
        path: 'spec',
        line: 2,
        message: 'Node node-1 has no IPv4 address.',
        remedy: 'Give it spec.bgp.ipv4Address, or the annotation projectcalico.org/IPv4Address.',
        facts: { node: 'node-1' },
      },
      {
        severity: 'error',
        code: 'pod-node-missing',
        file: 'lab.yaml',
        document: 2,
        path: 'spec.nodeName',
        line: 12,
        message: 'Pod default/web runs on node node-9, which does not exist.',
        remedy: 'Add the Node, or correct spec.nodeName.',
        facts: { pod: 'default/web', node: 'node-9' },
      },
    ])
  })

  it.each([
    ['no node at all', [POOL], ['no-nodes']],
    ['something that is no resource', [NODES, 'hello: world'], ['not-a-resource']],
    ['bad YAML', [NODES, 'a: [1'], ['yaml-syntax']],
    ['a key twice', [NODES, 'apiVersion: v1\nkind: Pod\nkind: Node'], ['yaml-duplicate-key']],
    ['a node twice', [NODES, NODES], ['node-duplicate', 'node-duplicate']],
    ['two nodes with one address', [NODES, NODES.replaceAll('node-', 'n')], ['address-duplicate', 'address-duplicate']],
    ['a pod twice', [NODES, POOL, pod('a', 'spec: {nodeName: node-1}'), pod('a', 'spec: {nodeName: node-1}')], ['pod-duplicate']],
    ['a pod address that is none', [NODES, POOL, pod('a', 'spec: {nodeName: node-1}, status: {podIP: 192.168.0.999}')], ['pod-address']],
    ['a pod without a pool', [NODES, pod('a', 'spec: {nodeName: node-1}')], ['pools-full']],
    ['a pool twice', [NODES, POOL, POOL], ['pool-duplicate']],
    ['a pool with host bits', [NODES, POOL.replace('0.0/16', '1.0/16')], ['pool-cidr']],
    ['a pool smaller than its blocks', [NODES, POOL.replace('/16', '/28')], ['pool-block-size']],
    ['a pool with two modes', [NODES, POOL.replace('vxlanMode', 'ipipMode: Always, vxlanMode')], ['pool-two-modes']],
    ['a mode that does not exist', [NODES, POOL.replace('Always', 'Sometimes')], ['field-value']],
    ['a block of another size', [NODES, POOL, block('192.168.1.0/24', 'node-1')], ['block-size']],
    ['two Underlays', [NODES, underlay('lan', '', '10.0.0.0/16'), underlay('lan', '', '10.0.0.0/16')], ['underlay-duplicate']],
    ['a node outside all segments', [NODES, underlay('lan', '', '10.0.0.0/24')], ['node-outside-segments']],
    ['a member that does not exist', [NODES, underlay('lan', 'members: [{node: node-9}]', '10.0.0.0/16')], ['member-missing']],
    ['a segment that is named like a node', [NODES, underlay('node-1', '', '10.0.0.0/16')], ['name-duplicate']],
    [
      'a leg in a segment that does not exist',
      [NODES, underlay('lan', '', '10.0.0.0/16', 'routers: [{name: r, legs: [{name: e, segment: x, address: 10.0.0.1/16}]}]')],
      ['segment-missing'],
    ],
    [
      'a line with one end',
      [NODES, underlay('lan', '', '10.0.0.0/16', 'routers: [{name: r, legs: [{name: e, peer: x/y, address: 10.3.0.1/30}]}]')],
      ['peer-missing'],
    ],
    ['a route that is none', [NODES, underlay('lan', '', '10.0.0.0/16', 'routers: [{name: r, routes: [over the hills]}]')], ['field-form']],
    [
      'a route by no card',
      [NODES, underlay('lan', '', '10.0.0.0/16', 'routers: [{name: r, routes: [default via 10.0.0.1 dev eth9]}]')],
      ['route-link'],
    ],
    ['a private key that is not of the public one', [KEYED, underlay('lan', '', '10.0.0.0/16', WRONG_KEY)], ['wireguard-key']],
    [
      'one address twice in a segment',
      [NODES, underlay('lan', '', '10.0.0.0/16', 'routers: [{name: r, legs: [{name: e, segment: lan, address: 10.0.0.11/16}]}]')],
      ['segment-duplicate', 'segment-duplicate'],
    ],
  ])('is found in %s', (_what, documents, expected) => {
    expect(codes(...documents)).toEqual(expected)
  })

  const [FIRST, SECOND] = [pod('a', 'spec: {nodeName: node-1}, status: {podIP: 192.168.0.1}'), pod('b', 'spec: {nodeName: node-2}, status: {podIP: 192.168.1.65}')]
  it.each([
    ['a pod outside all pools', [POOL, FIRST, SECOND.replace('192.168.1.65', '172.16.0.1')], 'pod-address-outside-pools'],
    ['two pods with one address', [POOL, FIRST, SECOND.replace('192.168.1.65', '192.168.0.1')], 'address-duplicate'],
    ['overlapping pools', [POOL, POOL.replace('p1', 'p2').replace('/16', '/17'), FIRST, SECOND], 'pool-overlap'],
    ['a block of two nodes', [POOL, FIRST, SECOND, block('192.168.0.0/26', 'node-1'), block('192.168.0.0/26', 'node-2')], 'block-two-owners'],
    ['a block outside all pools', [POOL, FIRST, SECOND, block('10.9.1.0/26', 'node-1')], 'block-outside-pools'],
    ['a pool over the network below', [POOL.replace('192.168.0.0/16', '10.0.0.0/8'), FIRST, SECOND], 'pool-over-network'],
  ])('is a warning, for a cluster can run with it and somebody looks for it, in %s', (_what, documents, expected) => {
    const files = [{ name: 'lab.yaml', text: [NODES, ...documents].join('\n---\n') }]
    const { session, problems } = LabSession.open(files, { seed: 1 })
    expect(problems.filter(({ severity }) => severity === 'warning').map(({ code }) => code)).toContain(expected)
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
    for (const mode of ENCAPSULATION_MODES) {
      session?.change({ ...session.settings, mode }, [])
      for (const [from, to] of [['a', '192.168.1.65'], ['b', '192.168.0.1'], ['node-1', '192.168.1.65'], ['a', '172.16.0.1']] as const) {
        const ran = session?.run(from, `ping -c 1 -W 1 ${to}`)
        expect(ran?.ok).toBe(true)
      }
    }
    // what was wrong before is no reason to refuse what is written now
    const deleted = session?.run('node-1', 'kubectl delete pod b')
    expect(deleted?.ok && deleted.value.record.exit).toBe(0)
  })

  it('is a warning where WireGuard is on and a node alone has no key', () => {
    const on = '{apiVersion: projectcalico.org/v3, kind: FelixConfiguration, metadata: {name: default}, spec: {wireguardEnabled: true}}'
    const said = (...documents: readonly string[]) => read(...documents).problems.filter(({ code }) => code === 'node-without-key').map(({ facts }) => facts)
    expect(said(NODES, KEYED, on)).toEqual([{ node: 'node-2' }])
    expect(said(NODES, on)).toEqual([])
    expect(said(NODES, KEYED)).toEqual([])
  })

  it('is a warning where a setting would change the dataplane and is not modelled, once for each; defaults and logs are none', () => {
    const felix = (name: string, spec: string) => `{apiVersion: crd.projectcalico.org/v1, kind: FelixConfiguration, metadata: {name: ${name}}, spec: {${spec}}}`
    const bgp = '{apiVersion: crd.projectcalico.org/v1, kind: BGPConfiguration, metadata: {name: default}, spec: {serviceClusterIPs: [{cidr: 10.96.0.0/12}], logSeverityScreen: Info}}'
    const { cluster, problems } = read(
      NODES,
      POOL,
      felix('default', 'natOutgoingAddress: 10.0.0.9, bpfEnabled: false, bpfConnectTimeLoadBalancing: TCP, floatingIPs: Disabled, nftablesMode: Auto, chainInsertMode: Insert, logSeverityScreen: Info, vxlanMTU: 1410'),
      felix('node.node-1', 'natOutgoingAddress: 10.0.0.8'),
      bgp,
    )
    expect(cluster).toBeDefined()
    expect(problems.filter(({ code }) => code === 'field-not-modelled').map(({ message, path }) => [message, path])).toEqual([
      ['natOutgoingAddress of FelixConfiguration is not modelled.', 'spec.natOutgoingAddress'],
      ['serviceClusterIPs of BGPConfiguration is not modelled.', 'spec.serviceClusterIPs'],
    ])
  })

  it('is only a warning where nodes of one segment have unequal masks', () => {
    const { cluster, problems } = read(NODES.replace('10.0.1.12/24', '10.0.0.12/16'), POOL)
    expect(cluster).toBeDefined()
    expect(problems.map(({ code }) => code)).toContain('node-masks-differ')
  })
})

function block(cidr: string, node: string): string {
  return `{apiVersion: projectcalico.org/v3, kind: BlockAffinity, metadata: {name: x}, spec: {cidr: ${cidr}, node: ${node}, state: confirmed}}`
}

function underlay(name: string, more = '', cidr = '10.9.0.0/24', rest = ''): string {
  return `
apiVersion: hopscope.dev/v1
kind: Underlay
metadata: {name: lab}
spec:
  segments:
  - {name: ${name}, cidr: ${cidr}${more === '' ? '' : `, ${more}`}}
  ${rest}
`
}
