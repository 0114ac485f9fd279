import { describe, expect, it } from 'vitest'
import type { Layer } from '../../src/core/trace/layers'
import { FAR, ROUTER, router, SENDER, toRouter } from './lone-router'
import type { OneHost } from './one-host'
import { frame, icmpPacket, tcpPacket, udpPacket } from './packets'
import { decodeFrame } from '../../src/core/trace/decode'

const OUT = '10.0.2.1'
const there = { source: SENDER, destination: FAR }

function natting(...rules: readonly string[]): OneHost {
  return router({ iptables: [`*nat\n${rules.join('\n')}\nCOMMIT`] })
}

function fromFar(host: OneHost, packet: Uint8Array): void {
  host.receive('out', frame(0x0200_0000_0088, host.device('out').mac, packet))
}

/** `LINK SOURCE:PORT→DESTINATION:PORT` of each packet sent; of ICMP, its id. Every checksum has to be right. */
function flows(host: OneHost): readonly string[] {
  return host.takeSent().map(({ link, layers }) => {
    expect(layers.filter((layer) => 'checksum_ok' in layer)).toEqual([])
    return `${link} ${flow(layers.slice(1))}`
  })
}

function flow(layers: readonly Layer[]): string {
  const [ip, inner] = layers
  if (ip?.proto !== 'ipv4') return '?'
  if (inner?.proto === 'udp' || inner?.proto === 'tcp') return `${ip.src}:${inner.sport}→${ip.dst}:${inner.dport}`
  if (inner?.proto === 'icmp') return inner.embedded === undefined ? `${ip.src}→${ip.dst} id ${inner.id}` : `${ip.src}→${ip.dst} about ${flow(inner.embedded)}`
  return `${ip.src}→${ip.dst}`
}

describe('MASQUERADE', () => {
  const host = (): OneHost => natting('-A POSTROUTING -o out -j MASQUERADE')

  it.each([
    ['UDP', udpPacket(there, 1000, 53, Uint8Array.of(1, 2, 3)), udpPacket({ source: FAR, destination: OUT }, 53, 1000), ['out 10.0.2.1:1000→10.0.2.2:53'], ['in 10.0.2.2:53→10.0.1.2:1000']],
    ['TCP', tcpPacket(there, 1000, 80, 2), tcpPacket({ source: FAR, destination: OUT }, 80, 1000, 18), ['out 10.0.2.1:1000→10.0.2.2:80'], ['in 10.0.2.2:80→10.0.1.2:1000']],
    ['echo', icmpPacket(there, 8, 0, 77 << 16), icmpPacket({ source: FAR, destination: OUT }, 0, 0, 77 << 16), ['out 10.0.2.1→10.0.2.2 id 77'], ['in 10.0.2.2→10.0.1.2 id 77']],
  ])('gives the address of the link, and answers find back: %s', (_, request, answer, out, back) => {
    const router = host()
    toRouter(router, request)
    expect(flows(router)).toEqual(out)
    fromFar(router, answer)
    expect(flows(router)).toEqual(back)
    toRouter(router, request)
    expect(flows(router)).toEqual(out)
    expect(router.entries('nat.source').map(({ a }) => a >= 0)).toEqual([true, false])
  })

  it('keeps apart what would look alike, with another port of the same kind', () => {
    const router = host()
    for (const port of [1000, 100, 3000]) {
      toRouter(router, udpPacket(there, port, 53))
      toRouter(router, udpPacket({ ...there, source: '10.0.1.3' }, port, 53))
    }
    const ports = flows(router).map((text) => Number(/:(\d+)→/.exec(text)?.[1]))
    expect([ports[0], ports[2], ports[4]]).toEqual([1000, 100, 3000])
    expect(ports[1]).toSatisfy((port: number) => port >= 600 && port <= 1023 && port !== 1000)
    expect(ports[3]).toSatisfy((port: number) => port >= 1 && port <= 511 && port !== 100)
    expect(ports[5]).toSatisfy((port: number) => port >= 1024 && port !== 3000)
  })

  it('leaves other links alone', () => {
    const router = natting('-A POSTROUTING -o in -j MASQUERADE')
    toRouter(router, udpPacket(there, 1000, 53))
    expect(flows(router)).toEqual(['out 10.0.1.2:1000→10.0.2.2:53'])
  })

  it.each([
    ['--to-ports 5000-5001', [5000, 5001]],
    ['--to-ports 5000', [5000]],
  ])('%s', (option, allowed) => {
    const router = natting(`-A POSTROUTING -o out -p udp -j MASQUERADE ${option}`)
    toRouter(router, udpPacket(there, 1000, 53))
    toRouter(router, udpPacket({ ...there, source: '10.0.1.3' }, 5000, 54))
    const [drawn, kept] = flows(router).map((text) => Number(/:(\d+)→/.exec(text)?.[1]))
    expect(allowed).toContain(drawn)
    expect(kept).toBe(5000)
  })

  it('an error about a translated packet finds back, and quotes what was sent', () => {
    const router = host()
    const request = udpPacket(there, 1000, 53)
    toRouter(router, request)
    router.takeSent()
    fromFar(router, icmpPacket({ source: FAR, destination: OUT }, 3, 3, 0, udpPacket({ source: OUT, destination: FAR }, 1000, 53)))
    const [sent] = router.takeSent()
    expect(sent && flow(sent.layers.slice(1))).toBe('10.0.2.2→10.0.1.2 about 10.0.1.2:1000→10.0.2.2:53')
    expect(sent && decodeFrame(sent.bytes, 'ethernet').slice(1, 3)).toMatchObject([{ proto: 'ipv4' }, { proto: 'icmp', type: 3, code: 3 }])
    expect(sent?.layers.slice(1, 3).filter((layer) => 'checksum_ok' in layer)).toEqual([])
    // the quoted headers have checksums of their own
    expect([...(sent?.bytes.subarray(14 + 28, 14 + 28 + 20) ?? [])].slice(10, 12)).toEqual([...request.subarray(10, 12)])
  })
})

describe('DNAT', () => {
  it('sends elsewhere, and the answers seem to come from where the request went', () => {
    const router = natting(`-A PREROUTING -d ${ROUTER} -p udp --dport 53 -j DNAT --to-destination ${FAR}:5353`)
    toRouter(router, udpPacket({ source: SENDER, destination: ROUTER }, 1000, 53))
    expect(flows(router)).toEqual(['out 10.0.1.2:1000→10.0.2.2:5353'])
    fromFar(router, udpPacket({ source: FAR, destination: SENDER }, 5353, 1000))
    expect(flows(router)).toEqual(['in 10.0.1.1:53→10.0.1.2:1000'])
    expect(router.entries('nat.destination').map(({ b, c }) => [b >>> 0, c])).toEqual([[0x0a00_0202, 5353]])
  })

  it('keeps the port where none is given', () => {
    const router = natting(`-A PREROUTING -d ${ROUTER} -p tcp -j DNAT --to-destination ${FAR}`)
    toRouter(router, tcpPacket({ source: SENDER, destination: ROUTER }, 1000, 80, 2))
    expect(flows(router)).toEqual(['out 10.0.1.2:1000→10.0.2.2:80'])
  })
})

describe('SNAT', () => {
  it('gives the address of the rule; a packet that is not the first goes as the first did, whatever the rules are by then', () => {
    const router = natting('-A POSTROUTING -o out -j SNAT --to-source 10.0.2.77', '-A POSTROUTING -o nowhere -j MASQUERADE')
    toRouter(router, udpPacket(there, 1000, 53))
    router.built.netfilter.command('nat', ['-D', 'POSTROUTING', '1'])
    toRouter(router, udpPacket(there, 1000, 53))
    toRouter(router, udpPacket(there, 1001, 53))
    expect(flows(router)).toEqual(['out 10.0.2.77:1000→10.0.2.2:53', 'out 10.0.2.77:1000→10.0.2.2:53', 'out 10.0.1.2:1001→10.0.2.2:53'])
  })

  it('UDP without a checksum stays without', () => {
    const router = natting('-A POSTROUTING -o out -j SNAT --to-source 10.0.2.77')
    toRouter(router, Uint8Array.from(udpPacket(there, 1000, 53), (byte, i) => (i === 26 || i === 27 ? 0 : byte)))
    const [sent] = router.takeSent()
    expect([...(sent?.bytes.subarray(14 + 26, 14 + 28) ?? [])]).toEqual([0, 0])
  })
})

describe('chains', () => {
  it.each([
    ['a jump comes back', ['-N other', '-A FORWARD -j other', '-A FORWARD -j DROP', '-A other -p tcp -j ACCEPT'], 'iptables-drop'],
    ['a jump may decide', ['-N other', '-A FORWARD -j other', '-A FORWARD -j DROP', '-A other -p udp -j ACCEPT'], undefined],
    ['RETURN comes back', ['-N other', '-A FORWARD -j other', '-A FORWARD -j DROP', '-A other -j RETURN', '-A other -j ACCEPT'], 'iptables-drop'],
    ['goto does not come back', ['-N other', '-A FORWARD -g other', '-A FORWARD -j DROP'], undefined],
    ['RETURN in a built-in chain means its policy', ['-P FORWARD DROP', '-A FORWARD -j RETURN', '-A FORWARD -j ACCEPT'], 'iptables-drop'],
    ['a rule without a target only counts', ['-A FORWARD -p udp', '-A FORWARD -j DROP'], 'iptables-drop'],
    ['a mark goes on to the next rule', ['-A FORWARD -m mark --mark 0x0/0xff -j DROP'], 'iptables-drop'],
  ])('%s', (_, commands, reason) => {
    const host = router()
    for (const command of commands) expect(host.built.netfilter.command('filter', command.split(' ')).ok).toBe(true)
    toRouter(host, udpPacket(there, 1000, 53))
    expect(host.drops()).toEqual(reason === undefined ? [] : [reason])
  })

  it('counts packets and bytes of what matched', () => {
    const host = router()
    for (const command of ['-A FORWARD -p udp', '-A FORWARD -p tcp']) host.built.netfilter.command('filter', command.split(' '))
    for (const port of [1, 2]) toRouter(host, udpPacket(there, port, 53, new Uint8Array(10)))
    const rules = host.netns.netfilter?.table('filter').chains.get('FORWARD')?.rules ?? []
    expect(rules.map(({ packets, bytes }) => [packets, bytes])).toEqual([[2, 76], [0, 0]])
  })

  it.each([
    ['icmp-net-unreachable', 0],
    ['icmp-host-unreachable', 1],
    ['icmp-proto-unreachable', 2],
    ['icmp-port-unreachable', 3],
    ['icmp-admin-prohibited', 13],
  ])('REJECT --reject-with %s', (kind, code) => {
    const host = router()
    host.built.netfilter.command('filter', ['-A', 'FORWARD', '-j', 'REJECT', '--reject-with', kind])
    toRouter(host, udpPacket(there, 1000, 53))
    expect(host.takeSent().map(({ layers }) => layers[2])).toMatchObject([{ proto: 'icmp', type: 3, code }])
    expect(host.drops()).toEqual(['iptables-reject'])
  })

  it('what raw does not track is not translated', () => {
    const host = router({ iptables: ['*raw\n-A PREROUTING -p udp -j NOTRACK\nCOMMIT', '*nat\n-A POSTROUTING -j MASQUERADE\nCOMMIT'] })
    toRouter(host, udpPacket(there, 1000, 53))
    expect(flows(host)).toEqual(['out 10.0.1.2:1000→10.0.2.2:53'])
    expect(host.entries('conntrack.new')).toEqual([])
  })
})
