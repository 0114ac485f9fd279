import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ARP_BYTES, ARP_FIELDS, emitArp, parseArp } from './arp'
import { internetChecksum, updateChecksum } from './checksum'
import { ETHERNET_FIELDS, ETHERNET_HEADER_BYTES, emitEthernet, parseEthernet } from './ethernet'
import { readField, writeField } from './field-table'
import type { FieldSpec, FieldTable } from './field-table'
import { ICMP_ECHO_FIELDS, ICMP_ERROR_FIELDS, ICMP_FRAG_NEEDED_FIELDS, ICMP_HEADER_BYTES, emitIcmp, parseIcmp } from './icmp'
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
