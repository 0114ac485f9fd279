const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** RFC 4648 section 4, with padding. */
export function base64Encode(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    const left = bytes.length - i
    text += digit(group, 18) + digit(group, 12) + (left > 1 ? digit(group, 6) : '=') + (left > 2 ? digit(group, 0) : '=')
  }
  return text
}

/** The bytes of a padded Base64 text; `undefined` when it is none. */
export function base64Decode(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined
  const digits = text.replace(/=+$/, '')
  const bytes = new Uint8Array(Math.floor((digits.length * 6) / 8))
  for (let i = 0, bits = 0, held = 0, at = 0; i < digits.length; i++) {
    held = ((held << 6) | BASE64.indexOf(digits.charAt(i))) & 0xffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes[at++] = (held >> bits) & 255
  }
  return bytes
}

function digit(group: number, shift: number): string {
  return BASE64.charAt((group >> shift) & 63)
}
