import { clamp } from '../../../core/scene/geometry'
import type { ShortNames } from '../../../core/scene/short-names'
import type { StepGroup } from '../../../core/scene/steps'
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

/**
 * The name over a strip's group, in its middle; a name longer than its group uses what the names beside it leave. Of thousands
 * of groups a few are in sight: each name is placed when it is asked for, once.
 */
export function namePlacer(strip: Strip, nameOf: (group: StepGroup) => string, short: ShortNames): (position: number) => PlacedName | undefined {
  const placed = new Map<number, PlacedName>()
  return (position) => {
    const group = strip.groups[position]
    if (group === undefined) return undefined
    const known = placed.get(position)
    if (known !== undefined) return known
    const edges = (at: number): Edges | undefined => strip.groups[at] && edgesOf(strip, strip.groups[at], nameOf(strip.groups[at]))
    const name = placedName(strip, nameOf(group), short, edgesOf(strip, group, nameOf(group)), edges(position - 1), edges(position + 1))
    placed.set(position, name)
    return name
  }
}

/** Of a group, and of its name where that has room in it. */
interface Edges {
  readonly left: number
  readonly right: number
  readonly nameLeft: number
  readonly nameRight: number
}

function edgesOf(strip: Strip, group: StepGroup, name: string): Edges {
  const [left, right] = [strip.lefts[group.first] as number, rightOfGroup(strip, group)]
  const half = textWidth(name, FONT.caption) / 2
  const middle = (left + right) / 2
  const fits = 2 * half <= right - left
  return { left, right, nameLeft: fits ? middle - half : left, nameRight: fits ? middle + half : right }
}

function placedName(strip: Strip, name: string, short: ShortNames, { left, right }: Edges, before: Edges | undefined, after: Edges | undefined): PlacedName {
  const low = before === undefined ? 0 : Math.min(left - BESIDE_PX, before.nameRight + NAME_GAP_PX)
  const high = after === undefined ? strip.widthPx : Math.max(right + BESIDE_PX, after.nameLeft - NAME_GAP_PX)
  const text = short.fit(name, high - low, FONT.caption)
  const width = textWidth(text, FONT.caption)
  return { text, leftPx: clamp((left + right) / 2 - width / 2, low, high - width) }
}
