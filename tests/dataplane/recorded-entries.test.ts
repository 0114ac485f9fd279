import { describe, expect, it } from 'vitest'
import { required } from '../../src/core/base/assert'
import type { IcmpErrorReceived } from '../../src/core/dataplane/icmp'
import type { RouteSpec } from '../../src/core/model/netns-spec'
import { ROUTE_TABLE } from '../../src/core/model/netns-spec'
import { DROP_REASONS } from '../../src/core/trace/entry-kinds'
import { FAR, ROUTER, router, SENDER, summary, toRouter } from './lone-router'
import type { OneHost } from './one-host'
import { icmpPacket, ipv4Packet, udpPacket } from './packets'
import type { PacketFields } from './packets'
import { ip, route } from './small-network'

const there: PacketFields = { source: SENDER, destination: FAR }
const toHost: PacketFields = { source: SENDER, destination: ROUTER }
const signed = (address: string): number => ip(address) | 0

/** `KIND interface a b c` of all that was recorded since, facts by name; a drop's reason in words. */
function story(host: OneHost, packet: Uint8Array): readonly string[] {
  const from = host.entries().length
  toRouter(host, packet)
  const { fib, neighbours, devices } = host.netns
  const names = new Map<number, string>([[-1, '-']])
  for (const { id, name } of devices) names.set(id, name)
  for (const { id, spec } of fib.allRules()) names.set(id, `rule ${spec.priority}`)
  for (const table of fib.allTables()) for (const { id, spec } of table.all()) names.set(id, `${spec.type} route/${spec.destination.prefixLength}`)
  for (const { id } of neighbours.all()) names.set(id, 'neighbour')
  const fact = (id: number): string => names.get(id) ?? String(id)
  return host.entries().slice(from).map(({ kind, interfaceId, frame, packet: number, a, b, c }) => {
    const whole = [kind, fact(interfaceId), frame < 0 ? 'no frame' : 'frame', number < 0 ? 'no packet' : 'packet']
    if (kind === 'packet.dropped') return [...whole, fact(a), b, DROP_REASONS[c]].join(' ')
    if (kind === 'route.selected') return [...whole, fact(a), b, fact(c)].join(' ')
    return [...whole, kind === 'packet.forwarded' || kind === 'icmp.sent' || kind === 'echo.answered' ? a : fact(a), b, c].join(' ')
  })
}

const IN = 'hop.in in frame packet - -1 -1'
const back = [`route.selected in no frame packet unicast route/24 ${signed(SENDER)} rule 32766`, `neighbour.used in no frame packet neighbour ${ip(SENDER)} -1`, 'hop.out in frame packet - -1 -1']

describe('what is recorded of a packet', () => {
  it('that is forwarded: the route and its rule, the TTL before and after, the neighbour', () => {
    expect(story(router(), udpPacket(there, 1, 2))).toEqual([
      IN,
      `route.selected out frame packet unicast route/24 ${signed(FAR)} rule 32766`,
      'packet.forwarded out no frame packet 64 63 -1',
      `neighbour.used out no frame packet neighbour ${ip(FAR)} -1`,
      'hop.out out frame packet - -1 -1',
    ])
  })

  it('that is for this host and is answered', () => {
    const entries = story(router(), icmpPacket(toHost, 8))
    expect(entries.slice(0, 2)).toEqual([IN, 'packet.delivered in frame packet local route/32 -1 1'])
    expect(entries[2]).toMatch(/^echo\.answered in frame packet \d+ -1 -1$/)
    expect(entries.slice(3)).toEqual(back)
  })

  const to9 = (type: RouteSpec['type']): readonly RouteSpec[] => [route('10.9.9.9/32', { type })]
  const nine: PacketFields = { ...there, destination: '10.9.9.9' }
  const NINE = signed('10.9.9.9')

  it.each<[string, OneHost, Uint8Array, readonly string[], readonly string[]]>([
    ['whose TTL runs out', router(), udpPacket({ ...there, ttl: 1 }, 1, 2), [`route.selected out frame packet unicast route/24 ${signed(FAR)} rule 32766`], ['11 0', 'packet.dropped in frame packet - 1 ttl-exceeded']],
    ['that is too large', router(), udpPacket({ ...there, dontFragment: true }, 1, 2, new Uint8Array(1373)), [`route.selected out frame packet unicast route/24 ${signed(FAR)} rule 32766`], ['3 4', 'packet.dropped in frame packet unicast route/24 1400 fragmentation-needed']],
    ['without a route', router(), udpPacket(nine, 1, 2), [`route.missing in frame packet - ${NINE} -1`], ['3 0', `packet.dropped in frame packet - ${NINE} no-route`]],
    ['with a route that refuses', router({ routes: to9('unreachable') }), udpPacket(nine, 1, 2), [`route.selected - frame packet unreachable route/32 ${NINE} rule 32766`], ['3 1', `packet.dropped in frame packet unreachable route/32 ${NINE} unreachable-route`]],
    ['of a protocol that nobody speaks', router(), ipv4Packet(99, toHost, new Uint8Array(8)), ['packet.delivered in frame packet local route/32 -1 99'], ['3 2', 'packet.dropped in frame packet - 99 unknown-protocol']],
  ])('%s: the sender is told, and why', (_, host, packet, before, [error = '', dropped = '']) => {
    const entries = story(host, packet)
    const [type = 0, code = 0] = error.split(' ').map(Number)
    expect(entries.slice(0, 1 + before.length)).toEqual([IN, ...before])
    expect(entries[1 + before.length]).toMatch(new RegExp(`^icmp\\.sent in frame packet \\d+ ${type * 256 + code} ${signed(SENDER)}$`))
    expect(entries.slice(2 + before.length)).toEqual([...back, dropped])
  })

  it.each<[string, OneHost, Uint8Array, readonly string[]]>([
    ['at a host that does not forward', router({ sysctls: {} }), udpPacket(there, 1, 2), [`packet.dropped in frame packet - ${signed(FAR)} forwarding-disabled`]],
    ['at a host that does not forward, without a route', router({ sysctls: {} }), udpPacket(nine, 1, 2), [`packet.dropped in frame packet - ${NINE} forwarding-disabled`]],
    ['from where nobody is', router(), udpPacket({ ...there, source: '127.0.0.1' }, 1, 2), [`packet.dropped in frame packet - ${signed('127.0.0.1')} martian-source`]],
    ['for where nobody is', router(), udpPacket({ ...there, destination: '127.0.0.1' }, 1, 2), [`packet.dropped in frame packet - ${signed('127.0.0.1')} martian-destination`]],
    ['into a blackhole', router({ routes: to9('blackhole') }), udpPacket(nine, 1, 2), [`route.selected - frame packet blackhole route/32 ${NINE} rule 32766`, `packet.dropped in frame packet blackhole route/32 ${NINE} blackhole-route`]],
  ])('%s: it ends without a word', (_, host, packet, after) => {
    expect(story(host, packet)).toEqual([IN, ...after])
  })

  it('that cannot be answered: the way back is missing, or refused', () => {
    const noWay = { ...toHost, source: '10.8.8.8' }
    expect(story(router(), icmpPacket(noWay, 8)).slice(1)).toEqual(['packet.delivered in frame packet local route/32 -1 1', `route.missing - frame packet - ${signed('10.8.8.8')} -1`])
    expect(story(router({ routes: [route('10.8.8.8/32', { type: 'unreachable' })] }), icmpPacket(noWay, 8)).at(-1)).toBe(`route.missing - frame packet unreachable route/32 ${signed('10.8.8.8')} -1`)
    expect(story(router(), udpPacket({ ...there, source: '10.8.8.8', ttl: 1 }, 1, 2)).slice(2)).toEqual([`route.missing - frame packet - ${signed('10.8.8.8')} -1`, 'packet.dropped in frame packet - 1 ttl-exceeded'])
    expect(story(router({ routes: [route('10.8.8.8/32', { type: 'unreachable' })] }), udpPacket({ ...there, source: '10.8.8.8', ttl: 1 }, 1, 2))[2]).toBe(`route.missing - frame packet unreachable route/32 ${signed('10.8.8.8')} -1`)
  })

  it('once a neighbour has it, is the frame that it sent: both ends of a link share it', () => {
    const host = router()
    toRouter(host, udpPacket(there, 1, 2))
    const frames = host.entries().filter(({ kind }) => kind.startsWith('hop.')).map(({ frame }) => frame)
    expect(frames).toEqual([0, 1])
    expect(host.entries('route.selected')[0]?.frame).toBe(0)
  })
})

describe('an ICMP error that arrives', () => {
  const quoted = udpPacket({ source: ROUTER, destination: FAR }, 7, 8)

  /** What the protocol of the quoted packet hears. */
  function heard(packet: Uint8Array): readonly (readonly number[])[] {
    const host = router()
    const errors: (readonly number[])[] = []
    host.built.icmp.errorHandlers.set(17, (_, { type, code, info, quotedAt, skb }: IcmpErrorReceived) => errors.push([type, code, info, quotedAt - skb.network]))
    toRouter(host, packet)
    return errors
  }

  it.each<[string, Uint8Array, readonly (readonly number[])[]]>([
    ['port unreachable', icmpPacket(toHost, 3, 3, 0, quoted), [[3, 3, 0, 28]]],
    ['fragmentation needed, with the next hop’s MTU', icmpPacket(toHost, 3, 4, 0x0007_0578, quoted), [[3, 4, 1400, 28]]],
    ['a redirect, with the better router', icmpPacket(toHost, 5, 1, ip('10.0.1.7'), quoted), [[5, 1, ip('10.0.1.7'), 28]]],
    ['time exceeded', icmpPacket(toHost, 11, 4, 0x0007_0578, quoted), [[11, 4, 0x0007_0578, 28]]],
    ['with a header alone', icmpPacket(toHost, 3, 3, 0, quoted.subarray(0, 20)), [[3, 3, 0, 28]]],
    ['with less than a header', icmpPacket(toHost, 3, 3, 0, quoted.subarray(0, 19)), []],
    ['with what is no IPv4', icmpPacket(toHost, 3, 3, 0, Uint8Array.from(quoted, (byte, i) => (i === 0 ? 0x65 : byte))), []],
    ['about a protocol that nobody speaks', icmpPacket(toHost, 3, 3, 0, ipv4Packet(99, there, new Uint8Array(8))), []],
    ['no error', icmpPacket(toHost, 0, 0, 0, quoted), []],
  ])('%s', (_, packet, expected) => {
    expect(heard(packet)).toEqual(expected)
  })
})

describe('errors are limited (inet_peer_xrlim_allow)', () => {
  const ttl1 = (source: string): Uint8Array => udpPacket({ source, destination: FAR, ttl: 1 }, 1, 2)
  const told = (host: OneHost): number => summary(host.takeSent()).length

  it('to six at once and one a second, for each destination', () => {
    const host = router({ neighbours: [SENDER, '10.0.1.3'].map((address) => ({ address: ip(address), link: 'in', mac: required(router().device('in').mac, 'a MAC') as never, state: 'permanent' })) })
    const send = (count: number, source = SENDER): number => {
      for (let i = 0; i < count; i++) toRouter(host, ttl1(source))
      return told(host)
    }
    expect([send(10), send(10), send(10, '10.0.1.3')]).toEqual([6, 0, 6])
    host.nowNs += 999_999_999
    expect(send(3)).toBe(0)
    host.nowNs += 1
    expect(send(3)).toBe(1)
    host.nowNs += 2.5e9
    expect(send(9)).toBe(2)
    host.nowNs += 0.5e9
    expect(send(9)).toBe(1)
    host.nowNs += 100e9
    expect(send(9)).toBe(6)
  })

  it('but for those that tell an MTU; those about a route that refuses cost twice', () => {
    const host = router()
    for (let i = 0; i < 10; i++) toRouter(host, udpPacket({ ...there, dontFragment: true }, 1, 2, new Uint8Array(1373)))
    expect(told(host)).toBe(10)
    const other = router({ routes: [route('10.9.9.9/32', { type: 'unreachable', table: ROUTE_TABLE.main })] })
    for (let i = 0; i < 10; i++) toRouter(other, udpPacket({ ...there, destination: '10.9.9.9' }, 1, 2))
    expect(told(other)).toBe(2)
  })
})
