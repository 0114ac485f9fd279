import { err, ok } from '../base/result'
import type { Result } from '../base/result'
import { readField, writeField } from './field-table'
import type { FieldTable } from './field-table'
import { truncated } from './wire-error'
import type { WireError } from './wire-error'

const PAPER = 'WireGuard: Next Generation Kernel Network Tunnel'

const HEAD = {
  type: { bitOffset: 0, bitWidth: 8, label: 'Message type', format: 'decimal', reference: `${PAPER} §5.4` },
  reserved: { bitOffset: 8, bitWidth: 24, label: 'Reserved', format: 'hex', reference: `${PAPER} §5.4` },
} as const satisfies FieldTable

/** Type 1: the initiator's first message, 148 bytes. */
export const WIREGUARD_INITIATION_FIELDS = {
  ...HEAD,
  senderIndex: { bitOffset: 32, bitWidth: 32, label: 'Sender index', format: 'hex', reference: `${PAPER} §5.4.2`, littleEndian: true },
  ephemeral: { bitOffset: 64, bitWidth: 256, label: 'Unencrypted ephemeral', format: 'bytes', reference: `${PAPER} §5.4.2` },
  encryptedStatic: { bitOffset: 320, bitWidth: 384, label: 'Encrypted static', format: 'bytes', reference: `${PAPER} §5.4.2` },
  encryptedTimestamp: { bitOffset: 704, bitWidth: 224, label: 'Encrypted timestamp', format: 'bytes', reference: `${PAPER} §5.4.2` },
  mac1: { bitOffset: 928, bitWidth: 128, label: 'MAC 1', format: 'bytes', reference: `${PAPER} §5.4.4` },
  mac2: { bitOffset: 1056, bitWidth: 128, label: 'MAC 2', format: 'bytes', reference: `${PAPER} §5.4.4` },
} as const satisfies FieldTable

/** Type 2: the responder's answer, 92 bytes. */
export const WIREGUARD_RESPONSE_FIELDS = {
  ...HEAD,
  senderIndex: { bitOffset: 32, bitWidth: 32, label: 'Sender index', format: 'hex', reference: `${PAPER} §5.4.3`, littleEndian: true },
  receiverIndex: { bitOffset: 64, bitWidth: 32, label: 'Receiver index', format: 'hex', reference: `${PAPER} §5.4.3`, littleEndian: true },
  ephemeral: { bitOffset: 96, bitWidth: 256, label: 'Unencrypted ephemeral', format: 'bytes', reference: `${PAPER} §5.4.3` },
  encryptedNothing: { bitOffset: 352, bitWidth: 128, label: 'Encrypted nothing', format: 'bytes', reference: `${PAPER} §5.4.3` },
  mac1: { bitOffset: 480, bitWidth: 128, label: 'MAC 1', format: 'bytes', reference: `${PAPER} §5.4.4` },
  mac2: { bitOffset: 608, bitWidth: 128, label: 'MAC 2', format: 'bytes', reference: `${PAPER} §5.4.4` },
} as const satisfies FieldTable

/** Type 3: the answer of a responder under load, 64 bytes. */
export const WIREGUARD_COOKIE_FIELDS = {
  ...HEAD,
  receiverIndex: { bitOffset: 32, bitWidth: 32, label: 'Receiver index', format: 'hex', reference: `${PAPER} §5.4.7`, littleEndian: true },
  nonce: { bitOffset: 64, bitWidth: 192, label: 'Nonce', format: 'bytes', reference: `${PAPER} §5.4.7` },
  encryptedCookie: { bitOffset: 256, bitWidth: 256, label: 'Encrypted cookie', format: 'bytes', reference: `${PAPER} §5.4.7` },
} as const satisfies FieldTable

/** Type 4: data; the sealed inner packet and its 16-byte tag follow. */
export const WIREGUARD_DATA_FIELDS = {
  ...HEAD,
  receiverIndex: { bitOffset: 32, bitWidth: 32, label: 'Receiver index', format: 'hex', reference: `${PAPER} §5.4.6`, littleEndian: true },
  counter: { bitOffset: 64, bitWidth: 64, label: 'Counter', format: 'decimal', reference: `${PAPER} §5.4.6`, littleEndian: true },
} as const satisfies FieldTable

/** Behind the sealed part of a data message. */
export const WIREGUARD_TAG_FIELDS = {
  tag: { bitOffset: 0, bitWidth: 128, label: 'Authentication tag', format: 'bytes', reference: 'RFC 8439 §2.8' },
} as const satisfies FieldTable

export const WIREGUARD_UDP_PORT = 51820
export const WIREGUARD_DATA_HEADER_BYTES = 16
export const WIREGUARD_TAG_BYTES = 16

export const WIREGUARD_TYPE = { initiation: 1, response: 2, cookieReply: 3, data: 4 } as const

/** By message type; index 0 is no message. */
const LAYOUTS: readonly (FieldTable | undefined)[] = [undefined, WIREGUARD_INITIATION_FIELDS, WIREGUARD_RESPONSE_FIELDS, WIREGUARD_COOKIE_FIELDS, WIREGUARD_DATA_FIELDS]
const HEADER_BYTES = [0, 148, 92, 64, WIREGUARD_DATA_HEADER_BYTES] as const

export type WireguardHeader =
  | { readonly proto: 'wireguard'; readonly type: 1; readonly reserved: number; readonly senderIndex: number }
  | { readonly proto: 'wireguard'; readonly type: 2; readonly reserved: number; readonly senderIndex: number; readonly receiverIndex: number }
  | { readonly proto: 'wireguard'; readonly type: 3; readonly reserved: number; readonly receiverIndex: number }
  | { readonly proto: 'wireguard'; readonly type: 4; readonly reserved: number; readonly receiverIndex: number; readonly counter: number }

/** The layout of a message type and the bytes of its clear part; `undefined` for a type that does not exist. */
export function wireguardLayoutOf(type: number): { readonly fields: FieldTable; readonly headerBytes: number } | undefined {
  const fields = LAYOUTS[type]
  return fields && { fields, headerBytes: HEADER_BYTES[type as 1 | 2 | 3 | 4] }
}

/** Reads what is in the clear. A message cut after its indexes (a quoted or truncated packet) is still read. */
export function parseWireguard(bytes: Uint8Array, offset: number, end: number): Result<WireguardHeader, WireError> {
  if (end - offset < 16) return truncated(16, end - offset)
  const type = readField(bytes, offset, HEAD.type)
  const reserved = readField(bytes, offset, HEAD.reserved)
  const word1 = readField(bytes, offset, WIREGUARD_RESPONSE_FIELDS.senderIndex)
  const word2 = readField(bytes, offset, WIREGUARD_RESPONSE_FIELDS.receiverIndex)
  if (type === WIREGUARD_TYPE.initiation) return ok({ proto: 'wireguard', type, reserved, senderIndex: word1 })
  if (type === WIREGUARD_TYPE.response) return ok({ proto: 'wireguard', type, reserved, senderIndex: word1, receiverIndex: word2 })
  if (type === WIREGUARD_TYPE.cookieReply) return ok({ proto: 'wireguard', type, reserved, receiverIndex: word1 })
  if (type === WIREGUARD_TYPE.data) return ok({ proto: 'wireguard', type, reserved, receiverIndex: word1, counter: readField(bytes, offset, WIREGUARD_DATA_FIELDS.counter) })
  return err({ code: 'unknown-message-type', type })
}

/** Writes the 16 bytes before the sealed part of a data message. */
export function emitWireguardData(receiverIndex: number, counter: number, bytes: Uint8Array, offset: number): void {
  writeField(bytes, offset, HEAD.type, WIREGUARD_TYPE.data)
  writeField(bytes, offset, HEAD.reserved, 0)
  writeField(bytes, offset, WIREGUARD_DATA_FIELDS.receiverIndex, receiverIndex)
  writeField(bytes, offset, WIREGUARD_DATA_FIELDS.counter, counter)
}
