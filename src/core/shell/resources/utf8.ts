/** Text of UTF-8 bytes (RFC 3629); a byte that belongs to no character becomes U+FFFD. */
export function utf8Text(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; ) {
    const { point, length } = characterAt(bytes, i)
    text += String.fromCodePoint(point)
    i += length
  }
  return text
}

const REPLACEMENT = { point: 0xfffd, length: 1 }

function characterAt(bytes: Uint8Array, at: number): { readonly point: number; readonly length: number } {
  const first = bytes[at] ?? 0
  if (first < 0x80) return { point: first, length: 1 }
  const length = first >= 0xf0 && first < 0xf5 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0
  if (length === 0 || first >= 0xf5 || at + length > bytes.length) return REPLACEMENT
  let point = first & (0xff >> (length + 1))
  for (let i = 1; i < length; i++) {
    const next = bytes[at + i] ?? 0
    if ((next & 0xc0) !== 0x80) return REPLACEMENT
    point = (point << 6) | (next & 0x3f)
  }
  const isShortest = point >= (length === 4 ? 0x10000 : length === 3 ? 0x800 : 0x80)
  const isCharacter = point <= 0x10ffff && (point < 0xd800 || point > 0xdfff)
  return isShortest && isCharacter ? { point, length } : REPLACEMENT
}
