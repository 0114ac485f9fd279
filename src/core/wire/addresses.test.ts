import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { broadcastOf, formatIpv4, formatIpv4Prefix, ipv4FromNumber, maskOf, networkOf, parseIpv4, parseIpv4Prefix, prefixContains } from './ipv4-address'
import { formatMac, macFromBytes, parseMac } from './mac-address'

describe('an IPv4 address', () => {
  it.each([
    ['0.0.0.0', 0],
    ['192.168.10.1', 0xc0a8_0a01],
    ['255.255.255.255', 0xffff_ffff],
    ['1.2.3.4', 0x0102_0304],
  ])('%s is read and written', (text, value) => {
    expect(parseIpv4(text)).toBe(value)
    expect(formatIpv4(value)).toBe(text)
  })

  it.each(['', '1.2.3', '1.2.3.4.5', '1.2.3.256', '256.2.3.4', '01.2.3.4', '1.2.3.04', '00.0.0.0', '1.2.3.-4', ' 1.2.3.4', '1.2.3.4 ', 'x1.2.3.4', '1.2.3.4x', '1.2.3.1000', '1..3.4', '1,2.3.4'])('%j is none', (text) => {
    expect(parseIpv4(text)).toBe(undefined)
  })

  it('made of a number is unsigned', () => {
    expect([ipv4FromNumber(-1), ipv4FromNumber(0xc0a8_0a01 | 0)]).toEqual([0xffff_ffff, 0xc0a8_0a01])
  })
})

describe('a prefix', () => {
  it.each([
    ['10.0.0.0/8', 0x0a00_0000, 8, 0xff00_0000, 0x0aff_ffff],
    ['0.0.0.0/0', 0, 0, 0, 0xffff_ffff],
    ['192.168.10.64/26', 0xc0a8_0a40, 26, 0xffff_ffc0, 0xc0a8_0a7f],
    ['255.255.255.255/32', 0xffff_ffff, 32, 0xffff_ffff, 0xffff_ffff],
  ])('%s', (text, network, prefixLength, mask, broadcast) => {
    const prefix = parseIpv4Prefix(text)
    expect(prefix).toEqual({ network, prefixLength })
    expect(prefix && formatIpv4Prefix(prefix)).toBe(text)
    expect([maskOf(prefixLength), broadcastOf(network, prefixLength)]).toEqual([mask, broadcast])
  })

  it.each(['', '10.0.0.0', '10.0.0.0/', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0.1/8', '10.0.0.0/x', '10.0.0.0/x8', '10.0.0.0/8x', '10.0.0.0/008', '256.0.0.0/8', '/8'])('%j is none', (text) => {
    expect(parseIpv4Prefix(text)).toBe(undefined)
  })

  it('contains just the addresses from its network to its broadcast address', () => {
    const u32 = fc.integer({ min: 0, max: 0xffff_ffff })
    fc.assert(
      fc.property(u32, u32, fc.integer({ min: 0, max: 32 }), (inside, address, prefixLength) => {
        const prefix = { network: networkOf(inside, prefixLength), prefixLength }
        const isInside = address >= prefix.network && address <= broadcastOf(inside, prefixLength)
        expect(prefixContains(prefix, address)).toBe(isInside)
        expect(prefixContains(prefix, inside)).toBe(true)
        expect(broadcastOf(inside, prefixLength) - prefix.network).toBe(2 ** (32 - prefixLength) - 1)
      }),
    )
  })
})

describe('a MAC address', () => {
  it.each([
    ['00:00:00:00:00:00', 0],
    ['02:ab:cd:00:00:01', 0x02ab_cd00_0001],
    ['ff:ff:ff:ff:ff:ff', 0xffff_ffff_ffff],
  ])('%s is read and written', (text, value) => {
    expect([parseMac(text), parseMac(text.toUpperCase()), formatMac(value)]).toEqual([value, value, text])
    const bytes = Uint8Array.of(9, ...text.split(':').map((part) => parseInt(part, 16)), 9)
    expect(macFromBytes(bytes, 1)).toBe(value)
  })

  it.each(['', '02:ab:cd:00:00', '02:ab:cd:00:00:01:02', '2:ab:cd:00:00:01', '02-ab-cd-00-00-01', '0g:ab:cd:00:00:01', ' 02:ab:cd:00:00:01', '02:ab:cd:00:00:01 '])('%j is none', (text) => {
    expect(parseMac(text)).toBe(undefined)
  })
})
