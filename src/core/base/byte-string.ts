/** Characters 0–255, one a byte: text of which nobody knows the encoding, as it travels in messages and files of ours. */
export function byteStringOf(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}

export function bytesOfByteString(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}
