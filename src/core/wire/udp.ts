import { err, ok } from '../base/result'
import type { Result } from '../base/result'
import { addToSum, finishChecksum, pseudoHeaderSum } from './checksum'
import { readField, writeField } from './field-table'
import type { FieldTable } from './field-table'
import { IP_PROTOCOL } from './ipv4'
import { truncated } from './wire-error'
import type { WireError } from './wire-error'

const RFC = 'RFC 768'

export const UDP_FIELDS = {
  sourcePort: { bitOffset: 0, bitWidth: 16, label: 'Source port', format: 'decimal', reference: RFC },
  destinationPort: { bitOffset: 16, bitWidth: 16, label: 'Destination port', format: 'decimal', reference: RFC },
  length: { bitOffset: 32, bitWidth: 16, label: 'Length', format: 'decimal', reference: RFC },
  checksum: { bitOffset: 48, bitWidth: 16, label: 'Checksum', format: 'hex', reference: 'RFC 768; RFC 1122 §4.1.3.4' },
} as const satisfies FieldTable

export const UDP_HEADER_BYTES = 8

export interface UdpHeader {
  readonly proto: 'udp'
  readonly sourcePort: number
  readonly destinationPort: number
  /** Header and payload. */
  readonly lengthBytes: number
  /** 0: the sender computed none. */
  readonly checksum: number
}

export function parseUdp(bytes: Uint8Array, offset: number, end: number): Result<UdpHeader, WireError> {
  if (end - offset < UDP_HEADER_BYTES) return truncated(UDP_HEADER_BYTES, end - offset)
  const lengthBytes = readField(bytes, offset, UDP_FIELDS.length)
  if (lengthBytes < UDP_HEADER_BYTES) return err({ code: 'bad-length', lengthBytes })
  return ok({
    proto: 'udp',
    sourcePort: readField(bytes, offset, UDP_FIELDS.sourcePort),
    destinationPort: readField(bytes, offset, UDP_FIELDS.destinationPort),
    lengthBytes,
    checksum: readField(bytes, offset, UDP_FIELDS.checksum),
  })
}

/**
 * Writes the header at `offset` and fills in the checksum over the pseudo header of `source` and `destination` (IPv4 as
 * numbers), the header and the payload, which is there already. A sum of zero is sent as 0xffff.
 */
export function emitUdp(header: Omit<UdpHeader, 'checksum'>, source: number, destination: number, bytes: Uint8Array, offset: number): void {
  writeField(bytes, offset, UDP_FIELDS.sourcePort, header.sourcePort)
  writeField(bytes, offset, UDP_FIELDS.destinationPort, header.destinationPort)
  writeField(bytes, offset, UDP_FIELDS.length, header.lengthBytes)
  writeField(bytes, offset, UDP_FIELDS.checksum, 0)
  const pseudo = pseudoHeaderSum(source, destination, IP_PROTOCOL.udp, header.lengthBytes)
  const checksum = finishChecksum(addToSum(pseudo, bytes, offset, offset + header.lengthBytes))
  writeField(bytes, offset, UDP_FIELDS.checksum, checksum === 0 ? 0xffff : checksum)
}
