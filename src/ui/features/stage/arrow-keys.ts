import { centreOf, encloses, overlaps } from '../../../core/scene/geometry'
import type { SceneBox } from '../../../core/scene/scene'

export const DIRECTIONS: Readonly<Record<string, { readonly x: number; readonly y: number }>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
}

/** What lies aside counts this much more than what lies ahead. */
const ASIDE_COST = 2

/**
 * The box that an arrow key leads to: the nearest one in that direction, by the eye rather than by the list. What a box
 * lies in is met only when nothing else lies that way; from a node the way leads to nodes first, then to what it holds.
 */
export function nextInDirection(key: string, from: SceneBox, boxes: readonly SceneBox[]): SceneBox | undefined {
  const direction = DIRECTIONS[key]
  if (direction === undefined) return undefined
  const apart = boxes.filter((box) => !overlaps(box.rect, from.rect))
  if (from.kind !== 'node') return nearest(direction, from, apart) ?? boxes.find((box) => box !== from && encloses(box.rect, from.rect))
  const nodes = apart.filter((box) => box.kind === 'node')
  const within = boxes.filter((box) => overlaps(box.rect, from.rect))
  return nearest(direction, from, nodes) ?? nearest(direction, from, within) ?? nearest(direction, from, apart)
}

function nearest(direction: { readonly x: number; readonly y: number }, from: SceneBox, boxes: readonly SceneBox[]): SceneBox | undefined {
  const start = centreOf(from.rect)
  let best: SceneBox | undefined
  let bestCost = Infinity
  for (const box of boxes) {
    const centre = centreOf(box.rect)
    const ahead = (centre.x - start.x) * direction.x + (centre.y - start.y) * direction.y
    const aside = Math.abs((centre.x - start.x) * direction.y) + Math.abs((centre.y - start.y) * direction.x)
    const cost = ahead + ASIDE_COST * aside
    if (box !== from && ahead > 1 && cost < bestCost) {
      best = box
      bestCost = cost
    }
  }
  return best
}
