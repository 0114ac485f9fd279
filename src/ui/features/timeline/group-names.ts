import { clamp } from '../../../core/scene/geometry'
import type { ShortNames } from '../../../core/scene/short-names'
import { FONT, textWidth } from '../../../core/scene/text-metrics'
import { rightOfGroup } from './strip'
import type { Strip } from './strip'

export interface PlacedName {
  readonly text: string
  /** From the start of the strip, in pixels. */
  readonly leftPx: number
}

/** A name may use so much of the gap beside its group, where its neighbour has no more room for it: two names that both do still stand apart. */
const BESIDE_PX = 1
/** Between two names. */
const NAME_GAP_PX = 8

/** The names over a strip's groups, in their middle; a name longer than its group uses what the names beside it leave. */
export function placedNames(strip: Strip, names: readonly string[], short: ShortNames): readonly PlacedName[] {
  const edges = strip.groups.map((group, k) => {
    const [left, right] = [strip.lefts[group.first] as number, rightOfGroup(strip, group)]
    const half = textWidth(names[k] ?? '', FONT.caption) / 2
    const middle = (left + right) / 2
    const fits = 2 * half <= right - left
    return { left, right, middle, nameLeft: fits ? middle - half : left, nameRight: fits ? middle + half : right }
  })
  return edges.map(({ left, right, middle }, k) => {
    const [before, after] = [edges[k - 1], edges[k + 1]]
    const low = before === undefined ? 0 : Math.min(left - BESIDE_PX, before.nameRight + NAME_GAP_PX)
    const high = after === undefined ? strip.widthPx : Math.max(right + BESIDE_PX, after.nameLeft - NAME_GAP_PX)
    const text = short.fit(names[k] ?? '', high - low, FONT.caption)
    const width = textWidth(text, FONT.caption)
    return { text, leftPx: clamp(middle - width / 2, low, high - width) }
  })
}
