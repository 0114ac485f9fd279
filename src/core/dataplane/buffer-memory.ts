/**
 * What the kernel's buffers take (net/core/skbuff.c): bytes come from kmalloc in powers of two, with skb_shared_info at
 * their end and the sk_buff beside them. It matters where memory limits what a socket offers to receive.
 */
const SHARED_INFO_BYTES = 320
const SK_BUFF_BYTES = 256
/** What a buffer counts beyond the bytes that it has room for. */
export const LINEAR_OVERHEAD_BYTES = SHARED_INFO_BYTES + SK_BUFF_BYTES
const CACHE_LINE_BYTES = 64

/** The room of a head that was asked for `bytes` of it. */
export function kmallocBytes(bytes: number): number {
  const aligned = Math.ceil(bytes / CACHE_LINE_BYTES) * CACHE_LINE_BYTES
  return 2 ** Math.ceil(Math.log2(aligned + SHARED_INFO_BYTES)) - SHARED_INFO_BYTES
}

/** What ip_frag_next allocates: room for link header and packet. */
export function memoryOfFragment(packetBytes: number): number {
  return kmallocBytes(packetBytes + 16) + LINEAR_OVERHEAD_BYTES
}
