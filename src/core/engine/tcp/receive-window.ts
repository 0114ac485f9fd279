import type { TcpConnection } from './connection'
import { INITIAL_CWND, MAX_HEADER_BYTES, RMEM_MAX_BYTES } from './constants'
import { distance } from '../../wire/tcp-sequence'

/** Half of a buffer is window, half its overhead (tcp_win_from_space with tcp_adv_win_scale 1). */
export function windowFromSpace(bytes: number): number {
  return bytes - (bytes >> 1)
}

/** How far windows are scaled: the largest one that the buffer may grow to fits into 16 bits (tcp_select_initial_window). */
export const RECEIVE_SCALE = Math.floor(Math.log2(RMEM_MAX_BYTES)) - 15
const MAX_UNSCALED = 0xffff

/** The window of a SYN: the buffer's share in whole segments. */
export function initialWindow(bufferBytes: number, mssBytes: number): number {
  const space = windowFromSpace(bufferBytes)
  return Math.min(space > mssBytes ? space - (space % mssBytes) : space, MAX_UNSCALED)
}

/** tcp_init_buffer_space: one segment of the buffer is kept back. */
export function initBufferSpace(c: TcpConnection): void {
  const most = windowFromSpace(c.receiveBufferBytes)
  c.windowClamp = Math.min(c.windowClamp, most)
  if (c.windowClamp > 2 * c.advertisedMss && c.windowClamp + c.advertisedMss > most) c.windowClamp = Math.max(2 * c.advertisedMss, most - c.advertisedMss)
  c.rcvSsthresh = Math.min(c.rcvSsthresh, c.windowClamp)
  c.rcvSpaceBytes = Math.min(c.rcvSsthresh, c.rcvWnd, INITIAL_CWND * c.advertisedMss)
  c.rcvSpaceNs = c.nowNs
  c.rcvSpaceSeq = c.copiedSeq
}

/** What is left of the window that was offered last (tcp_receive_window). */
export function remainingWindow(c: TcpConnection): number {
  return Math.max(distance(c.rcvNxt, c.rcvWup) + c.rcvWnd, 0)
}

/** The window that the buffer allows now (__tcp_select_window). */
export function affordableWindow(c: TcpConnection): number {
  const full = windowFromSpace(c.receiveBufferBytes)
  const most = Math.min(c.windowClamp, full)
  const mss = Math.min(c.rcvMss, most)
  let free = windowFromSpace(Math.max(c.receiveBufferBytes - c.received.memoryBytes, 0))
  if (free < most >> 1) {
    c.quickAcks = 0
    free -= free % (1 << c.receiveScale)
    if (free < full >> 4 || free < mss) return 0
  }
  free = Math.min(free, c.rcvSsthresh)
  if (c.receiveScale > 0) return align(free, 1 << c.receiveScale)
  if (c.rcvWnd <= free - mss || c.rcvWnd > free) return free - (free % mss)
  return mss === most && free > c.rcvWnd + (most >> 1) ? free : c.rcvWnd
}

/** The window to offer, as it goes on the wire (tcp_select_window): an offer is never taken back. */
export function offerWindow(c: TcpConnection): number {
  const remaining = remainingWindow(c)
  const affordable = affordableWindow(c)
  const window = affordable < remaining ? align(remaining, 1 << c.receiveScale) : affordable
  c.rcvWnd = window
  c.rcvWup = c.rcvNxt
  return Math.min(window, MAX_UNSCALED << c.receiveScale) >> c.receiveScale
}

function align(bytes: number, unit: number): number {
  return Math.ceil(bytes / unit) * unit
}

/** tcp_grow_window: data that waste little memory let the window grow. */
export function growReceiveWindow(c: TcpConnection, dataBytes: number, memoryBytes: number): void {
  const room = Math.min(c.windowClamp, windowFromSpace(c.receiveBufferBytes - c.received.memoryBytes)) - c.rcvSsthresh
  if (room <= 0) return
  let increase = 0
  if (windowFromSpace(memoryBytes) <= dataBytes) increase = 2 * c.advertisedMss
  else {
    // __tcp_grow_window: the same for ever larger shares of a buffer that is still small.
    let truesize = windowFromSpace(memoryBytes) >> 1
    let window = windowFromSpace(RMEM_MAX_BYTES) >> 1
    while (c.rcvSsthresh <= window && increase === 0) {
      if (truesize <= dataBytes) increase = 2 * c.rcvMss
      truesize >>= 1
      window >>= 1
    }
  }
  if (increase === 0) return
  c.rcvSsthresh += Math.min(room, Math.max(increase, 2 * dataBytes))
  c.quickAcks |= 1
}

/** tcp_rcv_space_adjust: a program that reads a window a round trip gets a larger buffer. */
export function adjustReceiveBuffer(c: TcpConnection): void {
  if (c.srttNs === 0 || c.nowNs - c.rcvSpaceNs < c.srttNs / 8) return
  const copied = distance(c.rcvSpaceSeq, c.copiedSeq)
  if (copied > c.rcvSpaceBytes) {
    const wanted = 2 * copied + 16 * c.advertisedMss
    const window = wanted + 2 * Math.floor((wanted * (copied - c.rcvSpaceBytes)) / c.rcvSpaceBytes)
    let segmentMemory = c.advertisedMss + MAX_HEADER_BYTES + 576
    while (windowFromSpace(segmentMemory) < c.advertisedMss) segmentMemory += 128
    const buffer = Math.min(Math.floor(window / c.advertisedMss) * segmentMemory, RMEM_MAX_BYTES)
    if (buffer > c.receiveBufferBytes) {
      c.receiveBufferBytes = buffer
      c.windowClamp = windowFromSpace(buffer)
    }
    c.rcvSpaceBytes = copied
  }
  c.rcvSpaceSeq = c.copiedSeq
  c.rcvSpaceNs = c.nowNs
}
