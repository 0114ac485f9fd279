/** How packets are dumped after their line: `-x` and `-X` begin behind the link-level header, `-xx` and `-XX` with it. */
export interface HexDumpOptions {
  readonly ascii: boolean
  readonly linkHeader: boolean
}

const LINE_BYTES = 16
/** Columns that eight groups of four digits take, each with a blank before it. */
const HEX_COLUMNS = 40
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

function hexDigits(line: Uint8Array): string {
  let text = ''
  for (const [i, byte] of line.entries()) text += `${i % 2 === 0 ? ' ' : ''}${byte.toString(16).padStart(2, '0')}`
  return text
}

function graphic(line: Uint8Array): string {
  let text = ''
  for (const byte of line) text += byte >= FIRST_GRAPHIC && byte <= LAST_GRAPHIC ? String.fromCharCode(byte) : '.'
  return text
}
