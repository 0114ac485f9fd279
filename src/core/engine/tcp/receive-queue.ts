import { MAX_SKB_FRAGS, SKB_OVERHEAD_BYTES } from './constants'
import type { SackBlock } from './segment'
import { condensed, pagedMemory } from './segment-memory'
import type { SegmentMemory } from './segment-memory'
import { after, before, distance, plus } from '../../wire/tcp-sequence'

/** A received piece of the stream, and what it counts against the receive buffer (struct sk_buff). */
export interface ReceivedPiece {
  sequence: number
  endSequence: number
  readonly parts: Uint8Array[]
  fin: boolean
  memoryBytes: number
  fragments: number
  memory: SegmentMemory
  /** What of `memory.roomBytes` is still free. */
  roomBytes: number
}

/** What arrived: in order for the program, ahead of a gap, and what SACK says of it. */
export interface ReceiveQueue {
  readonly inOrder: ReceivedPiece[]
  /** By sequence. */
  readonly ahead: ReceivedPiece[]
  /** Bytes of buffer memory in use (sk_rmem_alloc). */
  memoryBytes: number
  /** Newest first, four at most (selective_acks). */
  sacks: SackBlock[]
  /** A duplicate to report (RFC 2883). */
  duplicate: SackBlock | undefined
}

export function newReceiveQueue(): ReceiveQueue {
  return { inOrder: [], ahead: [], memoryBytes: 0, sacks: [], duplicate: undefined }
}

export function newPiece(sequence: number, data: Uint8Array, fin: boolean, memory = pagedMemory(data.length)): ReceivedPiece {
  return {
    sequence,
    endSequence: plus(sequence, data.length + (fin ? 1 : 0)),
    parts: data.length > 0 ? [data] : [],
    fin,
    memoryBytes: memory.bytes,
    fragments: data.length > 0 ? 1 : 0,
    memory,
    roomBytes: memory.roomBytes,
  }
}

/** Puts the next piece behind those in order; its data join the last one's where they can (tcp_queue_rcv). */
export function appendInOrder(queue: ReceiveQueue, piece: ReceivedPiece): void {
  const tail = queue.inOrder.at(-1)
  if (tail !== undefined && merge(queue, tail, piece)) return
  queue.inOrder.push(piece)
  queue.memoryBytes += piece.memoryBytes
}

/** tcp_try_coalesce: what fits behind the last data costs nothing; of pages only the data count, their head is freed. */
function merge(queue: ReceiveQueue, into: ReceivedPiece, piece: ReceivedPiece): boolean {
  if (piece.sequence !== into.endSequence || into.fin) return false
  const bytes = piece.parts.reduce((sum, part) => sum + part.length, 0)
  const isCopied = bytes <= into.roomBytes
  if (!isCopied && (into.memory.kind !== 'paged' || piece.memory.kind !== 'paged' || into.fragments + piece.fragments > MAX_SKB_FRAGS)) return false
  const added = isCopied ? 0 : piece.memoryBytes - SKB_OVERHEAD_BYTES
  if (isCopied) into.roomBytes -= bytes
  into.parts.push(...piece.parts)
  into.endSequence = piece.endSequence
  into.fin = piece.fin
  into.fragments += piece.fragments
  into.memoryBytes += added
  queue.memoryBytes += added
  return true
}

/** Keeps a piece that lies ahead of a gap (tcp_data_queue_ofo); what is there already is a duplicate to report. */
export function insertAhead(queue: ReceiveQueue, piece: ReceivedPiece): void {
  const { ahead } = queue
  const covering = ahead.find((other) => !after(other.sequence, piece.sequence) && !before(other.endSequence, piece.endSequence))
  if (covering !== undefined) {
    queue.duplicate = { start: piece.sequence, end: piece.endSequence }
    noteSack(queue, covering.sequence, covering.endSequence)
    return
  }
  let at = 0
  while (at < ahead.length && before((ahead[at] as ReceivedPiece).sequence, piece.sequence)) at++
  const previous = ahead[at - 1]
  if (previous !== undefined && merge(queue, previous, piece)) {
    noteSack(queue, piece.sequence, piece.endSequence)
    return
  }
  while (ahead[at] !== undefined && !after((ahead[at] as ReceivedPiece).endSequence, piece.endSequence)) {
    const [swallowed] = ahead.splice(at, 1) as [ReceivedPiece]
    queue.memoryBytes -= swallowed.memoryBytes
  }
  piece.memory = condensed(piece.memory, distance(piece.sequence, piece.endSequence))
  piece.memoryBytes = piece.memory.bytes
  ahead.splice(at, 0, piece)
  queue.memoryBytes += piece.memoryBytes
  noteSack(queue, piece.sequence, piece.endSequence)
}

/** tcp_sack_new_ofo_skb: the newest block first, touching blocks joined. */
function noteSack(queue: ReceiveQueue, start: number, end: number): void {
  let block: SackBlock = { start, end }
  const others: SackBlock[] = []
  for (const other of queue.sacks) {
    if (after(other.start, block.end) || after(block.start, other.end)) others.push(other)
    else block = { start: before(other.start, block.start) ? other.start : block.start, end: after(other.end, block.end) ? other.end : block.end }
  }
  queue.sacks = [block, ...others].slice(0, 4)
}

/**
 * Takes in order what a filled gap makes so (tcp_ofo_queue); returns the new end, and whether a FIN was among it. What the
 * filling brought a second time is a duplicate to report.
 */
export function takeFromAhead(queue: ReceiveQueue, next: number): { readonly next: number; readonly fin: boolean } {
  let end = next
  let fin = false
  while (queue.ahead.length > 0 && !after((queue.ahead[0] as ReceivedPiece).sequence, end)) {
    const piece = queue.ahead.shift() as ReceivedPiece
    queue.memoryBytes -= piece.memoryBytes
    if (before(piece.sequence, next)) extendDuplicate(queue, { start: piece.sequence, end: before(piece.endSequence, next) ? piece.endSequence : next })
    if (!after(piece.endSequence, end)) continue
    trimFront(piece, distance(piece.sequence, end))
    fin ||= piece.fin
    end = piece.endSequence
    appendInOrder(queue, piece)
  }
  return { next: end, fin }
}

/** tcp_dsack_extend */
function extendDuplicate(queue: ReceiveQueue, { start, end }: SackBlock): void {
  const { duplicate } = queue
  if (duplicate === undefined || after(start, duplicate.end) || after(duplicate.start, end)) queue.duplicate = duplicate ?? { start, end }
  else queue.duplicate = { start: before(start, duplicate.start) ? start : duplicate.start, end: after(end, duplicate.end) ? end : duplicate.end }
}

/** tcp_sack_remove: blocks that are in order now are no longer news. */
export function forgetSacks(queue: ReceiveQueue, next: number): void {
  if (queue.ahead.length === 0) queue.sacks = []
  else queue.sacks = queue.sacks.filter(({ start }) => before(next, start))
}

/** Cuts bytes that are there already off the front. */
export function trimFront(piece: ReceivedPiece, bytes: number): void {
  let left = bytes
  piece.sequence = plus(piece.sequence, bytes)
  while (left > 0 && piece.parts.length > 0) {
    const first = piece.parts[0] as Uint8Array
    if (first.length > left) {
      piece.parts[0] = first.subarray(left)
      return
    }
    left -= first.length
    piece.parts.shift()
  }
}

/** Hands up to `maxBytes` to the program; memory is free once a piece is read to its end. */
export function readInOrder(queue: ReceiveQueue, maxBytes: number): Uint8Array {
  const taken: Uint8Array[] = []
  let total = 0
  while (queue.inOrder.length > 0 && total < maxBytes) {
    const piece = queue.inOrder[0] as ReceivedPiece
    const part = piece.parts[0]
    if (part !== undefined) {
      const bytes = part.subarray(0, maxBytes - total)
      taken.push(bytes)
      total += bytes.length
      trimFront(piece, bytes.length)
    }
    if (piece.parts.length > 0) continue
    queue.inOrder.shift()
    queue.memoryBytes -= piece.memoryBytes
  }
  return joined(taken, total)
}

function joined(parts: readonly Uint8Array[], total: number): Uint8Array {
  const whole = new Uint8Array(total)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
