import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ARP_BYTES, ARP_FIELDS, emitArp, parseArp } from './arp'
import { addToSum, finishChecksum, internetChecksum, pseudoHeaderSum, updateChecksum } from './checksum'
import { ETHERNET_FIELDS, ETHERNET_HEADER_BYTES, emitEthernet, parseEthernet } from './ethernet'
import { readField, writeField } from './field-table'
import type { FieldSpec, FieldTable } from './field-table'
import { ICMP_ECHO_FIELDS, ICMP_ERROR_FIELDS, ICMP_FRAG_NEEDED_FIELDS, ICMP_HEADER_BYTES, emitIcmp, icmpFieldsOf, isIcmpEcho, isIcmpError, parseIcmp } from './icmp'
import { IPV4_FIELDS, IPV4_MIN_HEADER_BYTES, emitIpv4, parseIpv4Header } from './ipv4'
import type { Ipv4 } from './ipv4-address'
import type { Mac } from './mac-address'
import { TCP_FIELDS, TCP_MIN_HEADER_BYTES, emitTcp, parseTcp } from './tcp'
import { UDP_FIELDS, UDP_HEADER_BYTES, emitUdp, parseUdp } from './udp'
import { VXLAN_FIELDS, VXLAN_HEADER_BYTES, emitVxlan, parseVxlan } from './vxlan'
import {
  WIREGUARD_COOKIE_FIELDS,
  WIREGUARD_DATA_FIELDS,
  WIREGUARD_DATA_HEADER_BYTES,
  WIREGUARD_INITIATION_FIELDS,
  WIREGUARD_RESPONSE_FIELDS,
  emitWireguardData,
  parseWireguard,
  wireguardLayoutOf,
} from './wireguard'

const TABLES: readonly (readonly [string, FieldTable, number])[] = [
  ['Ethernet', ETHERNET_FIELDS, ETHERNET_HEADER_BYTES],
  ['ARP', ARP_FIELDS, ARP_BYTES],
  ['IPv4', IPV4_FIELDS, IPV4_MIN_HEADER_BYTES],
  ['ICMP echo', ICMP_ECHO_FIELDS, ICMP_HEADER_BYTES],
  ['ICMP frag needed', ICMP_FRAG_NEEDED_FIELDS, ICMP_HEADER_BYTES],
  ['ICMP error', ICMP_ERROR_FIELDS, ICMP_HEADER_BYTES],
  ['UDP', UDP_FIELDS, UDP_HEADER_BYTES],
  ['TCP', TCP_FIELDS, TCP_MIN_HEADER_BYTES],
  ['VXLAN', VXLAN_FIELDS, VXLAN_HEADER_BYTES],
  ['WireGuard initiation', WIREGUARD_INITIATION_FIELDS, 148],
  ['WireGuard response', WIREGUARD_RESPONSE_FIELDS, 92],
  ['WireGuard cookie', WIREGUARD_COOKIE_FIELDS, 64],
  ['WireGuard data', WIREGUARD_DATA_FIELDS, WIREGUARD_DATA_HEADER_BYTES],
]

describe('field tables', () => {
  test.each(TABLES)('%s: the fields cover the header bit by bit, and each is named and sourced', (_, table, headerBytes) => {
    let nextBit = 0
    for (const field of Object.values(table)) {
      expect(field.bitOffset).toBe(nextBit)
      expect(field.label).not.toBe('')
      expect(field.reference).not.toBe('')
      nextBit += field.bitWidth
    }
    expect(nextBit).toBe(headerBytes * 8)
  })

  test('a written field reads back and leaves its neighbours alone', () => {
    const fields: FieldSpec[] = TABLES.flatMap(([, table]) => Object.values(table)).filter((field) => field.bitWidth <= 48)
    fc.assert(
      fc.property(fc.constantFrom(...fields), fc.nat(), fc.boolean(), (field, number, ones) => {
        const bytes = new Uint8Array(200).fill(ones ? 255 : 0)
        const before = Uint8Array.from(bytes)
        const value = number % 2 ** field.bitWidth
        const old = readField(bytes, 3, field)
        writeField(bytes, 3, field, value)
        expect(readField(bytes, 3, field)).toBe(value)
        writeField(bytes, 3, field, old)
        expect(bytes).toEqual(before)
      }),
    )
  })
})

const u8 = fc.integer({ min: 0, max: 0xff })
const u16 = fc.integer({ min: 0, max: 0xffff })
const u24 = fc.integer({ min: 0, max: 0xff_ffff })
const u32 = fc.integer({ min: 0, max: 0xffff_ffff })
const mac = fc.integer({ min: 0, max: 0xffff_ffff_ffff }).map((value) => value as Mac)
const ipv4 = u32.map((value) => value as Ipv4)

describe('parse after emit is identity', () => {
  test('Ethernet', () => {
    fc.assert(
      fc.property(mac, mac, u16, (destination, source, etherType) => {
        const bytes = new Uint8Array(20)
        emitEthernet({ proto: 'ethernet', destination, source, etherType }, bytes, 2)
        expect(parseEthernet(bytes, 2, 20)).toEqual({ ok: true, value: { proto: 'ethernet', destination, source, etherType } })
      }),
    )
  })

  test('ARP', () => {
    fc.assert(
      fc.property(u16, mac, ipv4, mac, ipv4, (operation, senderMac, senderAddress, targetMac, targetAddress) => {
        const bytes = new Uint8Array(ARP_BYTES)
        const header = { proto: 'arp', operation, senderMac, senderAddress, targetMac, targetAddress } as const
        emitArp(header, bytes, 0)
        expect(parseArp(bytes, 0, bytes.length)).toEqual({ ok: true, value: header })
      }),
    )
  })

  test('IPv4, with a checksum that is right', () => {
    fc.assert(
      fc.property(u8, fc.integer({ min: 20, max: 65535 }), u16, fc.boolean(), fc.boolean(), fc.integer({ min: 0, max: 8191 }), u8, u8, ipv4, ipv4, (tos, totalBytes, identification, dontFragment, moreFragments, offset8, ttl, protocol, source, destination) => {
        const bytes = new Uint8Array(24).fill(0xaa)
        const header = { proto: 'ipv4', tos, totalBytes, identification, dontFragment, moreFragments, fragmentOffsetBytes: offset8 * 8, ttl, protocol, source, destination } as const
        emitIpv4(header, bytes, 4)
        expect(parseIpv4Header(bytes, 4, 24)).toMatchObject({ ok: true, value: { ...header, headerBytes: 20 } })
        expect(internetChecksum(bytes, 4, 24)).toBe(0)
      }),
    )
  })

  test('ICMP, with a checksum over the payload', () => {
    fc.assert(
      fc.property(u8, u8, u32, fc.uint8Array({ maxLength: 40 }), (type, code, rest, payload) => {
        const bytes = new Uint8Array(ICMP_HEADER_BYTES + payload.length)
        bytes.set(payload, ICMP_HEADER_BYTES)
        emitIcmp({ proto: 'icmp', type, code, rest }, bytes, 0, bytes.length)
        expect(parseIcmp(bytes, 0, bytes.length)).toMatchObject({ ok: true, value: { type, code, rest } })
        expect(internetChecksum(bytes, 0, bytes.length)).toBe(0)
      }),
    )
  })

  test('UDP, never with a checksum of zero', () => {
    fc.assert(
      fc.property(u16, u16, ipv4, ipv4, fc.uint8Array({ maxLength: 40 }), (sourcePort, destinationPort, source, destination, payload) => {
        const lengthBytes = UDP_HEADER_BYTES + payload.length
        const bytes = new Uint8Array(lengthBytes)
        bytes.set(payload, UDP_HEADER_BYTES)
        emitUdp({ proto: 'udp', sourcePort, destinationPort, lengthBytes }, source, destination, bytes, 0)
        const parsed = parseUdp(bytes, 0, lengthBytes)
        expect(parsed).toMatchObject({ ok: true, value: { sourcePort, destinationPort, lengthBytes } })
        expect(parsed.ok && parsed.value.checksum).not.toBe(0)
        // over a range that holds its own checksum the sum is 0, whatever stands for zero
        expect(finishChecksum(addToSum(pseudoHeaderSum(source, destination, 17, lengthBytes), bytes, 0, lengthBytes))).toBe(0)
      }),
    )
  })

  test('TCP with options', () => {
    fc.assert(
      fc.property(u16, u16, u32, u32, u8, u16, u16, (sourcePort, destinationPort, sequence, acknowledgment, flags, window, segmentBytes) => {
        const options = [
          { kind: 2, data: Uint8Array.of(segmentBytes >>> 8, segmentBytes & 255) },
          { kind: 1, data: new Uint8Array(0) },
          { kind: 3, data: Uint8Array.of(7) },
        ]
        const header = { proto: 'tcp', sourcePort, destinationPort, sequence, acknowledgment, headerBytes: 28, flags, window, urgentPointer: 0, options } as const
        const bytes = new Uint8Array(32)
        emitTcp(header, 0x0a000001, 0x0a000002, bytes, 0, 32)
        expect(parseTcp(bytes, 0, 32)).toMatchObject({ ok: true, value: header })
        expect(finishChecksum(addToSum(pseudoHeaderSum(0x0a000001, 0x0a000002, 6, 32), bytes, 0, 32))).toBe(0)
      }),
    )
  })

  test('VXLAN and WireGuard data', () => {
    fc.assert(
      fc.property(u8, u24, u8, u32, fc.maxSafeNat(), (flags, vni, reserved2, receiverIndex, counter) => {
        const bytes = new Uint8Array(16)
        emitVxlan({ proto: 'vxlan', flags, reserved: 0, vni, reserved2 }, bytes, 0)
        expect(parseVxlan(bytes, 0, 16)).toEqual({ ok: true, value: { proto: 'vxlan', flags, reserved: 0, vni, reserved2 } })
        emitWireguardData(receiverIndex, counter, bytes, 0)
        expect(parseWireguard(bytes, 0, 16)).toEqual({ ok: true, value: { proto: 'wireguard', type: 4, reserved: 0, receiverIndex, counter } })
      }),
    )
  })
})

describe('parsers', () => {
  test('name what is wrong', () => {
    const bytes = new Uint8Array(60)
    expect(parseIpv4Header(bytes, 0, 10)).toEqual({ ok: false, error: { code: 'truncated', neededBytes: 20, availableBytes: 10 } })
    expect(parseIpv4Header(bytes, 0, 60)).toEqual({ ok: false, error: { code: 'bad-version', version: 0 } })
    bytes[0] = 0x44
    expect(parseIpv4Header(bytes, 0, 60)).toEqual({ ok: false, error: { code: 'bad-header-length', headerBytes: 16 } })
    bytes[0] = 0x45
    expect(parseIpv4Header(bytes, 0, 60)).toEqual({ ok: false, error: { code: 'bad-length', lengthBytes: 0 } })
    expect(parseUdp(new Uint8Array(8), 0, 8)).toEqual({ ok: false, error: { code: 'bad-length', lengthBytes: 0 } })
    expect(parseTcp(new Uint8Array(20), 0, 20)).toEqual({ ok: false, error: { code: 'bad-header-length', headerBytes: 0 } })
    expect(parseArp(new Uint8Array(28), 0, 28)).toEqual({ ok: false, error: { code: 'unsupported-address-type', hardwareType: 0, protocolType: 0 } })
    expect(parseWireguard(new Uint8Array(16), 0, 16)).toEqual({ ok: false, error: { code: 'unknown-message-type', type: 0 } })
  })

  const PARSERS = [
    ['Ethernet', parseEthernet, ETHERNET_HEADER_BYTES],
    ['ARP', parseArp, ARP_BYTES],
    ['IPv4', parseIpv4Header, IPV4_MIN_HEADER_BYTES],
    ['ICMP', parseIcmp, ICMP_HEADER_BYTES],
    ['UDP', parseUdp, UDP_HEADER_BYTES],
    ['TCP', parseTcp, TCP_MIN_HEADER_BYTES],
    ['VXLAN', parseVxlan, VXLAN_HEADER_BYTES],
    ['WireGuard', parseWireguard, 16],
  ] as const

  test.each(PARSERS)('%s: one byte less than the header, counted from where it begins, is too little', (_, parse, neededBytes) => {
    const bytes = new Uint8Array(80)
    expect(parse(bytes, 7, 7 + neededBytes - 1)).toEqual({ ok: false, error: { code: 'truncated', neededBytes, availableBytes: neededBytes - 1 } })
    const result = parse(bytes, 7, 7 + neededBytes)
    expect(result.ok ? 'a header' : result.error.code).not.toBe('truncated')
  })

  test('IPv4 and TCP headers with options are read when they are there whole', () => {
    const ip = new Uint8Array(30)
    ip.set([0x46, 0, 0, 24], 3)
    expect(parseIpv4Header(ip, 3, 26)).toEqual({ ok: false, error: { code: 'truncated', neededBytes: 24, availableBytes: 23 } })
    expect(parseIpv4Header(ip, 3, 27)).toMatchObject({ ok: true, value: { headerBytes: 24, totalBytes: 24 } })
    ip[6] = 23
    expect(parseIpv4Header(ip, 3, 27)).toEqual({ ok: false, error: { code: 'bad-length', lengthBytes: 23 } })
    const tcp = new Uint8Array(30)
    tcp[3 + 12] = 0x60
    expect(parseTcp(tcp, 3, 26)).toEqual({ ok: false, error: { code: 'truncated', neededBytes: 24, availableBytes: 23 } })
    expect(parseTcp(tcp, 3, 27)).toMatchObject({ ok: true, value: { headerBytes: 24 } })
  })

  test.each([
    ['hardware type', 1],
    ['protocol type', 3],
    ['hardware length', 4],
    ['protocol length', 5],
  ])('ARP of another %s is not for IPv4 over Ethernet', (_, at) => {
    const bytes = Uint8Array.of(0, 1, 8, 0, 6, 4, ...new Uint8Array(22))
    expect(parseArp(bytes, 0, 28).ok).toBe(true)
    bytes[at] = 9
    expect(parseArp(bytes, 0, 28)).toMatchObject({ ok: false, error: { code: 'unsupported-address-type' } })
  })

  test.each([
    ['end of the list', [2, 4, 5, 180, 0, 3, 3, 7], [[2, 5, 180]]],
    ['no operation', [1, 1, 3, 3, 7, 0, 0, 0], [[1], [1], [3, 7]]],
    ['a length of one', [2, 4, 5, 180, 3, 1, 1, 1], [[2, 5, 180]]],
    ['a length of two', [4, 2, 1, 1, 1, 1, 1, 1], [[4], [1], [1], [1], [1], [1], [1]]],
    ['an option that ends with the header', [1, 1, 1, 1, 2, 4, 5, 180], [[1], [1], [1], [1], [2, 5, 180]]],
    ['an option that goes beyond the header', [1, 1, 1, 1, 1, 2, 4, 5], [[1], [1], [1], [1], [1]]],
    ['a kind without a length', [1, 1, 1, 1, 1, 1, 1, 8], [[1], [1], [1], [1], [1], [1], [1]]],
  ])('TCP options: %s', (_, options, read) => {
    const bytes = Uint8Array.of(...new Uint8Array(12), 0x70, ...new Uint8Array(7), ...options)
    const header = parseTcp(bytes, 0, bytes.length)
    expect(header.ok && header.value.options.map(({ kind, data }) => [kind, ...data])).toEqual(read)
  })

  test.each([
    [1, { senderIndex: 0x0403_0201 }, 148],
    [2, { senderIndex: 0x0403_0201, receiverIndex: 0x0807_0605 }, 92],
    [3, { receiverIndex: 0x0403_0201 }, 64],
    [4, { receiverIndex: 0x0403_0201, counter: 0x0807_0605 }, 16],
  ] as const)('WireGuard message %s', (type, indexes, headerBytes) => {
    const bytes = Uint8Array.of(type, 0, 0, 9, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0)
    expect(parseWireguard(bytes, 0, 16)).toEqual({ ok: true, value: { proto: 'wireguard', type, reserved: 9, ...indexes } })
    const layout = wireguardLayoutOf(type)
    expect(layout?.headerBytes).toBe(headerBytes)
    expect(Math.max(...Object.values(layout?.fields ?? {}).map(({ bitOffset, bitWidth }) => bitOffset + bitWidth))).toBe(headerBytes * 8)
  })

  test('there is no WireGuard message 0 or 5', () => {
    expect([wireguardLayoutOf(0), wireguardLayoutOf(5)]).toEqual([undefined, undefined])
    expect(parseWireguard(Uint8Array.of(5, ...new Uint8Array(15)), 0, 16)).toEqual({ ok: false, error: { code: 'unknown-message-type', type: 5 } })
  })

  test('an ICMP message is an echo, an error that quotes a packet, or another', () => {
    const types = Array.from({ length: 256 }, (_, type) => type)
    expect(types.filter(isIcmpEcho)).toEqual([0, 8])
    expect(types.filter(isIcmpError)).toEqual([3, 5, 11, 12])
    expect([icmpFieldsOf(8, 0), icmpFieldsOf(3, 4), icmpFieldsOf(3, 1), icmpFieldsOf(11, 4)]).toEqual([ICMP_ECHO_FIELDS, ICMP_FRAG_NEEDED_FIELDS, ICMP_ERROR_FIELDS, ICMP_ERROR_FIELDS])
  })

  test('give a header or a named error for any bytes', () => {
    const parsers = [parseEthernet, parseArp, parseIpv4Header, parseIcmp, parseUdp, parseTcp, parseVxlan, parseWireguard]
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat({ max: 20 }), (bytes, offset) => {
        for (const parse of parsers) {
          const result = parse(bytes, offset, bytes.length)
          expect(result.ok || result.error.code.length > 0).toBe(true)
        }
      }),
    )
  })
})

describe('checksum', () => {
  test('is that of the example in RFC 1071 §3', () => {
    const bytes = Uint8Array.of(0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7)
    expect(internetChecksum(bytes, 0, bytes.length)).toBe(~0xddf2 & 0xffff)
  })

  test('a sum of zero is sent as all ones by UDP', () => {
    const bytes = new Uint8Array(10)
    emitUdp({ proto: 'udp', sourcePort: 0, destinationPort: 0, lengthBytes: 10 }, 0, 0, bytes, 0)
    const before = (bytes[6] as number) * 256 + (bytes[7] as number)
    bytes.set([before >>> 8, before & 255], 8)
    emitUdp({ proto: 'udp', sourcePort: 0, destinationPort: 0, lengthBytes: 10 }, 0, 0, bytes, 0)
    expect([...bytes.subarray(6, 8)]).toEqual([0xff, 0xff])
  })

  test('addresses count by their halves, and an odd last byte as the high half of a word', () => {
    expect(pseudoHeaderSum(0xc0a8_0a01, 0x0102_0304, 17, 8)).toBe(0xc0a8 + 0x0a01 + 0x0102 + 0x0304 + 17 + 8)
    expect(addToSum(5, Uint8Array.of(9, 1, 2, 3, 9), 1, 4)).toBe(5 + 0x0102 + 0x0300)
  })

  test('an incremental update equals a recomputation', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), fc.nat({ max: 8 }), u16, (bytes, word, value) => {
        fc.pre(bytes.some((byte, i) => byte !== 0 && i >> 1 !== word))
        const before = internetChecksum(bytes, 0, 20)
        const old = ((bytes[word * 2] as number) << 8) | (bytes[word * 2 + 1] as number)
        bytes[word * 2] = value >>> 8
        bytes[word * 2 + 1] = value & 255
        expect(updateChecksum(before, old, value)).toBe(internetChecksum(bytes, 0, 20))
      }),
    )
  })
})
