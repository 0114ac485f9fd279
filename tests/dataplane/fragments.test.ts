import { describe, expect, it } from 'vitest'
import { fragmentIpv4 } from '../../src/core/dataplane/fragmentation'
import { ipOutput } from '../../src/core/dataplane/ip-output'
import type { OneHost } from './one-host'
import { FAR, FORWARDS, ROUTER, router, SENDER, summary, toRouter } from './lone-router'
import { icmpPacket, ipv4Packet } from './packets'
import { ip, route } from './small-network'

const toHost = { source: SENDER, destination: ROUTER }
const there = { source: SENDER, destination: FAR }

/** The pieces [from, to) of an echo request, as fragments. */
function pieces(fields: { readonly source: string; readonly destination: string }, payloadBytes: number, cuts: readonly number[]): readonly Uint8Array[] {
  const payload = Uint8Array.from({ length: payloadBytes }, (_, i) => i * 7)
  const icmp = icmpPacket(fields, 8, 0, 0x1234_0001, payload).subarray(20)
  const ends = [...cuts, icmp.length]
  return [0, ...cuts].map((from, i) => ipv4Packet(1, { ...fields, tos: 4, fragmentOffsetBytes: from, moreFragments: i < cuts.length }, icmp.subarray(from, ends[i])))
}

function give(host: OneHost, packets: readonly Uint8Array[]): void {
  for (const packet of packets) toRouter(host, packet)
}

describe('fragments for this host', () => {
  const [first, middle, last] = pieces(toHost, 30, [8, 24]) as [Uint8Array, Uint8Array, Uint8Array]

  it.each([
    ['in order', [first, middle, last]],
    ['backwards', [last, middle, first]],
    ['mixed', [middle, last, first]],
  ])('are put together, %s', (_, order) => {
    const host = router()
    give(host, order)
    expect(summary(host.takeSent())).toEqual(['in: 10.0.1.1→10.0.1.2 ttl 64 tos 4 icmp 0/0'])
    expect(host.entries('packet.reassembled').map(({ a, b }) => [a, b])).toEqual([[3, 58]])
    host.wait(100)
    expect(host.drops()).toEqual([])
  })

  it('are not mixed with those of another packet', () => {
    for (const change of [{ identification: 8 }, { source: '10.0.1.3' }]) {
      const host = router()
      const strange = ipv4Packet(1, { ...toHost, fragmentOffsetBytes: 8, moreFragments: true, ...change }, middle.subarray(20))
      give(host, [first, strange, last])
      expect(host.takeSent()).toEqual([])
    }
  })

  it.each([
    ['one that is there', [first, first]],
    ['one that overlaps its end', [middle, ipv4Packet(1, { ...toHost, fragmentOffsetBytes: 16, moreFragments: true }, new Uint8Array(16))]],
    ['one that overlaps its beginning', [middle, ipv4Packet(1, { ...toHost, fragmentOffsetBytes: 0, moreFragments: true }, new Uint8Array(16))]],
  ])('%s is dropped', (_, packets) => {
    const host = router()
    give(host, packets)
    expect(host.drops()).toEqual(['duplicate-fragment'])
  })

  it('that do not come all are lost after thirty seconds, and the sender is told if the first was there', () => {
    const host = router()
    give(host, [first, last])
    host.wait(29.9)
    expect(host.drops()).toEqual([])
    host.wait(0.2)
    expect(host.drops()).toEqual(['reassembly-timeout', 'reassembly-timeout'])
    expect(summary(host.takeSent())).toEqual(['in: 10.0.1.1→10.0.1.2 ttl 64 tos 196 icmp 11/1'])
    give(host, [middle, last])
    host.wait(31)
    expect(host.takeSent()).toEqual([])
    expect(host.drops()).toHaveLength(4)
  })

  it('are held for 64 packets at most', () => {
    const host = router()
    for (let identification = 1; identification <= 65; identification++) toRouter(host, ipv4Packet(1, { ...toHost, identification, moreFragments: true }, new Uint8Array(8)))
    expect(host.drops()).toEqual(['reassembly-timeout'])
  })

  it('are lost, and nobody is told, when the host is given up', () => {
    const host = router()
    give(host, [first, last])
    host.netns.reassembly.abandon(host.netns)
    host.wait(100)
    expect([host.takeSent(), host.drops()]).toEqual([[], ['reassembly-timeout', 'reassembly-timeout']])
  })
})

describe('fragments for another', () => {
  /** A rule that asks for connections, and meets no packet. */
  const iptables = ['*nat\n-A POSTROUTING -o nowhere -j MASQUERADE\nCOMMIT']
  const lengths = (host: OneHost): readonly (readonly (number | boolean)[])[] => host.takeSent().map(({ layers }) => (layers[1]?.proto === 'ipv4' ? [layers[1].total_len, layers[1].frag_offset ?? 0, layers[1].mf === true] : []))

  it('go on as they are where nothing tracks connections', () => {
    const host = router()
    give(host, pieces(there, 30, [8, 24]))
    expect(lengths(host)).toEqual([[28, 0, true], [36, 8, true], [34, 24, false]])
    expect(host.entries('packet.reassembled')).toEqual([])
  })

  it('leave as they came, once all are there, where connections are tracked', () => {
    const host = router({ iptables })
    const [first, middle, last] = pieces(there, 30, [8, 24]) as [Uint8Array, Uint8Array, Uint8Array]
    give(host, [last, first])
    expect(host.takeSent()).toEqual([])
    give(host, [middle])
    expect(lengths(host)).toEqual([[28, 0, true], [36, 8, true], [34, 24, false]])
  })

  it('are cut anew, no larger than the largest was, where one does not fit', () => {
    const host = router({ iptables, routes: [route('10.0.2.2/32', { link: 'out', mtuBytes: 100 })] })
    give(host, pieces(there, 192, [120]))
    expect(lengths(host)).toEqual([[100, 0, true], [100, 80, true], [60, 160, false]])
  })

  it('that do not come all are lost without a word, though a host would say so', () => {
    const host = router({ iptables })
    give(host, pieces(there, 30, [8]).slice(0, 1))
    host.wait(31)
    expect([host.takeSent(), host.drops()]).toEqual([[], ['reassembly-timeout']])
  })

  it('a fragment that is cut again keeps its place and says that more follow', () => {
    const host = router({ routes: [route('10.0.2.2/32', { link: 'out', mtuBytes: 60 })] })
    give(host, pieces(there, 92, [80]))
    expect(lengths(host)).toEqual([[60, 0, true], [60, 40, true], [40, 80, false]])
  })

  it('with DF are refused where they are too large', () => {
    const host = router({ sysctls: FORWARDS, routes: [route('10.0.2.2/32', { link: 'out', mtuBytes: 60 })] })
    toRouter(host, ipv4Packet(1, { ...there, dontFragment: true, moreFragments: true }, new Uint8Array(80)))
    expect(host.drops()).toEqual(['fragmentation-needed'])
  })
})

describe('fragments that are cut here', () => {
  it.each<[string, boolean, boolean, readonly string[], readonly number[]]>([
    ['is refused', false, true, ['fragmentation-needed'], []],
    ['is refused, also without a route', false, false, ['fragmentation-needed'], []],
    ['is cut where its sender allows that (IP_PMTUDISC_WANT)', true, true, [], [1396, 44]],
  ])('a packet of this host with DF that is too large %s', (_, ignoreDf, isRouted, drops, lengths) => {
    const host = router()
    const packet = ipv4Packet(99, { source: '10.0.2.1', destination: FAR, dontFragment: true }, new Uint8Array(1400))
    const skb = host.pool.take(packet.length)
    skb.data.set(packet, skb.network)
    const way = host.netns.fib.lookupDestination(ip(FAR)) ?? null
    Object.assign(skb, { ignoreDf, route: isRouted ? way : null, outDevice: host.device('out'), nextHop: ip(FAR) })
    expect(ipOutput(host.netns, skb)).toBe(true)
    expect(host.drops()).toEqual(drops)
    expect(host.entries('packet.dropped').map(({ a: by, b }) => [by, b])).toEqual(drops.map(() => [isRouted ? way?.id : -1, 1400]))
    expect(host.takeSent().map(({ layers }) => (layers[1]?.proto === 'ipv4' ? layers[1].total_len : 0))).toEqual(lengths)
  })

  it.each([true, false])('are dated by captures as what they were cut from (skb_set_delivery_time): %s', (hasDepartureTime) => {
    const { netns, pool } = router()
    const packet = ipv4Packet(1, there, new Uint8Array(100))
    const skb = pool.take(packet.length)
    skb.data.set(packet, skb.start)
    skb.network = skb.start
    skb.hasDepartureTime = hasDepartureTime
    const cut: boolean[] = []
    fragmentIpv4(netns, skb, 68, (_, fragment) => {
      cut.push(fragment.hasDepartureTime)
    })
    expect(cut).toEqual([hasDepartureTime, hasDepartureTime, hasDepartureTime])
  })
})
