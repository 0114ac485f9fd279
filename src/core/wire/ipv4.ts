import { err, ok } from '../base/result'
import type { Result } from '../base/result'
import { internetChecksum } from './checksum'
import { readField, writeField } from './field-table'
import type { FieldTable } from './field-table'
import type { Ipv4 } from './ipv4-address'
import { truncated } from './wire-error'
import type { WireError } from './wire-error'

const RFC = 'RFC 791 §3.1'

export const IPV4_FIELDS = {
  version: { bitOffset: 0, bitWidth: 4, label: 'Version', format: 'decimal', reference: RFC },
  headerLength: { bitOffset: 4, bitWidth: 4, label: 'Header length (32-bit words)', format: 'decimal', reference: RFC },
  dscp: { bitOffset: 8, bitWidth: 6, label: 'Differentiated services', format: 'decimal', reference: 'RFC 2474 §3' },
  ecn: { bitOffset: 14, bitWidth: 2, label: 'Explicit congestion notification', format: 'decimal', reference: 'RFC 3168 §5' },
  totalLength: { bitOffset: 16, bitWidth: 16, label: 'Total length', format: 'decimal', reference: RFC },
  identification: { bitOffset: 32, bitWidth: 16, label: 'Identification', format: 'decimal', reference: 'RFC 791 §3.1; RFC 6864' },
  reservedFlag: { bitOffset: 48, bitWidth: 1, label: 'Reserved bit', format: 'flag', reference: RFC },
  dontFragment: { bitOffset: 49, bitWidth: 1, label: "Don't fragment", format: 'flag', reference: RFC },
  moreFragments: { bitOffset: 50, bitWidth: 1, label: 'More fragments', format: 'flag', reference: RFC },
  fragmentOffset: { bitOffset: 51, bitWidth: 13, label: 'Fragment offset (8-byte units)', format: 'decimal', reference: RFC },
  ttl: { bitOffset: 64, bitWidth: 8, label: 'Time to live', format: 'decimal', reference: 'RFC 791 §3.1; RFC 1812 §5.3.1' },
  protocol: { bitOffset: 72, bitWidth: 8, label: 'Protocol', format: 'decimal', reference: RFC },
  checksum: { bitOffset: 80, bitWidth: 16, label: 'Header checksum', format: 'hex', reference: 'RFC 791 §3.1; RFC 1071' },
  source: { bitOffset: 96, bitWidth: 32, label: 'Source address', format: 'ipv4', reference: RFC },
  destination: { bitOffset: 128, bitWidth: 32, label: 'Destination address', format: 'ipv4', reference: RFC },
} as const satisfies FieldTable

export const IPV4_MIN_HEADER_BYTES = 20
export const IP_PROTOCOL = { icmp: 1, ipip: 4, tcp: 6, udp: 17 } as const

export interface Ipv4Header {
  readonly proto: 'ipv4'
  /** 20 to 60, options included. */
  readonly headerBytes: number
  /** DSCP and ECN together: the whole second byte. */
  readonly tos: number
  readonly totalBytes: number
  readonly identification: number
  readonly dontFragment: boolean
  readonly moreFragments: boolean
  readonly fragmentOffsetBytes: number
  readonly ttl: number
  readonly protocol: number
  readonly checksum: number
  readonly source: Ipv4
  readonly destination: Ipv4
}

/** `totalBytes` may exceed what is there: a packet that an ICMP error quotes is cut. It is never below the header's length. */
export function parseIpv4Header(bytes: Uint8Array, offset: number, end: number): Result<Ipv4Header, WireError> {
  if (end - offset < IPV4_MIN_HEADER_BYTES) return truncated(IPV4_MIN_HEADER_BYTES, end - offset)
  const version = readField(bytes, offset, IPV4_FIELDS.version)
  if (version !== 4) return err({ code: 'bad-version', version })
  const headerBytes = readField(bytes, offset, IPV4_FIELDS.headerLength) * 4
  if (headerBytes < IPV4_MIN_HEADER_BYTES) return err({ code: 'bad-header-length', headerBytes })
  if (end - offset < headerBytes) return truncated(headerBytes, end - offset)
  const totalBytes = readField(bytes, offset, IPV4_FIELDS.totalLength)
  if (totalBytes < headerBytes) return err({ code: 'bad-length', lengthBytes: totalBytes })
  return ok({
    proto: 'ipv4',
    headerBytes,
    tos: bytes[offset + 1] as number,
    totalBytes,
    identification: readField(bytes, offset, IPV4_FIELDS.identification),
    dontFragment: readField(bytes, offset, IPV4_FIELDS.dontFragment) === 1,
    moreFragments: readField(bytes, offset, IPV4_FIELDS.moreFragments) === 1,
    fragmentOffsetBytes: readField(bytes, offset, IPV4_FIELDS.fragmentOffset) * 8,
    ttl: readField(bytes, offset, IPV4_FIELDS.ttl),
    protocol: readField(bytes, offset, IPV4_FIELDS.protocol),
    checksum: readField(bytes, offset, IPV4_FIELDS.checksum),
    source: readField(bytes, offset, IPV4_FIELDS.source) as Ipv4,
    destination: readField(bytes, offset, IPV4_FIELDS.destination) as Ipv4,
  })
}

/** Writes a header without options (20 bytes) at `offset` and fills in its checksum, whatever `header.checksum` says. */
export function emitIpv4(header: Omit<Ipv4Header, 'headerBytes' | 'checksum'>, bytes: Uint8Array, offset: number): void {
  bytes.fill(0, offset, offset + IPV4_MIN_HEADER_BYTES)
  bytes[offset] = 0x45
  bytes[offset + 1] = header.tos
  writeField(bytes, offset, IPV4_FIELDS.totalLength, header.totalBytes)
  writeField(bytes, offset, IPV4_FIELDS.identification, header.identification)
  writeField(bytes, offset, IPV4_FIELDS.dontFragment, header.dontFragment ? 1 : 0)
  writeField(bytes, offset, IPV4_FIELDS.moreFragments, header.moreFragments ? 1 : 0)
  writeField(bytes, offset, IPV4_FIELDS.fragmentOffset, header.fragmentOffsetBytes >>> 3)
  writeField(bytes, offset, IPV4_FIELDS.ttl, header.ttl)
  writeField(bytes, offset, IPV4_FIELDS.protocol, header.protocol)
  writeField(bytes, offset, IPV4_FIELDS.source, header.source)
  writeField(bytes, offset, IPV4_FIELDS.destination, header.destination)
  writeField(bytes, offset, IPV4_FIELDS.checksum, internetChecksum(bytes, offset, offset + IPV4_MIN_HEADER_BYTES))
}
