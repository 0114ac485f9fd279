import { ok } from '../base/result'
import type { Result } from '../base/result'
import { internetChecksum } from './checksum'
import { readField, writeField } from './field-table'
import type { FieldTable } from './field-table'
import { truncated } from './wire-error'
import type { WireError } from './wire-error'

const RFC = 'RFC 792'

const ICMP_HEAD = {
  type: { bitOffset: 0, bitWidth: 8, label: 'Type', format: 'decimal', reference: RFC },
  code: { bitOffset: 8, bitWidth: 8, label: 'Code', format: 'decimal', reference: RFC },
  checksum: { bitOffset: 16, bitWidth: 16, label: 'Checksum', format: 'hex', reference: 'RFC 792; RFC 1071' },
} as const satisfies FieldTable

/** Echo request (8) and echo reply (0). */
export const ICMP_ECHO_FIELDS = {
  ...ICMP_HEAD,
  identifier: { bitOffset: 32, bitWidth: 16, label: 'Identifier', format: 'decimal', reference: 'RFC 792, Echo or Echo Reply' },
  sequence: { bitOffset: 48, bitWidth: 16, label: 'Sequence number', format: 'decimal', reference: 'RFC 792, Echo or Echo Reply' },
} as const satisfies FieldTable

/** Fragmentation needed (3/4): the unused word's low half holds the next hop's MTU. */
export const ICMP_FRAG_NEEDED_FIELDS = {
  ...ICMP_HEAD,
  unused: { bitOffset: 32, bitWidth: 16, label: 'Unused', format: 'hex', reference: 'RFC 1191 §4' },
  nextHopMtu: { bitOffset: 48, bitWidth: 16, label: 'Next-hop MTU', format: 'decimal', reference: 'RFC 1191 §4' },
} as const satisfies FieldTable

/** Redirect (5): the gateway to use instead. */
export const ICMP_REDIRECT_FIELDS = {
  ...ICMP_HEAD,
  gateway: { bitOffset: 32, bitWidth: 32, label: 'Gateway address', format: 'ipv4', reference: 'RFC 792, Redirect' },
} as const satisfies FieldTable

/** All other errors. */
export const ICMP_ERROR_FIELDS = {
  ...ICMP_HEAD,
  unused: { bitOffset: 32, bitWidth: 32, label: 'Unused', format: 'hex', reference: RFC },
} as const satisfies FieldTable

export const ICMP_HEADER_BYTES = 8
export const ICMP_TYPE = { echoReply: 0, unreachable: 3, redirect: 5, echoRequest: 8, timeExceeded: 11, parameterProblem: 12 } as const

/** Codes of type 3, destination unreachable (RFC 792, RFC 1122 §3.2.2.1, RFC 1812 §5.2.7.1). */
export const UNREACHABLE_CODE = { net: 0, host: 1, protocol: 2, port: 3, fragmentationNeeded: 4, netProhibited: 9, hostProhibited: 10, adminProhibited: 13 } as const

export interface IcmpHeader {
  readonly proto: 'icmp'
  readonly type: number
  readonly code: number
  readonly checksum: number
  /** The second 32-bit word: identifier and sequence number, or unused and next-hop MTU. */
  readonly rest: number
}

export function isIcmpEcho(type: number): boolean {
  return type === ICMP_TYPE.echoRequest || type === ICMP_TYPE.echoReply
}

/** True for messages that quote the packet they are about. */
export function isIcmpError(type: number): boolean {
  return type === ICMP_TYPE.unreachable || type === ICMP_TYPE.redirect || type === ICMP_TYPE.timeExceeded || type === ICMP_TYPE.parameterProblem
}

/** The layout that applies to a message of this type and code. */
export function icmpFieldsOf(type: number, code: number): FieldTable {
  if (isIcmpEcho(type)) return ICMP_ECHO_FIELDS
  if (type === ICMP_TYPE.redirect) return ICMP_REDIRECT_FIELDS
  return type === ICMP_TYPE.unreachable && code === UNREACHABLE_CODE.fragmentationNeeded ? ICMP_FRAG_NEEDED_FIELDS : ICMP_ERROR_FIELDS
}

export function parseIcmp(bytes: Uint8Array, offset: number, end: number): Result<IcmpHeader, WireError> {
  if (end - offset < ICMP_HEADER_BYTES) return truncated(ICMP_HEADER_BYTES, end - offset)
  return ok({
    proto: 'icmp',
    type: readField(bytes, offset, ICMP_HEAD.type),
    code: readField(bytes, offset, ICMP_HEAD.code),
    checksum: readField(bytes, offset, ICMP_HEAD.checksum),
    rest: readField(bytes, offset, ICMP_ERROR_FIELDS.unused),
  })
}

/** Writes the 8 bytes of the header at `offset`; the checksum covers them and the payload, which ends at `end` and is there already. */
export function emitIcmp(header: Omit<IcmpHeader, 'checksum'>, bytes: Uint8Array, offset: number, end: number): void {
  bytes[offset] = header.type
  bytes[offset + 1] = header.code
  writeField(bytes, offset, ICMP_HEAD.checksum, 0)
  writeField(bytes, offset, ICMP_ERROR_FIELDS.unused, header.rest)
  writeField(bytes, offset, ICMP_HEAD.checksum, internetChecksum(bytes, offset, end))
}
