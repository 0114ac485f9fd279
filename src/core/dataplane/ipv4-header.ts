import { internetChecksum, updateChecksum } from '../wire/checksum'
import { read16, write16, write32 } from './bytes'

/** Byte offsets in an IPv4 header (RFC 791 section 3.1), for the hot path; wire/ipv4.ts describes every field. */
export const IP_TOS = 1
export const IP_TOTAL_LENGTH = 2
export const IP_ID = 4
export const IP_FRAGMENT = 6
export const IP_TTL = 8
export const IP_PROTOCOL = 9
export const IP_CHECKSUM = 10
export const IP_SOURCE = 12
export const IP_DESTINATION = 16
export const IP_HEADER_BYTES = 20

export const IP_DF = 0x4000
export const IP_MF = 0x2000
export const IP_OFFSET_MASK = 0x1fff

export const PROTO_ICMP = 1
export const PROTO_IPIP = 4
export const PROTO_TCP = 6
export const PROTO_UDP = 17

export const MAX_IP_BYTES = 0xffff

export function headerLength(data: Uint8Array, network: number): number {
  return ((data[network] as number) & 15) * 4
}

export interface Ipv4Fields {
  readonly tos: number
  readonly totalBytes: number
  readonly id: number
  /** DF, MF and the offset in eight-byte units, as on the wire. */
  readonly fragment: number
  readonly ttl: number
  readonly protocol: number
  readonly source: number
  readonly destination: number
}

/** Writes a header without options, checksum included. */
export function writeIpv4Header(data: Uint8Array, at: number, fields: Ipv4Fields): void {
  data[at] = 0x45
  data[at + IP_TOS] = fields.tos
  write16(data, at + IP_TOTAL_LENGTH, fields.totalBytes)
  write16(data, at + IP_ID, fields.id)
  write16(data, at + IP_FRAGMENT, fields.fragment)
  data[at + IP_TTL] = fields.ttl
  data[at + IP_PROTOCOL] = fields.protocol
  write16(data, at + IP_CHECKSUM, 0)
  write32(data, at + IP_SOURCE, fields.source)
  write32(data, at + IP_DESTINATION, fields.destination)
  fillHeaderChecksum(data, at)
}

export function fillHeaderChecksum(data: Uint8Array, at: number): void {
  write16(data, at + IP_CHECKSUM, 0)
  write16(data, at + IP_CHECKSUM, internetChecksum(data, at, at + headerLength(data, at)))
}

/** TTL less one, checksum adjusted (ip_decrease_ttl). */
export function decreaseTtl(data: Uint8Array, at: number): void {
  const before = read16(data, at + IP_TTL)
  data[at + IP_TTL] = (data[at + IP_TTL] as number) - 1
  write16(data, at + IP_CHECKSUM, updateChecksum(read16(data, at + IP_CHECKSUM), before, before - 0x100))
}
