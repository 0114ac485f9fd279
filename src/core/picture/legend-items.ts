import { legendNumber } from '../scene/legend-number'
import { modeName } from '../scene/mode-name'
import { rectAround } from '../scene/geometry'
import type { Point } from '../scene/geometry'
import { protocolName } from '../scene/protocol-name'
import type { Scene } from '../scene/scene'
import { lastBadge } from '../scene/scene-flow'
import { textWidth } from '../scene/text-metrics'
import type { Font } from '../scene/text-metrics'
import type { Words } from '../words/en'
import { AHEAD, crossItem } from './flight-items'
import type { PictureMoment } from './moment'
import { boxItem, centredText, lineItem } from './picture'
import type { PictureItem } from './picture'
import type { PictureTheme } from './picture-themes'

/** Marks are drawn in a box of this size around their place, at scale 1. */
const MARK = { width: 20, height: 16 } as const
const MARK_GAP = 8

export interface LegendEntry {
  readonly text: string
  /** Around (0, 0), no larger than MARK. */
  readonly mark: readonly PictureItem[]
}

/** What the marks of the flow mean: fill, outline, lines, and the number and the cross where there are any. */
export function legendOf({ steps, step, words }: Pick<PictureMoment, 'steps' | 'step' | 'words'>, scene: Scene, theme: PictureTheme): readonly LegendEntry[] {
  const protocol = steps[step]?.protocol ?? 'icmp'
  const { mode } = scene
  const strong = theme[`protocol-${protocol}-strong`]
  return [
    { text: words.picture.legendFill({ protocol: protocolName(protocol, words) }), mark: [boxItem(rectAround({ x: 0, y: 0 }, 18, 11), 2, { fill: theme[`protocol-${protocol}-packet`], stroke: strong, strokeWidth: 1 })] },
    mode === undefined
      ? { text: words.picture.legendUnderlay, mark: [lineItem([{ x: -10, y: 0 }, { x: 10, y: 0 }], { stroke: theme['line-wire'], strokeWidth: 1.5 })] }
      : { text: words.picture.legendOutline({ mode: modeName(mode) }), mark: [boxItem(rectAround({ x: 0, y: 0 }, 17, 10), 2, { stroke: theme[`mode-${mode}-hue`], strokeWidth: 2 })] },
    { text: words.page.travelled, mark: [lineItem([{ x: -10, y: 0 }, { x: 10, y: 0 }], { stroke: strong, strokeWidth: 2.5 })] },
    ...(scene.ways.some((way) => way.to > step) ? [{ text: words.page.ahead, mark: [lineItem([{ x: -7, y: 0 }, { x: 7.5, y: 0 }], { stroke: strong, ...AHEAD })] }] : []),
    ...(steps[step]?.kind === 'drop' ? [{ text: words.picture.legendDropped, mark: [crossItem({ x: 0, y: 0 }, 0.66, theme)] }] : numberEntry(scene, words, theme)),
  ]
}

/** Solid where it is that of the frame at this step. */
function numberEntry({ badges }: Scene, words: Words, theme: PictureTheme): readonly LegendEntry[] {
  const badge = lastBadge(badges)
  if (badge === undefined) return []
  const { text, sizePx, widthPx } = legendNumber(badge.text)
  const disc = boxItem(rectAround({ x: 0, y: 0 }, widthPx, 14.5), 7.25, { fill: theme[badge.current ? 'text-primary' : 'surface-node'], stroke: theme['text-primary'], strokeWidth: 1.25 })
  const number = centredText(text, { x: 0, y: 0 }, 'center', { family: 'sans', sizePx, weight: 600 }, theme[badge.current ? 'text-on-solid' : 'text-primary'])
  return [{ text: words.picture.legendStep, mark: [disc, number] }]
}

export function legendWidth(entry: LegendEntry, font: Font): number {
  const scale = scaleFor(font)
  return (MARK.width + MARK_GAP) * scale + textWidth(entry.text, font)
}

/** One entry with its left middle at a place; marks grow with the text. */
export function legendItem(entry: LegendEntry, at: Point, font: Font, theme: PictureTheme): PictureItem {
  const scale = scaleFor(font)
  return {
    kind: 'group',
    items: [
      { kind: 'group', move: { to: { x: at.x + (MARK.width / 2) * scale, y: at.y }, scale, degrees: 0 }, items: entry.mark },
      centredText(entry.text, { x: at.x + (MARK.width + MARK_GAP) * scale, y: at.y }, 'left', font, theme['text-secondary']),
    ],
  }
}

function scaleFor(font: Font): number {
  return font.sizePx / 11
}
