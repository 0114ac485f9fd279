/** One option behind the fixed part of a header: its kind, and where it lies in the buffer, kind and length included. */
export interface HeaderOption {
  readonly kind: number
  readonly offset: number
  readonly lengthBytes: number
}

/** The kinds that IPv4 (RFC 791 §3.1) and TCP (RFC 9293 §3.2) share, and that are one byte long; all others say their length. */
const END_OF_OPTIONS = 0
const NO_OPERATION = 1

/** The options between two offsets, one behind the other; `rest` is where they end: at an end-of-list option, one that does not fit, or `end`. */
export function splitOptions(bytes: Uint8Array, start: number, end: number): { readonly options: readonly HeaderOption[]; readonly rest: number } {
  const options: HeaderOption[] = []
  let offset = start
  while (offset < end) {
    const kind = bytes[offset] as number
    if (kind === END_OF_OPTIONS) break
    const lengthBytes = kind === NO_OPERATION ? 1 : (bytes[offset + 1] ?? 0)
    if (kind !== NO_OPERATION && (lengthBytes < 2 || offset + lengthBytes > end)) break
    options.push({ kind, offset, lengthBytes })
    offset += lengthBytes
  }
  return { options, rest: offset }
}
