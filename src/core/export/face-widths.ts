import type { Font } from '../scene/text-metrics'

/** Advances of IBM Plex Sans in thousandths of the size, for U+0020 to U+007E, by weight (hmtx). */
const SANS = {
  400: [
    236, 284, 419, 713, 598, 927, 694, 242, 335, 335, 450, 600, 272, 399, 272, 383, 600, 600, 600, 600, 600, 600, 600, 600,
    600, 600, 292, 292, 600, 600, 600, 477, 891, 641, 653, 621, 671, 583, 559, 695, 707, 400, 510, 634, 501, 812, 707, 708,
    606, 708, 640, 581, 572, 678, 609, 891, 613, 593, 580, 317, 383, 317, 600, 565, 600, 534, 580, 503, 580, 549, 324, 528,
    568, 250, 250, 527, 272, 873, 568, 560, 580, 580, 367, 487, 351, 568, 492, 768, 507, 499, 464, 343, 314, 343, 600,
  ],
  500: [
    236, 299, 451, 678, 599, 947, 706, 253, 336, 336, 514, 600, 288, 401, 288, 416, 600, 600, 600, 600, 600, 600, 600, 600,
    600, 600, 308, 308, 600, 600, 600, 487, 896, 660, 659, 634, 682, 593, 570, 705, 714, 414, 531, 660, 513, 815, 714, 711,
    627, 711, 655, 599, 577, 685, 627, 926, 639, 617, 592, 324, 416, 324, 600, 561, 600, 549, 592, 509, 592, 555, 340, 538,
    580, 265, 265, 548, 285, 882, 580, 562, 592, 592, 383, 494, 365, 580, 512, 799, 530, 514, 487, 355, 352, 355, 600,
  ],
  600: [
    236, 309, 471, 656, 600, 960, 713, 260, 337, 337, 556, 600, 299, 402, 299, 437, 600, 600, 600, 600, 600, 600, 600, 600,
    600, 600, 319, 319, 600, 600, 600, 493, 899, 672, 663, 642, 689, 600, 577, 712, 719, 423, 545, 678, 521, 817, 719, 712,
    641, 712, 664, 611, 580, 689, 638, 949, 655, 632, 599, 329, 437, 329, 600, 559, 600, 559, 600, 513, 600, 558, 350, 545,
    588, 275, 275, 562, 294, 888, 588, 563, 600, 600, 393, 499, 374, 588, 524, 819, 544, 524, 502, 363, 376, 363, 600,
  ],
} as const
/** Of marks beyond those, which the shipped files have too. */
const SANS_MARKS = {
  400: { '·': 326, '’': 273, '…': 803, '−': 600, '×': 600, 'µ': 573 },
  500: { '·': 340, '’': 285, '…': 843, '−': 600, '×': 600, 'µ': 585 },
  600: { '·': 349, '’': 292, '…': 869, '−': 600, '×': 600, 'µ': 593 },
} as const satisfies Readonly<Record<Font['weight'], Readonly<Record<string, number>>>>
const MONO_WIDTH = 600
const FIRST_CHARACTER = 32
const EM = 1000

/**
 * How long a text is in the faces that a picture is laid out in, in pixels: so long has it to stay in any other. Unlike layout, which
 * counts with the widest weight, true of each weight; undefined for a text with letters that come from the system's faces in any case.
 */
export function faceWidth(text: string, font: Font): number | undefined {
  let thousandths = 0
  for (const character of text) {
    const width = advanceOf(character, font)
    if (width === undefined) return undefined
    thousandths += width
  }
  return (thousandths * font.sizePx) / EM
}

function advanceOf(character: string, { family, weight }: Font): number | undefined {
  const code = character.codePointAt(0) ?? 0
  if (family === 'mono') return isNarrow(code) ? MONO_WIDTH : undefined
  const marks: Readonly<Record<string, number>> = SANS_MARKS[weight]
  return SANS[weight][code - FIRST_CHARACTER] ?? marks[character]
}

/** Latin, its punctuation and arrows: all that a face with one width sets at that width. */
function isNarrow(code: number): boolean {
  return code < 0x1100 || (code >= 0x2000 && code < 0x2e80)
}
