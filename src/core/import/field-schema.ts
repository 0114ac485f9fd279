import * as z from 'zod/mini'
import { parseIpv4, parseIpv4Prefix } from '../wire/ipv4-address'
import { parseMac } from '../wire/mac-address'

// zod would otherwise try to compile its parsers with `new Function`, which the page's content security policy forbids
z.config({ jitless: true })

/** A string that a check accepts; what is wrong and how to mend it travel with the schema. */
function checked(pattern: RegExp, check: (text: string) => boolean, message: string, remedy: string) {
  return z.string().check(z.regex(pattern, { error: `${message}|${remedy}`, abort: true }), z.refine(check, { error: `${message}|${remedy}` }))
}

export const ipv4Field = checked(
  /^\d{1,3}(\.\d{1,3}){3}$/,
  (text) => parseIpv4(text) !== undefined,
  'is no IPv4 address',
  'Write four numbers from 0 to 255, as in 192.168.10.101.',
)

/** A network: no bits beyond the prefix. */
export const cidrField = checked(
  /^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/,
  (text) => parseIpv4Prefix(text) !== undefined,
  'is no IPv4 network',
  'Write the first address and the prefix length, as in 172.16.0.0/16.',
)

/** An interface's address with its mask: 192.168.10.101/24. */
export const interfaceAddressField = checked(
  /^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/,
  (text) => parseInterfaceAddress(text) !== undefined,
  'is no IPv4 address with a prefix length',
  'Write it as in 192.168.10.101/24.',
)

export const macField = checked(
  /^[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}$/,
  (text) => parseMac(text) !== undefined && (parseInt(text.slice(0, 2), 16) & 1) === 0,
  'is no MAC address of one station',
  'Write six bytes, the first of them even, as in 02:00:c0:a8:0a:65.',
)

/** RFC 1123 subdomain, as Kubernetes asks of node and pod names. */
export const nameField = z.string().check(z.maxLength(253, { error: 'is longer than 253 characters|Shorten it.' }), z.regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, { error: 'is no name|Use lower-case letters, digits, dashes and dots.' }))

const RESERVED_LINKS = /^(lo|tunl0|vxlan\.calico|wireguard\.cali|cali.*)$/

export const linkNameField = checked(
  /^[A-Za-z0-9][A-Za-z0-9_.-]{0,14}$/,
  (text) => !RESERVED_LINKS.test(text),
  'is no name for a network card',
  'Use at most 15 letters, digits, dots and dashes; lo, tunl0, vxlan.calico, wireguard.cali and cali… are taken.',
)

/** 68 is the least that IPv4 allows (RFC 791), 65535 the most that a veth takes. */
export const mtuField = z.int().check(z.minimum(68), z.maximum(65535))

/** 0 means that Felix works it out. */
export const autoMtuField = z.union([z.literal(0), mtuField])

export const wireguardKeyField = z.string().check(z.regex(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/, { error: 'is no WireGuard key|Write 32 bytes in Base64, 44 characters.' }))

export interface InterfaceAddress {
  readonly address: NonNullable<ReturnType<typeof parseIpv4>>
  readonly prefixLength: number
}

/** Reads `a.b.c.d/n` with host bits; `undefined` when it is none. */
export function parseInterfaceAddress(text: string): InterfaceAddress | undefined {
  const [addressText = '', lengthText = '', ...rest] = text.split('/')
  const address = parseIpv4(addressText)
  if (address === undefined || rest.length > 0 || !/^\d{1,2}$/.test(lengthText) || Number(lengthText) > 32) return undefined
  return { address, prefixLength: Number(lengthText) }
}
