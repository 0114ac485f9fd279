/** The size of a generated lab. */
export interface LargeLab {
  readonly nodes: number
  readonly podsPerNode: number
  /** Nodes stand in subnets of so many, joined by one router. */
  readonly nodesPerSubnet: number
}

/** At most so many nodes fit into one of its subnets, which are /20. */
const SUBNET_SIZE = 4096
const NODE_NETWORK = 0x0a00_0000
const BLOCK_SIZE = 64
const POD_NETWORK = 0x0b00_0000

/** A lab of any size as its resources: nodes, pods and one pool with IPIP, as kubectl prints them but cut to what shapes the network. */
export function largeLab({ nodes, podsPerNode, nodesPerSubnet }: LargeLab): readonly object[] {
  const resources: object[] = []
  for (let i = 0; i < nodes; i++) {
    const [subnet, place] = [Math.floor(i / nodesPerSubnet), i % nodesPerSubnet]
    const annotations = {
      'projectcalico.org/IPv4Address': `${dotted(NODE_NETWORK + subnet * SUBNET_SIZE + 2 + place)}/20`,
      'projectcalico.org/IPv4IPIPTunnelAddr': dotted(POD_NETWORK + i * BLOCK_SIZE),
    }
    resources.push({ apiVersion: 'v1', kind: 'Node', metadata: { name: nodeName(i), annotations, labels: { 'kubernetes.io/os': 'linux' } } })
  }
  resources.push({ apiVersion: 'projectcalico.org/v3', kind: 'IPPool', metadata: { name: 'pods' }, spec: { cidr: '11.0.0.0/8', blockSize: 26, ipipMode: 'Always', vxlanMode: 'Never', natOutgoing: true } })
  for (let i = 0; i < nodes * podsPerNode; i++) {
    const node = i % nodes
    const address = dotted(POD_NETWORK + node * BLOCK_SIZE + 1 + Math.floor(i / nodes))
    resources.push({ apiVersion: 'v1', kind: 'Pod', metadata: { name: podName(i), namespace: 'default' }, spec: { nodeName: nodeName(node) }, status: { phase: 'Running', podIP: address } })
  }
  const subnets = Array.from({ length: Math.ceil(nodes / nodesPerSubnet) }, (_, k) => k)
  resources.push({
    apiVersion: 'hopscope.dev/v1',
    kind: 'Underlay',
    metadata: { name: `${nodes}-nodes` },
    spec: {
      segments: subnets.map((k) => ({
        name: `lan-${k}`,
        cidr: `${dotted(NODE_NETWORK + k * SUBNET_SIZE)}/20`,
        mtu: 1500,
        members: [
          ...Array.from({ length: Math.min(nodesPerSubnet, nodes - k * nodesPerSubnet) }, (_, place) => ({ node: nodeName(k * nodesPerSubnet + place), interface: 'eth0' })),
          { router: 'router' },
        ],
      })),
      routers: [{ name: 'router', bgp: true, legs: subnets.map((k) => ({ name: `eth${k}`, segment: `lan-${k}`, address: `${dotted(NODE_NETWORK + k * SUBNET_SIZE + 1)}/20` })) }],
    },
  })
  return resources
}

export function nodeName(node: number): string {
  return `node-${node}`
}

/** Pod i runs on node i modulo their number. */
export function podName(pod: number): string {
  return `web-${pod}`
}

/** One document a resource, in block style as `kubectl get -o yaml` writes. */
export function asYaml(resources: readonly object[]): string {
  return resources.map((resource) => linesOf(resource, '').join('\n')).join('\n---\n') + '\n'
}

/** What `kubectl get -o json` prints. */
export function asJson(resources: readonly object[]): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items: resources }, undefined, 4)
}

function linesOf(value: object, indent: string): readonly string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: object) => {
      const [first = '', ...others] = linesOf(item, `${indent}  `)
      return [`${indent}- ${first.trimStart()}`, ...others]
    })
  }
  return Object.entries(value).flatMap(([key, child]: [string, unknown]) => {
    if (typeof child !== 'object' || child === null) return [`${indent}${key}: ${String(child)}`]
    return [`${indent}${key}:`, ...linesOf(child, Array.isArray(child) ? indent : `${indent}  `)]
  })
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.')
}
