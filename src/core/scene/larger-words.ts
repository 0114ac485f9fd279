import { overlaps } from './geometry'
import type { SceneLabel } from './scene'
import { labelRect } from './scene-labels'

/** Tried in this order. */
const FACTORS = [1.35, 1.25, 1.15] as const
/** Between a word and the edge of its box. */
const INSET = 3
/** Between two words in one line. */
const GAP = 8

/**
 * Words in boxes set as large as their boxes and the words beside them allow, for those who read from the back of a room; names
 * first. Words of one kind keep one size.
 */
export function largerWords(labels: readonly SceneLabel[]): readonly SceneLabel[] {
  const set = [...labels]
  const kinds = new Map<string, number[]>()
  for (const [k, label] of labels.entries()) kinds.set(kindOf(label), [...(kinds.get(kindOf(label)) ?? []), k])
  for (const [, members] of [...kinds].toSorted(([a], [b]) => a.localeCompare(b))) {
    for (const factor of FACTORS) {
      const larger = new Map(members.map((k) => [k, enlarged(labels[k] as SceneLabel, factor)]))
      if (![...larger].every(([k, label]) => fits(label) && !meetsOther(label, k, set, larger))) continue
      for (const [k, label] of larger) set[k] = label
      break
    }
  }
  return set
}

/** `0 pod`, `1 pod address`: names before the rest. */
function kindOf({ id, font }: SceneLabel): string {
  const [, what = '', part = ''] = /^([a-z]+)-.*?(?:-(address|block|note|pods))?$/.exec(id) ?? []
  return `${font.weight === 600 ? 0 : 1} ${what} ${part}`
}

function enlarged(label: SceneLabel, factor: number): SceneLabel {
  return { ...label, font: { ...label.font, sizePx: label.font.sizePx * factor } }
}

function meetsOther(label: SceneLabel, k: number, set: readonly SceneLabel[], larger: ReadonlyMap<number, SceneLabel>): boolean {
  const { x, y, width, height } = labelRect(label)
  const withGap = { x: x - GAP, y, width: width + 2 * GAP, height }
  return set.some((other, i) => i !== k && overlaps(withGap, labelRect(larger.get(i) ?? other)))
}

function fits(label: SceneLabel): boolean {
  const { inside } = label
  if (inside === undefined) return false
  const { x, y, width, height } = labelRect(label)
  return x >= inside.x + INSET && x + width <= inside.x + inside.width - INSET && y >= inside.y && y + height <= inside.y + inside.height
}
