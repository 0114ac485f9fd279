import { IPV4_MIN_HEADER_BYTES, emitIpv4, parseIpv4Header } from '../wire/ipv4'

/** The IP packet that fragments, each from its IP header on, are of; undefined where they are not all of it. A receiver keeps the first one's header. */
export function wholeOfFragments(fragments: readonly Uint8Array[]): Uint8Array | undefined {
  const pieces = fragments.flatMap((bytes) => {
    const header = parseIpv4Header(bytes, 0, bytes.length)
    return header.ok ? [{ header: header.value, payload: bytes.subarray(header.value.headerBytes, header.value.totalBytes) }] : []
  }).toSorted((a, b) => a.header.fragmentOffsetBytes - b.header.fragmentOffsetBytes)
  const [first, last] = [pieces[0], pieces.at(-1)]
  const payloadBytes = pieces.reduce((sum, { payload }) => sum + payload.length, 0)
  if (first === undefined || last === undefined || last.header.moreFragments || last.header.fragmentOffsetBytes + last.payload.length !== payloadBytes) return undefined
  const headerBytes = IPV4_MIN_HEADER_BYTES
  const whole = new Uint8Array(headerBytes + payloadBytes)
  emitIpv4({ ...first.header, totalBytes: whole.length, moreFragments: false, fragmentOffsetBytes: 0 }, whole, 0)
  for (const { header, payload } of pieces) whole.set(payload, headerBytes + header.fragmentOffsetBytes)
  return whole
}
