import { read16, read32, write16, write32 } from '../../dataplane/bytes'
import { headerLength, IP_DESTINATION, IP_SOURCE } from '../../dataplane/ipv4-header'
import type { SegmentMemory } from './segment-memory'
import { memoryOfSegment } from './segment-memory'
import type { Skb } from '../../dataplane/skb'
import { TCP_OPTION } from '../../wire/tcp'
import { FLAG_FIN, FLAG_SYN, TCP_HEADER_BYTES } from './constants'
import { plus } from '../../wire/tcp-sequence'

export interface SackBlock {
  readonly start: number
  readonly end: number
}

/** A received segment, read once. */
export interface Segment {
  readonly source: number
  readonly destination: number
  readonly sourcePort: number
  readonly destinationPort: number
  readonly sequence: number
  /** After data, SYN and FIN. */
  readonly endSequence: number
  readonly acknowledgment: number
  readonly headerBytes: number
  readonly flags: number
  /** As on the wire, not scaled. */
  readonly window: number
  readonly data: Uint8Array
  readonly memory: SegmentMemory
  readonly mss: number | undefined
  readonly windowScale: number | undefined
  readonly sackPermitted: boolean
  readonly timestamp: { readonly value: number; readonly echo: number } | undefined
  readonly sacks: readonly SackBlock[]
}

/** Reads the segment of a packet whose lengths and checksum have been checked; `at` is where its TCP header begins. */
export function readSegment(skb: Skb, at: number): Segment {
  const { data, network } = skb
  const headerBytes = ((data[at + 12] as number) >>> 4) * 4
  const flags = data[at + 13] as number
  const payload = data.slice(at + headerBytes, skb.end)
  const sequence = read32(data, at + 4)
  const control = (flags & FLAG_SYN ? 1 : 0) + (flags & FLAG_FIN ? 1 : 0)
  return {
    source: read32(data, network + IP_SOURCE),
    destination: read32(data, network + IP_DESTINATION),
    sourcePort: read16(data, at),
    destinationPort: read16(data, at + 2),
    sequence,
    endSequence: plus(sequence, payload.length + control),
    acknowledgment: read32(data, at + 8),
    headerBytes,
    flags,
    window: read16(data, at + 14),
    data: payload,
    memory: memoryOfSegment(skb, payload.length),
    ...readOptions(data, at + TCP_HEADER_BYTES, at + headerBytes),
  }
}

/** Where the TCP header of a packet begins. */
export function tcpHeaderAt(skb: Skb): number {
  return skb.network + headerLength(skb.data, skb.network)
}

type Options = Pick<Segment, 'mss' | 'windowScale' | 'sackPermitted' | 'timestamp' | 'sacks'>

/** tcp_parse_options: what does not fit ends the list. */
function readOptions(data: Uint8Array, start: number, end: number): Options {
  let mss: number | undefined
  let windowScale: number | undefined
  let sackPermitted = false
  let timestamp: Segment['timestamp']
  const sacks: SackBlock[] = []
  for (let at = start; at < end; ) {
    const kind = data[at] as number
    if (kind === TCP_OPTION.end) break
    if (kind === TCP_OPTION.nop) {
      at++
      continue
    }
    const length = at + 1 < end ? (data[at + 1] as number) : 0
    if (length < 2 || at + length > end) break
    if (kind === TCP_OPTION.maximumSegmentSize && length === 4) mss = read16(data, at + 2)
    else if (kind === TCP_OPTION.windowScale && length === 3) windowScale = Math.min(data[at + 2] as number, 14)
    else if (kind === TCP_OPTION.sackPermitted && length === 2) sackPermitted = true
    else if (kind === TCP_OPTION.timestamps && length === 10) timestamp = { value: read32(data, at + 2), echo: read32(data, at + 6) }
    else if (kind === TCP_OPTION.sack) for (let block = at + 2; block + 8 <= at + length; block += 8) sacks.push({ start: read32(data, block), end: read32(data, block + 4) })
    at += length
  }
  return { mss, windowScale, sackPermitted, timestamp, sacks }
}

/** Options to send; those absent are left out. */
export interface OptionsToSend {
  readonly mss?: number
  readonly sackPermitted?: boolean
  readonly windowScale?: number
  readonly timestamp?: { readonly value: number; readonly echo: number }
  readonly sacks?: readonly SackBlock[]
}

/** Length in bytes, padding included. */
export function optionsBytes(options: OptionsToSend): number {
  const { mss, sackPermitted, windowScale, timestamp, sacks } = options
  const sackBytes = sacks !== undefined && sacks.length > 0 ? 4 + 8 * sacks.length : 0
  // SACK-permitted stands in the padding of the timestamps.
  const permittedBytes = sackPermitted === true && timestamp === undefined ? 4 : 0
  return (mss === undefined ? 0 : 4) + (timestamp === undefined ? 0 : 12) + permittedBytes + (windowScale === undefined ? 0 : 4) + sackBytes
}

/** Writes them in the kernel's order (tcp_options_write). */
export function writeOptions(data: Uint8Array, start: number, options: OptionsToSend): void {
  let at = start
  const word = (a: number, b: number, c: number, d: number): void => {
    data[at] = a
    data[at + 1] = b
    data[at + 2] = c
    data[at + 3] = d
    at += 4
  }
  const { nop, maximumSegmentSize, sackPermitted, timestamps, windowScale, sack } = TCP_OPTION
  if (options.mss !== undefined) word(maximumSegmentSize, 4, options.mss >>> 8, options.mss & 255)
  if (options.timestamp !== undefined) {
    if (options.sackPermitted === true) word(sackPermitted, 2, timestamps, 10)
    else word(nop, nop, timestamps, 10)
    write32(data, at, options.timestamp.value)
    write32(data, at + 4, options.timestamp.echo)
    at += 8
  } else if (options.sackPermitted === true) word(nop, nop, sackPermitted, 2)
  if (options.windowScale !== undefined) word(nop, windowScale, 3, options.windowScale)
  if (options.sacks !== undefined && options.sacks.length > 0) {
    word(nop, nop, sack, 2 + 8 * options.sacks.length)
    for (const { start: left, end } of options.sacks) {
      write32(data, at, left)
      write32(data, at + 4, end)
      at += 8
    }
  }
}

export interface TcpHeaderFields {
  readonly sourcePort: number
  readonly destinationPort: number
  readonly sequence: number
  readonly acknowledgment: number
  readonly flags: number
  readonly window: number
  readonly options: OptionsToSend
}

/** Writes header and options; the checksum is left zero. Returns the header's length in bytes. */
export function writeTcpHeader(data: Uint8Array, at: number, header: TcpHeaderFields): number {
  const headerBytes = TCP_HEADER_BYTES + optionsBytes(header.options)
  write16(data, at, header.sourcePort)
  write16(data, at + 2, header.destinationPort)
  write32(data, at + 4, header.sequence)
  write32(data, at + 8, header.acknowledgment)
  data[at + 12] = (headerBytes / 4) << 4
  data[at + 13] = header.flags
  write16(data, at + 14, header.window)
  write32(data, at + 16, 0)
  writeOptions(data, at + TCP_HEADER_BYTES, header.options)
  return headerBytes
}
