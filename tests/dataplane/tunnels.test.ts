import { describe, expect, it } from 'vitest'
import { required } from '../../src/core/base/assert'
import type { IpipSpec, NetnsSpec, VxlanSpec } from '../../src/core/model/netns-spec'
import type { Layer } from '../../src/core/trace/layers'
import type { Mac } from '../../src/core/wire/mac-address'
import { OneHost } from './one-host'
import { frame, icmpPacket, ipv4Packet, udpPacket } from './packets'
import type { PacketFields } from './packets'
import { ip, netns, route, veth } from './small-network'

const POD = '172.16.1.5'
const FAR_POD = '172.16.2.7'
const FAR_NODE = '10.0.9.2'
const NODE = '10.0.9.1'
const POD_MAC = 0x0200_0000_0055
const VTEP = 0x6600_0000_0001 as Mac
const FAR_VTEP = 0x6600_0000_0002 as Mac

const TUNL0: IpipSpec = { kind: 'ipip', name: 'tunl0', mtuBytes: 1480, up: true, addresses: [{ address: ip('172.16.1.0'), prefixLength: 32 }] }
const VXLAN: VxlanSpec = { kind: 'vxlan', name: 'vxlan.calico', mtuBytes: 1450, up: true, addresses: [{ address: ip('172.16.1.0'), prefixLength: 32 }], mac: VTEP, vni: 4096, udpPort: 4789, local: ip(NODE), parent: 'eth0' }

interface Change extends Partial<NetnsSpec> {
  readonly mtuBytes?: number
}

/** A node with a pod at `cali1`, a card at `eth0` whose neighbour is known, and a tunnel device that leads to the far node's pods. */
function node(tunnel: IpipSpec | VxlanSpec, { mtuBytes = 1500, ...change }: Change = {}): OneHost {
  const base = netns('node', [veth('cali1', undefined, 'pod', 'eth0'), veth('eth0', `${NODE}/24`, 'far', 'eth0', mtuBytes)], [
    route(`${POD}/32`, { link: 'cali1', scope: 'link' }),
    route('172.16.2.0/24', { link: tunnel.name, gateway: ip(tunnel.kind === 'ipip' ? FAR_NODE : '172.16.2.0'), onlink: true }),
  ])
  const host = new OneHost({
    ...base,
    links: [...base.links, tunnel],
    neighbours: [
      { address: ip(POD), link: 'cali1', mac: POD_MAC as Mac, state: 'permanent' },
      { address: ip(FAR_NODE), link: 'eth0', mac: 0x0200_0000_0077 as Mac, state: 'permanent' },
      ...(tunnel.kind === 'vxlan' ? [{ address: ip('172.16.2.0'), link: tunnel.name, mac: FAR_VTEP, state: 'permanent' as const }] : []),
    ],
    fdb: tunnel.kind === 'vxlan' ? [{ link: tunnel.name, mac: FAR_VTEP, destination: ip(FAR_NODE) }] : [],
    sysctls: { 'net/ipv4/ip_forward': '1' },
    ...change,
  })
  // there are no sockets here: the tunnel's port is all that UDP has
  host.netns.protocols.set(17, (of, skb) => required(of.udpTunnels.get(4789), 'a VTEP')(skb, skb.network + 20))
  return host
}

const outgoing: PacketFields = { source: POD, destination: FAR_POD }
const outer: PacketFields = { source: FAR_NODE, destination: NODE }
const inner: PacketFields = { source: FAR_POD, destination: POD }

/** What the pod sends, and what leaves the node because of it. */
function sent(host: OneHost, packet: Uint8Array, link = 'eth0'): readonly (readonly Layer[])[] {
  host.receive('cali1', frame(POD_MAC, host.device('cali1').mac, packet))
  return host.takeSent().flatMap((one) => (one.link === link ? [one.layers] : []))
}

/** What arrives at the card, and what the pod gets of it. */
function passedOn(host: OneHost, packet: Uint8Array): readonly (readonly Layer[])[] {
  host.receive('eth0', frame(0x0200_0000_0077, host.device('eth0').mac, packet))
  return host.takeSent().flatMap((one) => (one.link === 'cali1' ? [one.layers] : []))
}

function ipv4Layers(layers: readonly Layer[] | undefined): readonly (Layer & { readonly proto: 'ipv4' })[] {
  return (layers ?? []).filter((layer) => layer.proto === 'ipv4')
}

const ping = (fields: PacketFields, bytes = 56): Uint8Array => icmpPacket(fields, 8, 0, 0x4d_0001, new Uint8Array(bytes))

describe('IPIP', () => {
  it('has an outer header to the route’s gateway with the TTL, DF and ECN of the inner one, and not its DSCP', () => {
    const [layers] = sent(node(TUNL0), ping({ ...outgoing, ttl: 40, tos: 0b1011_1001, dontFragment: true }))
    expect(ipv4Layers(layers)).toMatchObject([
      { src: NODE, dst: FAR_NODE, ttl: 39, tos: 1, df: true, protocol: 4, total_len: 104 },
      { src: POD, dst: FAR_POD, ttl: 39, tos: 0b1011_1001, df: true, protocol: 1, total_len: 84 },
    ])
    expect(ipv4Layers(sent(node(TUNL0), ping(outgoing))[0])[0]).toMatchObject({ df: false })
  })

  it('tells of congestion that the inner packet has met only that it can be told (RFC 6040)', () => {
    expect(ipv4Layers(sent(node(TUNL0), ping({ ...outgoing, tos: 3 }))[0]).map((layer) => layer.tos)).toEqual([2, 3])
  })

  it('counts what it carries, without the outer header', () => {
    const host = node(TUNL0)
    sent(host, ping(outgoing))
    passedOn(host, ipv4Packet(4, outer, ping(inner)))
    expect(host.device('tunl0').counters).toMatchObject({ txPackets: 1, txBytes: 84, rxPackets: 1, rxBytes: 84 })
    expect(host.entries('packet.encapsulated')).toHaveLength(1)
    expect(host.entries('packet.decapsulated')).toHaveLength(1)
  })

  it('tells the sender of the size that fits, less the outer header, when the packet must not be cut', () => {
    const host = node(TUNL0, { mtuBytes: 1400 })
    const [told] = sent(host, ping({ ...outgoing, dontFragment: true }, 1400), 'cali1')
    expect(told?.find((layer) => layer.proto === 'icmp')).toMatchObject({ type: 3, code: 4, mtu: 1380 })
    expect([host.drops(), host.device('tunl0').counters.txErrors]).toEqual([['fragmentation-needed'], 1])
    expect(sent(node(TUNL0, { mtuBytes: 1400 }), ping({ ...outgoing, dontFragment: true }, 1352))).toHaveLength(1)
  })

  it('cuts the outer packet when it may', () => {
    expect(sent(node(TUNL0, { mtuBytes: 1400 }), ping(outgoing, 1400)).map((layers) => ipv4Layers(layers)[0]?.total_len)).toEqual([1396, 72])
  })

  it('goes nowhere without a route to the far node, or with one that leads into itself', () => {
    const lost = node(TUNL0, { links: [...netns('n', [veth('cali1', undefined, 'pod', 'eth0')], []).links, TUNL0], routes: [route('172.16.2.0/24', { link: 'tunl0', gateway: ip(FAR_NODE), onlink: true })], neighbours: [] })
    sent(lost, ping(outgoing))
    expect([lost.drops(), lost.device('tunl0').counters.txErrors]).toEqual([['no-tunnel-route'], 1])
    const looping = node(TUNL0, { routes: [route(`${FAR_NODE}/32`, { link: 'tunl0', scope: 'link' }), route('172.16.2.0/24', { link: 'tunl0', gateway: ip(FAR_NODE), onlink: true })] })
    sent(looping, ping(outgoing))
    expect(looping.drops()).toEqual(['tunnel-loop'])
  })

  it('is opened from anybody, and the inner packet is routed on', () => {
    const [layers] = passedOn(node(TUNL0), ipv4Packet(4, { ...outer, source: '10.0.9.99' }, ping({ ...inner, ttl: 9 })))
    expect(ipv4Layers(layers)).toMatchObject([{ src: FAR_POD, dst: POD, ttl: 8 }])
  })

  it.each([
    ['ECN 0', 0, []],
    ['ECN 1', 1, [3]],
    ['ECN 2', 2, [3]],
    ['ECN 3', 3, [3]],
  ])('brings congestion met on the way to an inner packet of %s', (_, tos, gets) => {
    expect(passedOn(node(TUNL0), ipv4Packet(4, { ...outer, tos: 3 }, ping({ ...inner, tos }))).map((layers) => ipv4Layers(layers)[0]?.tos)).toEqual(gets)
    expect(ipv4Layers(passedOn(node(TUNL0), ipv4Packet(4, { ...outer, tos: 1 }, ping({ ...inner, tos })))[0])[0]?.tos).toBe(tos)
  })

  it('ends where less than a header is inside', () => {
    const host = node(TUNL0)
    passedOn(host, ipv4Packet(4, outer, new Uint8Array(19)))
    expect(host.drops()).toEqual(['malformed'])
    expect(passedOn(node(TUNL0), ipv4Packet(4, outer, ipv4Packet(99, inner, new Uint8Array(0))))).toHaveLength(1)
  })

  it('is recorded with both of its ends, while its bytes are no frame yet', () => {
    const host = node(TUNL0)
    const { id } = host.device('tunl0')
    sent(host, ping(outgoing))
    passedOn(host, ipv4Packet(4, outer, ping(inner)))
    expect(host.entries('packet.encapsulated')).toMatchObject([{ frame: -1, a: id, b: ip(NODE) | 0, c: ip(FAR_NODE) | 0 }])
    expect(host.entries('packet.decapsulated')).toMatchObject([{ frame: -1, a: id, b: ip(FAR_NODE) | 0, c: ip(NODE) | 0 }])
    expect(host.softirqsOff).toBe(0)
  })

  it('that carries a packet whose TTL runs out is answered in the name of this node', () => {
    const host = node(TUNL0)
    passedOn(host, ipv4Packet(4, outer, ping({ ...inner, ttl: 1 })))
    expect([host.drops(), host.entries('icmp.sent').length, host.entries('route.missing')]).toEqual([['ttl-exceeded'], 1, []])
  })

  it('is refused with port unreachable where the device is down, or protocol unreachable where there is none', () => {
    const down = node({ ...TUNL0, up: false })
    passedOn(down, ipv4Packet(4, outer, ping(inner)))
    expect(down.drops()).toEqual(['interface-down'])
    const without = node(VXLAN)
    passedOn(without, ipv4Packet(4, outer, ping(inner)))
    expect(without.drops()).toEqual(['unknown-protocol'])
  })

  it('learns the path MTU from a router that could not forward the outer packet; one without a number means the next common size', () => {
    for (const [told, learned] of [[1200, 1180], [0, 1472]] as const) {
      const host = node(TUNL0)
      sent(host, ping({ ...outgoing, dontFragment: true }, 1452))
      const quoted = ipv4Packet(4, { source: NODE, destination: FAR_NODE, dontFragment: true }, ping(outgoing, 1452))
      host.receive('eth0', frame(0x0200_0000_0077, host.device('eth0').mac, icmpPacket({ source: '10.0.9.254', destination: NODE }, 3, 4, told, quoted)))
      host.takeSent()
      const [answer] = sent(host, ping({ ...outgoing, dontFragment: true }, 1452), 'cali1')
      expect(answer?.find((layer) => layer.proto === 'icmp')).toMatchObject({ type: 3, code: 4, mtu: learned })
    }
  })

  it('learns nothing from other errors about the outer packet', () => {
    const host = node(TUNL0)
    const quoted = ipv4Packet(4, { source: NODE, destination: FAR_NODE, dontFragment: true }, ping(outgoing))
    for (const [type, code] of [[3, 1], [11, 4]] as const) host.receive('eth0', frame(0x0200_0000_0077, host.device('eth0').mac, icmpPacket({ source: '10.0.9.254', destination: NODE }, type, code, 600, quoted)))
    expect(host.entries('pmtu.learned')).toEqual([])
  })
})

describe('VXLAN', () => {
  it('has an outer header of its own: TTL 64, no DF, no DSCP, the inner ECN', () => {
    const [layers] = sent(node(VXLAN), ping({ ...outgoing, ttl: 40, tos: 0b1011_1010, dontFragment: true }))
    expect(ipv4Layers(layers)).toMatchObject([
      { src: NODE, dst: FAR_NODE, ttl: 64, tos: 2, df: false, protocol: 17, total_len: 134 },
      { src: POD, dst: FAR_POD, ttl: 39, tos: 0b1011_1010, df: true },
    ])
    expect(layers?.map(({ proto }) => proto)).toEqual(['eth', 'ipv4', 'udp', 'vxlan', 'eth', 'ipv4', 'icmp'])
    expect(layers?.[2]).toMatchObject({ dport: 4789, len: 114 })
    expect(layers?.[3]).toMatchObject({ vni: 4096 })
  })

  it('has one source port a flow, out of the local ports, the same for what a fragment does not tell', () => {
    const host = node(VXLAN, { sysctls: { 'net/ipv4/ip_forward': '1', 'net/ipv4/ip_local_port_range': '40000 40500' } })
    const port = (packet: Uint8Array): number => {
      const udp = sent(host, packet)[0]?.find((layer) => layer.proto === 'udp')
      return required(udp?.proto === 'udp' ? udp.sport : undefined, 'an outer port')
    }
    const ports = Array.from({ length: 40 }, (_, i) => port(udpPacket(outgoing, 1000 + i, 53)))
    expect(ports.every((one) => one >= 40000 && one < 40500)).toBe(true)
    expect(new Set(ports).size).toBeGreaterThan(30)
    expect(port(udpPacket(outgoing, 1000, 53))).toBe(ports[0])
    expect(new Set([1, 2, 3].map((i) => port(ping(outgoing, i)))).size).toBe(1)
    const fragments = [1000, 1001, 1002].map((from) => port(ipv4Packet(17, { ...outgoing, moreFragments: true }, udpPacket(outgoing, from, 53).subarray(20))))
    expect(new Set(fragments).size).toBe(1)
  })

  it('has its checksum, no bytes of what lay there before, and is counted without the headers', () => {
    const host = node(VXLAN)
    for (let i = 0; i < 4; i++) {
      host.receive('cali1', frame(POD_MAC, host.device('cali1').mac, ping(outgoing)))
      const [one] = host.takeSent()
      expect(one?.layers.find((layer) => layer.proto === 'udp')?.checksum_ok).toBeUndefined()
      expect([...(one?.bytes.subarray(42, 50) ?? [])]).toEqual([8, 0, 0, 0, 0, 0x10, 0, 0])
      expect(host.device('vxlan.calico').counters).toMatchObject({ txPackets: i + 1, txBytes: 84 * (i + 1) })
    }
    const { id } = host.device('vxlan.calico')
    expect(host.entries('packet.encapsulated')[0]).toMatchObject({ frame: -1, a: id, b: ip(NODE) | 0, c: ip(FAR_NODE) | 0 })
  })

  it('goes nowhere without a forwarding entry, a route to the far node, or with a route into itself', () => {
    const unknown = node(VXLAN, { fdb: [] })
    sent(unknown, ping(outgoing))
    expect([unknown.drops(), unknown.device('vxlan.calico').counters.txDropped]).toEqual([['no-fdb-entry'], 1])
    const toFar = node(VXLAN, { fdb: [{ link: 'vxlan.calico', mac: FAR_VTEP, destination: ip('10.77.0.1') }] })
    sent(toFar, ping(outgoing))
    expect([toFar.drops(), toFar.device('vxlan.calico').counters.txErrors]).toEqual([['no-tunnel-route'], 1])
    const looping = node(VXLAN, { fdb: [{ link: 'vxlan.calico', mac: FAR_VTEP, destination: ip('172.16.2.9') }] })
    sent(looping, ping(outgoing))
    expect(looping.drops()).toEqual(['tunnel-loop'])
  })

  it('is cut when the card’s MTU is too small, and the route of what it carries remembers the size', () => {
    const host = node(VXLAN, { mtuBytes: 1400 })
    expect(sent(host, ping({ ...outgoing, dontFragment: true }, 1372)).map((layers) => ipv4Layers(layers)[0]?.total_len)).toEqual([1396, 74])
    expect(host.entries('pmtu.learned').map(({ b, c }) => [b >>> 0, c])).toEqual([[ip(FAR_POD), 1350]])
    expect(sent(node(VXLAN, { mtuBytes: 1400 }), ping(outgoing, 1322))).toHaveLength(1)
  })

  /** A datagram for the VTEP: flags, VNI and the inner frame. */
  const datagram = (flags: number, vni: number, inside: Uint8Array, fields: PacketFields = outer): Uint8Array => {
    const payload = new Uint8Array(8 + inside.length)
    payload.set([flags, 0, 0, 0, vni >>> 16, vni >>> 8, vni, 0])
    payload.set(inside, 8)
    return udpPacket(fields, 50_000, 4789, payload)
  }
  const insideFrame = (packet: Uint8Array, from: number = FAR_VTEP): Uint8Array => frame(from, VTEP, packet)

  it('is opened, counted, and the inner packet routed on', () => {
    const host = node(VXLAN)
    expect(ipv4Layers(passedOn(host, datagram(8, 4096, insideFrame(ping({ ...inner, ttl: 9 }))))[0])).toMatchObject([{ src: FAR_POD, dst: POD, ttl: 8 }])
    expect(host.device('vxlan.calico').counters).toMatchObject({ rxPackets: 1, rxBytes: 84 })
  })

  it.each([
    ['of another network', datagram(8, 4097, insideFrame(ping(inner))), 'malformed'],
    ['without the flag that says it has a network', datagram(0, 4096, insideFrame(ping(inner))), 'malformed'],
    ['shorter than an Ethernet header inside', datagram(8, 4096, new Uint8Array(13)), 'malformed'],
    ['that it sent itself', datagram(8, 4096, insideFrame(ping(inner), VTEP)), 'tunnel-loop'],
    ['that met congestion and cannot say so', datagram(8, 4096, insideFrame(ping(inner)), { ...outer, tos: 3 }), 'malformed'],
  ])('drops a datagram %s', (_, packet, reason) => {
    const host = node(VXLAN)
    expect([passedOn(host, packet), host.drops()]).toEqual([[], [reason]])
  })

  it('is recorded with both of its ends, and answered in the name of this node where the TTL inside runs out', () => {
    const host = node(VXLAN)
    passedOn(host, datagram(8, 4096, insideFrame(ping({ ...inner, ttl: 1 }))))
    expect(host.entries('packet.decapsulated')).toMatchObject([{ frame: -1, a: host.device('vxlan.calico').id, b: ip(FAR_NODE) | 0, c: ip(NODE) | 0 }])
    expect([host.drops(), host.entries('icmp.sent').length, host.entries('route.missing')]).toEqual([['ttl-exceeded'], 1, []])
  })

  it('hands up what is no IPv4 as it is, congestion or not, and a header alone', () => {
    for (const inside of [frame(FAR_VTEP, VTEP, new Uint8Array(40), 0x86dd), frame(FAR_VTEP, VTEP, new Uint8Array(0), 0x86dd)]) {
      const host = node(VXLAN)
      passedOn(host, datagram(8, 4096, inside, { ...outer, tos: 3 }))
      expect(host.drops()).toEqual(['unknown-protocol'])
    }
  })

  it('listens at its port while the device is up, and only then', () => {
    expect([node(VXLAN), node({ ...VXLAN, up: false })].map((host) => host.netns.udpTunnels.has(4789))).toEqual([true, false])
  })
})
