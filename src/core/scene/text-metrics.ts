/**
 * How wide text is, without a page to measure it on: layout has to be the same in a worker, a test and an exporter.
 * Widths are those of the shipped faces (hmtx tables of IBM Plex Sans SemiBold and IBM Plex Mono); SemiBold is the
 * widest weight in use, so a text that fits by these numbers fits in every weight.
 */
export interface Font {
  readonly family: 'sans' | 'mono'
  readonly sizePx: number
  readonly weight: 400 | 500 | 600
}

/** Thousandths of the size, for U+0020 to U+007E. */
const SANS_WIDTHS = [
  236, 309, 471, 656, 600, 960, 713, 260, 337, 337, 556, 600, 299, 402, 299, 437, 600, 600, 600, 600, 600, 600, 600, 600,
  600, 600, 319, 319, 600, 600, 600, 493, 899, 672, 663, 642, 689, 600, 577, 712, 719, 423, 545, 678, 521, 817, 719, 712,
  641, 712, 664, 611, 580, 689, 638, 949, 655, 632, 599, 329, 437, 329, 600, 559, 600, 559, 600, 513, 600, 558, 350, 545,
  588, 275, 275, 562, 294, 888, 588, 563, 600, 600, 393, 499, 374, 588, 524, 819, 544, 524, 502, 363, 376, 363, 600,
] as const

const FIRST_CHARACTER = 32
const MONO_WIDTH = 600
/** For what the table lacks: wide enough for Latin, a full em for the East Asian scripts. */
const OTHER_WIDTH = 700
const EM = 1000
const FIRST_FULL_WIDTH = 0x1100

export const FONT = {
  nodeName: { family: 'sans', sizePx: 13, weight: 600 },
  podName: { family: 'sans', sizePx: 12, weight: 600 },
  address: { family: 'mono', sizePx: 11, weight: 400 },
  interfaceName: { family: 'mono', sizePx: 11, weight: 400 },
  deviceName: { family: 'mono', sizePx: 11, weight: 600 },
  subnetName: { family: 'mono', sizePx: 11, weight: 600 },
  caption: { family: 'sans', sizePx: 11, weight: 400 },
  strong: { family: 'sans', sizePx: 12, weight: 600 },
  body: { family: 'sans', sizePx: 12, weight: 400 },
  title: { family: 'sans', sizePx: 15, weight: 600 },
} as const satisfies Readonly<Record<string, Font>>

export function textWidth(text: string, font: Font): number {
  let thousandths = 0
  for (const character of text) thousandths += widthOf(character, font)
  return (thousandths * font.sizePx) / EM
}

function widthOf(character: string, font: Font): number {
  const code = character.codePointAt(0) ?? 0
  if (code >= FIRST_FULL_WIDTH && !isPunctuation(code)) return EM
  if (font.family === 'mono') return MONO_WIDTH
  return SANS_WIDTHS[code - FIRST_CHARACTER] ?? OTHER_WIDTH
}

/** General punctuation and arrows lie above the first full-width script but are not wide. */
function isPunctuation(code: number): boolean {
  return code >= 0x2000 && code < 0x2e80
}

/** The text, or its two ends around an ellipsis when it would not fit: `cali1e…848`. */
export function shortenToFit(text: string, widthPx: number, font: Font): string {
  if (textWidth(text, font) <= widthPx) return text
  const characters = Array.from(text)
  for (let kept = characters.length - 1; kept > 1; kept--) {
    const head = Math.ceil(kept * 0.6)
    const tail = kept - head
    const shortened = `${characters.slice(0, head).join('')}…${tail === 0 ? '' : characters.slice(-tail).join('')}`
    if (textWidth(shortened, font) <= widthPx) return shortened
  }
  return characters.length > 0 && textWidth('…', font) <= widthPx ? '…' : ''
}

/** Breaks at spaces into lines no wider than `widthPx`; a longer word is shortened. */
export function wrapText(text: string, widthPx: number, font: Font): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    const joined = last === undefined ? word : `${last} ${word}`
    if (last !== undefined && textWidth(joined, font) <= widthPx) lines[lines.length - 1] = joined
    else lines.push(shortenToFit(word, widthPx, font))
  }
  return lines
}
