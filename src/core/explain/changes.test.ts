import { describe, expect, it } from 'vitest'
import { echo, ethernet, ipPacket, udpPacket } from '../../../tests/scene/recorded-lab'
import { dissectFrame } from '../trace/dissect'
import type { HeaderView } from '../trace/dissect'
import type { InterfaceFact } from '../trace/facts'
import { MAC_ZERO } from '../wire/mac-address'
import { compareFrames } from './changes'
import { headerStack } from './header-stack'
import { mtuBudget } from './mtu-budget'

const INNER = echo('172.16.34.9', '172.16.158.16', 'request')
const TTL_OFFSET = 8

const bare = dissectFrame(INNER, 'raw-ip')
const onWire = dissectFrame(ethernet(INNER), 'ethernet')
const wrapped = dissectFrame(ethernet(ipPacket('192.168.20.100', '192.168.10.101', 4, INNER)), 'ethernet')

const withDf = dissectFrame(dontFragment(INNER), 'raw-ip')

/** What port 4789 carries: a frame behind the VXLAN header. */
function vxlanPacket(frame: Uint8Array): Uint8Array {
  const payload = new Uint8Array(8 + frame.length)
  payload[0] = 0x08
  payload.set(frame, 8)
  return udpPacket('192.168.20.100', '192.168.10.101', 4789, payload)
}

/** A data message of WireGuard with `sealedBytes` of ciphertext. */
function wireguardPacket(sealedBytes: number): Uint8Array {
  const message = new Uint8Array(16 + sealedBytes + 16)
  message[0] = 4
  return udpPacket('192.168.20.100', '192.168.10.101', 51820, message)
}

function dontFragment(packet: Uint8Array): Uint8Array {
  const copy = packet.slice()
  copy[6] = 0x40
  return copy
}

function withTtl(packet: Uint8Array, ttl: number): readonly HeaderView[] {
  const copy = packet.slice()
  copy[TTL_OFFSET] = ttl
  return dissectFrame(copy, 'raw-ip')
}

function lines(before: readonly HeaderView[], after: readonly HeaderView[]): readonly string[] {
  return compareFrames(before, after).lines.map(({ sign, text }) => `${sign} ${text}`)
}

describe('compareFrames', () => {
  it('says what an envelope added, and that the packet inside is untouched', () => {
    expect(lines(bare, wrapped)).toEqual([
      '+ Ethernet, 14 B: to 00:00:00:00:00:00',
      '+ Outer IPv4, 20 B: TTL 64 and no DF copied from the inner header',
      '= Inner IPv4, ICMP echo request untouched',
    ])
  })

  it('says what was taken off at the far end', () => {
    expect(lines(wrapped, bare)).toEqual([
      '- Ethernet, 14 B',
      '- Outer IPv4, 20 B: 192.168.20.100 → 192.168.10.101',
      '= IPv4, ICMP echo request untouched',
    ])
  })

  it('says of VXLAN that the Ethernet header is inside now, and which four came in front', () => {
    const carried = vxlanPacket(ethernet(INNER))
    const inVxlan = dissectFrame(ethernet(carried), 'ethernet')
    expect(lines(onWire, inVxlan)).toEqual([
      '+ Ethernet, 14 B: 00:00:00:00:00:00 → 00:00:00:00:00:00',
      '+ Outer IPv4, 20 B: TTL 64 and no DF copied from the inner header',
      '+ UDP, 8 B: 0 → 4789',
      '+ VXLAN, 8 B',
      '= Inner Ethernet, Inner IPv4, ICMP echo request untouched',
    ])
    expect(lines(inVxlan, onWire).at(-1)).toBe('= Ethernet, IPv4, ICMP echo request untouched')
  })

  it('says of WireGuard that what is sealed is there, not gone', () => {
    const sealed = dissectFrame(ethernet(wireguardPacket(96)), 'ethernet')
    const into = lines(bare, sealed)
    expect(into.at(-1)).toBe('~ IPv4, ICMP echo request sealed')
    expect(into.filter((line) => line.startsWith('-'))).toEqual([])
    const outOf = lines(sealed, bare)
    expect(outOf.at(-1)).toBe('~ IPv4, ICMP echo request opened')
    expect(outOf.filter((line) => line.startsWith('+'))).toEqual([])
  })

  it('shows a rewritten field as old and new, and marks it', () => {
    const changes = compareFrames(bare, withTtl(INNER, 63))
    expect(changes.lines[0]).toEqual({ sign: '~', envelope: false, text: 'IPv4: TTL 64 → 63' })
    expect([...changes.changedFields]).toEqual(['0/ttl'])
  })

  it('finds nothing between two sightings of one frame', () => {
    expect(lines(onWire, onWire)).toEqual(['= Ethernet untouched', '= IPv4, ICMP echo request untouched'])
  })
})

describe('headerStack', () => {
  it('puts what is wrapped inside the envelope and names both IPv4 headers', () => {
    const stack = headerStack(wrapped)
    expect(stack.link?.name).toBe('Ethernet')
    expect(stack.envelope?.mode).toBe('ipip')
    expect(stack.envelope?.headers.map((item) => item.name)).toEqual(['Outer IPv4'])
    expect(stack.inner.map((item) => `${item.name} ${item.sizeText}`)).toEqual(['Inner IPv4 20', 'ICMP echo request 8 + 56'])
  })

  it('has no envelope where an ICMP error only quotes a second IPv4 header', () => {
    const error = new Uint8Array(8 + INNER.length)
    error[0] = 11
    error.set(INNER, 8)
    const stack = headerStack(dissectFrame(ipPacket('192.168.20.1', '172.16.34.9', 1, error), 'raw-ip'))
    expect(stack.envelope).toBeUndefined()
    expect(stack.inner.map((item) => item.name)).toEqual(['IPv4', 'ICMP time exceeded', 'Quoted IPv4', 'Quoted ICMP echo request'])
  })
})

describe('mtuBudget', () => {
  const eth0: InterfaceFact = {
    kind: 'interface', id: 1, netns: 0, name: 'eth0', ifindex: 2, linkKind: 'ethernet', linkLayer: 'ethernet', mac: MAC_ZERO, mtuBytes: 9001, up: true, addresses: [],
  }
  const tunl0: InterfaceFact = { ...eth0, id: 2, name: 'tunl0', linkKind: 'ipip', linkLayer: 'raw-ip', mtuBytes: 8981 }

  it('counts the IP packet without Ethernet, outer header apart, and does the arithmetic of the tunnel that wrapped it', () => {
    const budget = mtuBudget(wrapped, 118, eth0, { other: { link: tunl0, isAhead: false }, underlayMtus: [9001] })
    expect(budget.usedBytes).toBe(104)
    expect(budget.segments).toEqual([{ part: 'outer', bytes: 20 }, { part: 'inner', bytes: 84 }])
    expect(budget.limitBytes).toBe(8981)
    expect(budget.verdict).toBe('Fits: 8,897 B free. The line is tunl0’s own limit: 9,001 − 20 = 8,981.')
  })

  it('says whether a packet fits into what its route leads to', () => {
    const ahead = (mtuBytes: number) => mtuBudget(bare, 84, eth0, { other: { link: { ...tunl0, mtuBytes }, isAhead: true }, underlayMtus: [mtuBytes + 20] }).verdict
    expect(ahead(1480)).toBe('Fits: 8,917 B free. It goes on into tunl0, which takes 1,500 − 20 = 1,480: fits there too.')
    expect(ahead(80)).toBe('Fits: 8,917 B free. It goes on into tunl0, which takes 100 − 20 = 80: 4 B too many, so it is cut into fragments.')
    expect(mtuBudget(withDf, 84, eth0, { other: { link: { ...tunl0, mtuBytes: 80 }, isAhead: true }, underlayMtus: [100] }).verdict).toMatch(/4 B too many, and DF forbids to cut it. Too big.$/)
    expect(mtuBudget(bare, 84, eth0, { other: { link: { ...eth0, id: 3, mtuBytes: 1500 }, isAhead: true }, underlayMtus: [] }).verdict).toBe('Fits: 8,917 B free.')
  })

  it('says by how much a packet is too big', () => {
    expect(mtuBudget(withDf, 84, { ...tunl0, mtuBytes: 68 }, { underlayMtus: [] }).verdict).toBe('Too big: 16 B too many.')
    expect(mtuBudget(bare, 84, { ...tunl0, mtuBytes: 68 }, { underlayMtus: [] }).verdict).toBe('16 B too many for one: it is cut into fragments.')
  })
})
