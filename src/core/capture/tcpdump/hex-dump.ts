/** How packets are dumped after their line: `-x`, `-X` and `-A` begin behind the link-level header, `-xx`, `-XX` and `-AA` with it. */
export interface HexDumpOptions {
  readonly style: 'hex' | 'hex-and-ascii' | 'ascii'
  readonly linkHeader: boolean
}

const LINE_BYTES = 16
/** Columns that eight groups of four digits take, each with a blank before it. */
const HEX_COLUMNS = 40
const TAB = 0x09
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const SPACE = 0x20
const FIRST_GRAPHIC = 0x21
const LAST_GRAPHIC = 0x7e

/** Bytes in lines of sixteen, each after a line feed, a tab and its offset (print-ascii.c: hex_print and hex_and_ascii_print). */
export function hexDump(bytes: Uint8Array, ascii: boolean): string {
  let text = ''
  for (let offset = 0; offset < bytes.length; offset += LINE_BYTES) {
    const line = bytes.subarray(offset, offset + LINE_BYTES)
    const digits = hexDigits(line)
    text += `\n\t0x${offset.toString(16).padStart(4, '0')}: ${ascii ? `${digits.padEnd(HEX_COLUMNS)}  ${graphic(line)}` : digits}`
  }
  return text
}

/** Bytes as text on lines of their own, where they begin new ones (ascii_print). */
export function asciiDump(bytes: Uint8Array): string {
  let text = '\n'
  for (const [i, byte] of bytes.entries()) {
    if (byte === CARRIAGE_RETURN) text += i + 1 < bytes.length && bytes[i + 1] !== LINE_FEED ? '.' : ''
    else text += byte === LINE_FEED || byte === TAB || byte === SPACE || isGraphic(byte) ? String.fromCharCode(byte) : '.'
  }
  return text
}

function isGraphic(byte: number): boolean {
  return byte >= FIRST_GRAPHIC && byte <= LAST_GRAPHIC
}

function hexDigits(line: Uint8Array): string {
  let text = ''
  for (const [i, byte] of line.entries()) text += `${i % 2 === 0 ? ' ' : ''}${byte.toString(16).padStart(2, '0')}`
  return text
}

function graphic(line: Uint8Array): string {
  let text = ''
  for (const byte of line) text += isGraphic(byte) ? String.fromCharCode(byte) : '.'
  return text
}
