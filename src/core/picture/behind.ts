import { coversOver } from '../scene/clear-of-names'
import type { Cover } from '../scene/clear-of-names'
import type { Rect } from '../scene/geometry'
import { lineItem } from './picture'
import type { PictureItem, PicturePath } from './picture'

/** Further than any picture reaches. */
const FAR = 1e5

/** A packet, but for what of it lies behind those of the boxes that it meets where it is. */
export function behind(item: PictureItem, rect: Rect, covers: readonly Cover[]): PictureItem {
  return coversOver(covers, rect).reduce<PictureItem>((seen, cover) => ({ kind: 'group', clip: allBut(cover), items: [seen] }), item)
}

/** Two outlines that turn opposite ways: what is between them is all but the box. */
function allBut({ x, y, width, height }: Rect): PicturePath {
  const around = lineItem([{ x: -FAR, y: -FAR }, { x: FAR, y: -FAR }, { x: FAR, y: FAR }, { x: -FAR, y: FAR }], {}, true)
  const box = lineItem([{ x, y }, { x, y: y + height }, { x: x + width, y: y + height }, { x: x + width, y }], {}, true)
  return { ...around, commands: [...around.commands, ...box.commands] }
}
