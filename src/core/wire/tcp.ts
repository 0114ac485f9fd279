import { err, ok } from '../base/result'
import type { Result } from '../base/result'
import { addToSum, finishChecksum, pseudoHeaderSum } from './checksum'
import { readField, writeField } from './field-table'
import type { FieldTable } from './field-table'
import { splitOptions } from './header-options'
import { IP_PROTOCOL } from './ipv4'
import { truncated } from './wire-error'
import type { WireError } from './wire-error'

const RFC = 'RFC 9293 §3.1'

export const TCP_FIELDS = {
  sourcePort: { bitOffset: 0, bitWidth: 16, label: 'Source port', format: 'decimal', reference: RFC },
  destinationPort: { bitOffset: 16, bitWidth: 16, label: 'Destination port', format: 'decimal', reference: RFC },
  sequence: { bitOffset: 32, bitWidth: 32, label: 'Sequence number', format: 'decimal', reference: RFC },
  acknowledgment: { bitOffset: 64, bitWidth: 32, label: 'Acknowledgment number', format: 'decimal', reference: RFC },
  dataOffset: { bitOffset: 96, bitWidth: 4, label: 'Data offset (32-bit words)', format: 'decimal', reference: RFC },
  reserved: { bitOffset: 100, bitWidth: 4, label: 'Reserved', format: 'hex', reference: RFC },
  cwr: { bitOffset: 104, bitWidth: 1, label: 'CWR', format: 'flag', reference: 'RFC 3168 §6.1' },
  ece: { bitOffset: 105, bitWidth: 1, label: 'ECE', format: 'flag', reference: 'RFC 3168 §6.1' },
  urg: { bitOffset: 106, bitWidth: 1, label: 'URG', format: 'flag', reference: RFC },
  ack: { bitOffset: 107, bitWidth: 1, label: 'ACK', format: 'flag', reference: RFC },
  psh: { bitOffset: 108, bitWidth: 1, label: 'PSH', format: 'flag', reference: RFC },
  rst: { bitOffset: 109, bitWidth: 1, label: 'RST', format: 'flag', reference: RFC },
  syn: { bitOffset: 110, bitWidth: 1, label: 'SYN', format: 'flag', reference: RFC },
  fin: { bitOffset: 111, bitWidth: 1, label: 'FIN', format: 'flag', reference: RFC },
  window: { bitOffset: 112, bitWidth: 16, label: 'Window', format: 'decimal', reference: RFC },
  checksum: { bitOffset: 128, bitWidth: 16, label: 'Checksum', format: 'hex', reference: 'RFC 9293 §3.1; RFC 1071' },
  urgentPointer: { bitOffset: 144, bitWidth: 16, label: 'Urgent pointer', format: 'decimal', reference: RFC },
} as const satisfies FieldTable

export const TCP_MIN_HEADER_BYTES = 20

/** Flag bits of the fourteenth byte, lowest first. */
export const TCP_FLAGS = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR'] as const

/** In the order in which people say them: SYN ACK, FIN ACK, PSH ACK. */
export const TCP_FLAGS_AS_SAID = ['SYN', 'FIN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR'] as const satisfies readonly (typeof TCP_FLAGS)[number][]

/** One option: its kind (RFC 9293 §3.2) and the bytes after kind and length. */
export interface TcpOption {
  readonly kind: number
  readonly data: Uint8Array
}

export const TCP_OPTION = { end: 0, nop: 1, maximumSegmentSize: 2, windowScale: 3, sackPermitted: 4, sack: 5, timestamps: 8 } as const

export interface TcpHeader {
  readonly proto: 'tcp'
  readonly sourcePort: number
  readonly destinationPort: number
  readonly sequence: number
  readonly acknowledgment: number
  /** 20 to 60, options included. */
  readonly headerBytes: number
  /** Bit i is TCP_FLAGS[i]. */
  readonly flags: number
  readonly window: number
  readonly checksum: number
  readonly urgentPointer: number
  readonly options: readonly TcpOption[]
}

export function parseTcp(bytes: Uint8Array, offset: number, end: number): Result<TcpHeader, WireError> {
  if (end - offset < TCP_MIN_HEADER_BYTES) return truncated(TCP_MIN_HEADER_BYTES, end - offset)
  const headerBytes = readField(bytes, offset, TCP_FIELDS.dataOffset) * 4
  if (headerBytes < TCP_MIN_HEADER_BYTES) return err({ code: 'bad-header-length', headerBytes })
  if (end - offset < headerBytes) return truncated(headerBytes, end - offset)
  return ok({
    proto: 'tcp',
    sourcePort: readField(bytes, offset, TCP_FIELDS.sourcePort),
    destinationPort: readField(bytes, offset, TCP_FIELDS.destinationPort),
    sequence: readField(bytes, offset, TCP_FIELDS.sequence),
    acknowledgment: readField(bytes, offset, TCP_FIELDS.acknowledgment),
    headerBytes,
    flags: bytes[offset + 13] as number,
    window: readField(bytes, offset, TCP_FIELDS.window),
    checksum: readField(bytes, offset, TCP_FIELDS.checksum),
    urgentPointer: readField(bytes, offset, TCP_FIELDS.urgentPointer),
    options: readOptions(bytes, offset + TCP_MIN_HEADER_BYTES, offset + headerBytes),
  })
}

/** Stops at the end-of-list option or at an option that does not fit. */
function readOptions(bytes: Uint8Array, start: number, end: number): readonly TcpOption[] {
  return splitOptions(bytes, start, end).options.map(({ kind, offset, lengthBytes }) => ({ kind, data: bytes.subarray(offset + Math.min(2, lengthBytes), offset + lengthBytes) }))
}

/** Writes header and options at `offset`, and the checksum over everything up to `end`; the payload is there already. */
export function emitTcp(header: Omit<TcpHeader, 'checksum'>, source: number, destination: number, bytes: Uint8Array, offset: number, end: number): void {
  bytes.fill(0, offset, offset + header.headerBytes)
  writeField(bytes, offset, TCP_FIELDS.sourcePort, header.sourcePort)
  writeField(bytes, offset, TCP_FIELDS.destinationPort, header.destinationPort)
  writeField(bytes, offset, TCP_FIELDS.sequence, header.sequence)
  writeField(bytes, offset, TCP_FIELDS.acknowledgment, header.acknowledgment)
  writeField(bytes, offset, TCP_FIELDS.dataOffset, header.headerBytes / 4)
  bytes[offset + 13] = header.flags
  writeField(bytes, offset, TCP_FIELDS.window, header.window)
  writeField(bytes, offset, TCP_FIELDS.urgentPointer, header.urgentPointer)
  let i = offset + TCP_MIN_HEADER_BYTES
  for (const option of header.options) {
    bytes[i++] = option.kind
    if (option.kind === TCP_OPTION.nop) continue
    bytes[i++] = option.data.length + 2
    bytes.set(option.data, i)
    i += option.data.length
  }
  const pseudo = pseudoHeaderSum(source, destination, IP_PROTOCOL.tcp, end - offset)
  writeField(bytes, offset, TCP_FIELDS.checksum, finishChecksum(addToSum(pseudo, bytes, offset, end)))
}
