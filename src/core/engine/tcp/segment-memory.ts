import { kmallocBytes, LINEAR_OVERHEAD_BYTES } from '../../dataplane/buffer-memory'
import type { Skb } from '../../dataplane/skb'
import { MAX_HEADER_BYTES, SKB_HEAD_ROOM_BYTES, SKB_OVERHEAD_BYTES } from './constants'

/**
 * Where a received segment's data lie, which decides what they count against the receive buffer (truesize) and whether
 * they merge with their neighbours (skb_try_coalesce, net/core/skbuff.c): in pages, in a list of fragments, or, after
 * WireGuard has sealed them, in one piece with some room behind them.
 */
export interface SegmentMemory {
  readonly kind: 'paged' | 'list' | 'linear'
  readonly bytes: number
  /** How many bytes of following data fit in behind; 0 but for 'linear'. */
  readonly roomBytes: number
}

/** What WireGuard puts in front of an inner packet, with the link header's room: 16, IP 20, UDP 8, message 16. */
const BEFORE_INNER_BYTES = 60
/** __pskb_pull_tail asks for this much more than it needs. */
const PULL_SPARE_BYTES = 128

export function memoryOfSegment(skb: Skb, dataBytes: number): SegmentMemory {
  if (!skb.isLinear) {
    if (skb.fragmentMemoryBytes > 0) return { kind: 'list', bytes: skb.fragmentMemoryBytes, roomBytes: 0 }
    return pagedMemory(dataBytes)
  }
  if (skb.fragmentMemoryBytes > 0) {
    const bytes = skb.fragmentMemoryBytes
    return { kind: 'linear', bytes, roomBytes: Math.max(bytes - LINEAR_OVERHEAD_BYTES - BEFORE_INNER_BYTES - (skb.end - skb.network), 0) }
  }
  return linearMemory(dataBytes)
}

export function pagedMemory(dataBytes: number): SegmentMemory {
  return { kind: 'paged', bytes: SKB_OVERHEAD_BYTES + dataBytes, roomBytes: 0 }
}

/**
 * skb_cow_data moves the pages' data into the head, which grows if need be; the pages stay counted (pskb_expand_head,
 * __pskb_pull_tail).
 */
function linearMemory(dataBytes: number): SegmentMemory {
  const missing = dataBytes - SKB_HEAD_ROOM_BYTES
  const paged = SKB_OVERHEAD_BYTES + dataBytes
  if (missing <= 0) return { kind: 'linear', bytes: paged, roomBytes: -missing }
  const headBytes = MAX_HEADER_BYTES + SKB_HEAD_ROOM_BYTES
  const grownBytes = kmallocBytes(headBytes + missing + PULL_SPARE_BYTES)
  return { kind: 'linear', bytes: paged + grownBytes - headBytes, roomBytes: grownBytes - MAX_HEADER_BYTES - dataBytes }
}

/** skb_condense: what counts is the head alone. */
export function condensed(memory: SegmentMemory, dataBytes: number): SegmentMemory {
  if (memory.kind === 'paged') return dataBytes <= SKB_HEAD_ROOM_BYTES ? { kind: 'linear', bytes: SKB_OVERHEAD_BYTES, roomBytes: 0 } : memory
  if (memory.kind === 'list') return memory
  const usedBytes = MAX_HEADER_BYTES + dataBytes
  return { ...memory, bytes: usedBytes + memory.roomBytes + LINEAR_OVERHEAD_BYTES }
}
