import { TCP_OPTION } from '../wire/tcp'
import { read16, read32 } from './bytes'
import { hasValidFlags, tcpSegmentKind } from './conntrack-tcp'
import type { TcpSegmentKind } from './conntrack-tcp'
import { headerLength } from './ipv4-header'

const HEADER_BYTES = 20
/** RFC 7323 section 2.3. */
const GREATEST_SCALE = 14

/** What connection tracking reads of a segment; one object that is filled in again and again. */
export interface TcpSegment {
  kind: TcpSegmentKind
  flags: number
  sequence: number
  acknowledgment: number
  /** The sequence number after it; SYN and FIN count as a byte each (segment_seq_plus_len). */
  end: number
  /** As it stands in the header, unscaled. */
  window: number
  data: Uint8Array
  optionsAt: number
  optionsEnd: number
}

export function newTcpSegment(): TcpSegment {
  return { kind: 'none', flags: 0, sequence: 0, acknowledgment: 0, end: 0, window: 0, data: new Uint8Array(0), optionsAt: 0, optionsEnd: 0 }
}

/** Reads the segment of the packet whose IP header is at `network`; false when it is cut or its flags contradict each other (tcp_error). */
export function readTcpSegment(into: TcpSegment, data: Uint8Array, network: number, end: number): boolean {
  const at = network + headerLength(data, network)
  if (end - at < HEADER_BYTES) return false
  const headerBytes = ((data[at + 12] as number) >>> 4) * 4
  const flags = data[at + 13] as number
  if (headerBytes < HEADER_BYTES || end - at < headerBytes || !hasValidFlags(flags)) return false
  into.kind = tcpSegmentKind(flags)
  into.flags = flags
  into.sequence = read32(data, at + 4)
  into.acknowledgment = read32(data, at + 8)
  into.end = (into.sequence + (end - at - headerBytes) + ((flags >>> 1) & 1) + (flags & 1)) >>> 0
  into.window = read16(data, at + 14)
  into.data = data
  into.optionsAt = at + HEADER_BYTES
  into.optionsEnd = at + headerBytes
  return true
}

/** What a SYN offers (tcp_options); `scale` is undefined when it does not scale its window. */
export function readOffers(segment: TcpSegment): { readonly sackPermitted: boolean; readonly scale: number | undefined } {
  const scaleAt = optionAt(segment, TCP_OPTION.windowScale, 3)
  return {
    sackPermitted: optionAt(segment, TCP_OPTION.sackPermitted, 2) !== undefined,
    scale: scaleAt === undefined ? undefined : Math.min(segment.data[scaleAt + 2] as number, GREATEST_SCALE),
  }
}

/** The highest right edge of its SACK blocks that lies beyond its acknowledgment, or the acknowledgment (tcp_sack). */
export function selectiveAcknowledgment(segment: TcpSegment): number {
  const { data, acknowledgment } = segment
  let highest = acknowledgment
  const at = optionAt(segment, TCP_OPTION.sack, undefined)
  if (at === undefined) return highest
  for (let edge = at + 6; edge + 4 <= at + (data[at + 1] as number); edge += 8) {
    const right = read32(data, edge)
    if (((right - highest) | 0) > 0) highest = right
  }
  return highest
}

/** Where an option of this kind and length begins; a list that contradicts itself ends there. */
function optionAt({ data, optionsAt, optionsEnd }: TcpSegment, kind: number, bytes: number | undefined): number | undefined {
  let at = optionsAt
  while (at < optionsEnd && data[at] !== TCP_OPTION.end) {
    if (data[at] === TCP_OPTION.nop) {
      at++
      continue
    }
    const length = at + 1 < optionsEnd ? (data[at + 1] as number) : 0
    if (length < 2 || at + length > optionsEnd) return undefined
    if (data[at] === kind && (bytes === undefined || length === bytes)) return at
    at += length
  }
  return undefined
}
