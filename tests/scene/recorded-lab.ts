import type { Inventory, InventoryLink, InventoryNamespace } from '../../src/core/model/inventory'
import { entryKindIndex } from '../../src/core/trace/entry-kinds'
import type { EntryKind } from '../../src/core/trace/entry-kinds'
import type { Fact } from '../../src/core/trace/facts'
import { Trace } from '../../src/core/trace/trace'
import type { TraceBlock } from '../../src/core/trace/trace'
import { parseIpv4 } from '../../src/core/wire/ipv4-address'
import type { Ipv4 } from '../../src/core/wire/ipv4-address'
import type { Mac } from '../../src/core/wire/mac-address'

/** The two-subnet lab of the kernel recordings and a hand-made ping across it, for the tests of this room. */
const SEGMENT_A = '192.168.10.0/24'
const SEGMENT_B = '192.168.20.0/24'
export const TEST_MTU_BYTES = 9001

interface NodeSketch {
  readonly name: string
  readonly segment: string
  readonly address: string
  readonly block: string
  readonly pods: readonly (readonly [name: string, address: string, veth: string])[]
}

const NODES: readonly NodeSketch[] = [
  { name: 'k8s-m', segment: SEGMENT_A, address: '192.168.10.10', block: '172.16.116.0/24', pods: [['pod-m-a', '172.16.116.5', 'cali670220d7f95']] },
  {
    name: 'k8s-w1',
    segment: SEGMENT_A,
    address: '192.168.10.101',
    block: '172.16.158.0/24',
    pods: [['pod-w1-a', '172.16.158.16', 'caliae6c0ad70f5'], ['pod-w1-b', '172.16.158.17', 'cali18e1dc56b57']],
  },
  { name: 'k8s-w2', segment: SEGMENT_A, address: '192.168.10.102', block: '172.16.184.0/24', pods: [['pod-w2-a', '172.16.184.20', 'cali6e0043aecba']] },
  {
    name: 'k8s-w0',
    segment: SEGMENT_B,
    address: '192.168.20.100',
    block: '172.16.34.0/24',
    pods: [['pod-w0-a', '172.16.34.8', 'cali7da6879b49f'], ['pod-w0-b', '172.16.34.9', 'cali1e4b888c848']],
  },
]

/** The lab of the kernel recordings; without a tunnel device for Direct. */
export function twoSubnets(tunnel: 'ipip' | 'none' = 'ipip'): Inventory {
  const namespaces: InventoryNamespace[] = []
  for (const node of NODES) {
    const nodeIndex = namespaces.length
    const links: InventoryLink[] = [link('lo', 'loopback', []), { ...link('eth0', 'ethernet', [`${node.address}/24`]), segment: node.segment }]
    if (tunnel === 'ipip') links.push(link('tunl0', 'ipip', [node.block.replace('/24', '/32')]))
    node.pods.forEach(([, , veth], k) => links.push({ ...link(veth, 'ethernet', []), peer: { namespace: nodeIndex + 1 + k, link: 'eth0' } }))
    namespaces.push({ index: nodeIndex, name: node.name, kind: 'node', blocks: [node.block], links })
    for (const [name, address, veth] of node.pods) {
      const eth0 = { ...link('eth0', 'ethernet', [`${address}/32`]), peer: { namespace: nodeIndex, link: veth } }
      namespaces.push({ index: namespaces.length, name, kind: 'pod', node: nodeIndex, podNamespace: 'default', blocks: [], links: [link('lo', 'loopback', []), eth0] })
    }
  }
  const router = namespaces.length
  namespaces.push({
    index: router,
    name: 'router',
    kind: 'router',
    blocks: [],
    links: [
      link('lo', 'loopback', []),
      { ...link('eth-a', 'ethernet', ['192.168.10.1/24']), segment: SEGMENT_A },
      { ...link('eth-b', 'ethernet', ['192.168.20.1/24']), segment: SEGMENT_B },
      { ...link('eth-i', 'ethernet', ['203.0.113.1/30']), peer: { namespace: router + 1, link: 'eth0' } },
    ],
  })
  const uplink = { ...link('eth0', 'ethernet', ['203.0.113.2/30']), peer: { namespace: router, link: 'eth-i' } }
  namespaces.push({ index: router + 1, name: 'inet', kind: 'outside', blocks: [], links: [link('lo', 'loopback', ['8.8.8.8/32']), uplink] })
  return { labName: 'two-subnets', namespaces, segments: [SEGMENT_A, SEGMENT_B].map((cidr) => segment(cidr, namespaces)) }
}

function segment(cidr: string, namespaces: readonly InventoryNamespace[]): Inventory['segments'][number] {
  const members = namespaces.filter((ns) => ns.links.some((l) => l.segment === cidr)).map((ns) => ns.index)
  return { name: cidr, cidr, mtuBytes: TEST_MTU_BYTES, members }
}

function link(name: string, kind: InventoryLink['kind'], addresses: readonly string[]): InventoryLink {
  const parsed = addresses.map((text) => {
    const [address, length] = text.split('/') as [string, string]
    return { address: parseIpv4(address) as Ipv4, prefixLength: Number(length) }
  })
  return { name, kind, mtuBytes: kind === 'ipip' ? TEST_MTU_BYTES - 20 : TEST_MTU_BYTES, up: true, addresses: parsed }
}

/** After these the packet is no longer the frame that was seen last, and not yet the next one. */
const REWRITES: ReadonlySet<EntryKind> = new Set<EntryKind>(['packet.forwarded', 'packet.encapsulated', 'packet.decapsulated'])

/** Writes a trace by hand: interfaces become facts, entries become one block. */
export class TraceScript {
  private readonly facts: Fact[] = []
  private readonly rows: { kind: EntryKind; netns: number; interfaceId: number; frame: number; packet: number; a: number; b: number; c: number }[] = []
  private readonly frames: Uint8Array[] = []
  private isRewritten = false
  readonly inventory: Inventory

  constructor(inventory: Inventory) {
    this.inventory = inventory
    for (const ns of inventory.namespaces) {
      for (const [k, l] of ns.links.entries()) {
        this.facts.push({
          kind: 'interface',
          id: this.facts.length,
          netns: ns.index,
          name: l.name,
          ifindex: k + 1,
          linkKind: l.kind,
          linkLayer: l.kind === 'ipip' || l.kind === 'wireguard' ? 'raw-ip' : 'ethernet',
          mac: 0 as Mac,
          mtuBytes: l.mtuBytes,
          up: true,
          addresses: l.addresses,
        })
      }
    }
  }

  interfaceId(netns: string, linkName: string): number {
    const index = this.netns(netns)
    const fact = this.facts.find((f) => f.kind === 'interface' && f.netns === index && f.name === linkName)
    if (fact === undefined) throw new Error(`no ${linkName} in ${netns}`)
    return fact.id
  }

  /** A namespace by its name, or a segment by its prefix, as an entry writes them. */
  netns(name: string): number {
    const segment = this.inventory.segments.findIndex(({ cidr }) => cidr === name)
    return segment < 0 ? this.inventory.namespaces.findIndex((ns) => ns.name === name) : -1 - segment
  }

  hop(direction: 'in' | 'out', netns: string, linkName: string, bytes: Uint8Array, packet = 1): this {
    this.frames.push(bytes)
    this.isRewritten = false
    return this.row({ kind: `hop.${direction}`, netns: this.netns(netns), interfaceId: this.interfaceId(netns, linkName), frame: this.frames.length - 1, packet })
  }

  decision(kind: EntryKind, netns: string, about: { readonly linkName?: string; readonly tunnel?: string; readonly a?: number; readonly b?: number; readonly c?: number; readonly packet?: number } = {}): this {
    const interfaceId = about.linkName === undefined ? -1 : this.interfaceId(netns, about.linkName)
    const tunnel = about.tunnel === undefined ? {} : { a: this.interfaceId(netns, about.tunnel) }
    const { a = -1, b = -1, c = -1, packet = 1 } = { ...about, ...tunnel }
    if (REWRITES.has(kind)) this.isRewritten = true
    return this.row({ packet, a, b, c, kind, netns: this.netns(netns), interfaceId, frame: this.isRewritten ? -1 : this.frames.length - 1 })
  }

  trace(): Trace {
    const trace = new Trace()
    trace.appendFactChanges(this.facts.map((fact) => ({ op: 'add', atEntry: -1, fact })))
    trace.append(this.block())
    return trace
  }

  block(): TraceBlock {
    const offsets = this.frames.reduce<number[]>((sums, frame) => [...sums, (sums.at(-1) ?? 0) + frame.length], [0])
    const frameBytes = new Uint8Array(offsets.at(-1) ?? 0)
    this.frames.forEach((frame, k) => frameBytes.set(frame, offsets[k]))
    const ints = (field: 'netns' | 'interfaceId' | 'frame' | 'packet' | 'a' | 'b' | 'c'): Int32Array<ArrayBuffer> =>
      Int32Array.from(this.rows.map((row) => row[field]))
    return {
      firstEntry: 0,
      entryCount: this.rows.length,
      timeNs: Float64Array.from(this.rows.map((_, k) => k * 1000)),
      kind: Uint8Array.from(this.rows.map((row) => entryKindIndex(row.kind))),
      netns: ints('netns'),
      interfaceId: ints('interfaceId'),
      frame: ints('frame'),
      packet: ints('packet'),
      a: ints('a'),
      b: ints('b'),
      c: ints('c'),
      firstFrame: 0,
      frameCount: this.frames.length,
      frameOffset: Uint32Array.from(offsets),
      frameBytes,
    }
  }

  private row(row: { kind: EntryKind; netns: number; interfaceId: number; frame: number; packet: number; a?: number; b?: number; c?: number }): this {
    this.rows.push({ a: -1, b: -1, c: -1, ...row })
    return this
  }
}

const ICMP_ECHO_BYTES = 64

/** An IPv4 packet around `payload`; checksum left zero, nobody here reads it. */
export function ipPacket(source: string, destination: string, protocol: number, payload: Uint8Array): Uint8Array {
  const packet = new Uint8Array(20 + payload.length)
  packet[0] = 0x45
  packet[2] = packet.length >> 8
  packet[3] = packet.length & 255
  packet[8] = 64
  packet[9] = protocol
  packet.set(source.split('.').map(Number), 12)
  packet.set(destination.split('.').map(Number), 16)
  packet.set(payload, 20)
  return packet
}

/** `ping`'s default: 8 bytes of header and 56 of data. */
export function echo(source: string, destination: string, type: 'request' | 'reply'): Uint8Array {
  const icmp = new Uint8Array(ICMP_ECHO_BYTES)
  icmp[0] = type === 'request' ? 8 : 0
  return ipPacket(source, destination, 1, icmp)
}

export function udpPacket(source: string, destination: string, port: number, payload: Uint8Array): Uint8Array {
  const udp = new Uint8Array(8 + payload.length)
  udp[2] = port >> 8
  udp[3] = port & 255
  udp[4] = udp.length >> 8
  udp[5] = udp.length & 255
  udp.set(payload, 8)
  return ipPacket(source, destination, 17, udp)
}

export function ethernet(payload: Uint8Array, ethertype = 0x0800): Uint8Array {
  const frame = new Uint8Array(14 + payload.length)
  frame[12] = ethertype >> 8
  frame[13] = ethertype & 255
  frame.set(payload, 14)
  return frame
}

export function arp(operation: 'request' | 'reply'): Uint8Array {
  const message = new Uint8Array(28)
  message.set([0, 1, 8, 0, 6, 4])
  message[7] = operation === 'request' ? 1 : 2
  return ethernet(message, 0x0806)
}

const POD = '172.16.34.9'
const FAR_POD = '172.16.158.16'

/** The first echo request of the recorded cross-subnet ping with warm caches, IPIP: ten frames. */
export function ipipPing(): TraceScript {
  const script = new TraceScript(twoSubnets())
  const inner = echo(POD, FAR_POD, 'request')
  const outer = ethernet(ipPacket('192.168.20.100', '192.168.10.101', 4, inner))
  return script
    .decision('route.selected', 'pod-w0-b', { packet: -1 })
    .hop('out', 'pod-w0-b', 'eth0', ethernet(inner))
    .hop('in', 'k8s-w0', 'cali1e4b888c848', ethernet(inner))
    .decision('route.selected', 'k8s-w0')
    .decision('packet.forwarded', 'k8s-w0')
    .hop('out', 'k8s-w0', 'tunl0', inner)
    .decision('packet.encapsulated', 'k8s-w0', { tunnel: 'tunl0' })
    .decision('route.selected', 'k8s-w0')
    .decision('neighbour.used', 'k8s-w0')
    .hop('out', 'k8s-w0', 'eth0', outer)
    .hop('in', 'router', 'eth-b', outer)
    .decision('route.selected', 'router')
    .hop('out', 'router', 'eth-a', outer)
    .hop('in', 'k8s-w1', 'eth0', outer)
    .decision('packet.delivered', 'k8s-w1', { c: 4 })
    .decision('packet.decapsulated', 'k8s-w1', { tunnel: 'tunl0' })
    .hop('in', 'k8s-w1', 'tunl0', inner)
    .decision('route.selected', 'k8s-w1')
    .hop('out', 'k8s-w1', 'caliae6c0ad70f5', ethernet(inner))
    .hop('in', 'pod-w1-a', 'eth0', ethernet(inner))
    .decision('packet.delivered', 'pod-w1-a', { c: 1 })
}
