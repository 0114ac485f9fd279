import type { BrandedNumber } from '../base/brand'

/** An IPv4 address as an unsigned 32-bit number in host order: 192.168.10.1 is 0xc0a80a01. */
export type Ipv4 = BrandedNumber<'ipv4'>

/** An IPv4 prefix. `network` has no bits set beyond `prefixLength` (0 to 32). */
export interface Ipv4Prefix {
  readonly network: Ipv4
  readonly prefixLength: number
}

export const IPV4_ANY = 0 as Ipv4
export const IPV4_LOOPBACK = 0x7f000001 as Ipv4
export const IPV4_LIMITED_BROADCAST = 0xffffffff as Ipv4

export function ipv4FromNumber(value: number): Ipv4 {
  return (value >>> 0) as Ipv4
}

const DOTTED_QUAD = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/

/** Reads a dotted quad; `undefined` when the text is none (leading zeros are refused, as inet_pton does). */
export function parseIpv4(text: string): Ipv4 | undefined {
  const match = DOTTED_QUAD.exec(text)
  if (!match) return undefined
  let value = 0
  for (let i = 1; i <= 4; i++) {
    const part = match[i] as string
    if (part.length > 1 && part.startsWith('0')) return undefined
    const octet = Number(part)
    if (octet > 255) return undefined
    value = value * 256 + octet
  }
  return value as Ipv4
}

export function formatIpv4(address: number): string {
  return `${(address >>> 24) & 255}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`
}

/** The netmask of a prefix length as an unsigned number: 24 gives 0xffffff00. */
export function maskOf(prefixLength: number): number {
  return prefixLength === 0 ? 0 : (0xffffffff << (32 - prefixLength)) >>> 0
}

export function networkOf(address: number, prefixLength: number): Ipv4 {
  return ((address & maskOf(prefixLength)) >>> 0) as Ipv4
}

/** The directed broadcast address of the prefix that holds `address`. */
export function broadcastOf(address: number, prefixLength: number): Ipv4 {
  return ((address | ~maskOf(prefixLength)) >>> 0) as Ipv4
}

/** 224.0.0.0/4, RFC 1112 section 4. */
export function isMulticast(address: number): boolean {
  return address >>> 28 === 14
}

export function prefixContains(prefix: Ipv4Prefix, address: number): boolean {
  return networkOf(address, prefix.prefixLength) === prefix.network
}

/** Reads `a.b.c.d/n`; host bits beyond the length are refused. */
export function parseIpv4Prefix(text: string): Ipv4Prefix | undefined {
  const [addressText, lengthText, ...rest] = text.split('/')
  if (addressText === undefined || lengthText === undefined || rest.length > 0) return undefined
  if (!/^\d{1,2}$/.test(lengthText)) return undefined
  const prefixLength = Number(lengthText)
  const network = parseIpv4(addressText)
  if (network === undefined || prefixLength > 32) return undefined
  if (networkOf(network, prefixLength) !== network) return undefined
  return { network, prefixLength }
}

export function formatIpv4Prefix(prefix: Ipv4Prefix): string {
  return `${formatIpv4(prefix.network)}/${prefix.prefixLength}`
}
