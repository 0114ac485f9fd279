import type { Rect } from '../scene/geometry'
import type { Ink, PathCommand, PicturePath } from './picture'

/** Lines at 45 degrees over an area, `pitchPx` apart; the caller clips what sticks out. */
export function hatchLines(area: Rect, pitchPx: number, ink: Ink): PicturePath {
  const commands: PathCommand[] = []
  for (let x = area.x - area.height; x < area.x + area.width; x += pitchPx) {
    commands.push({ to: 'move', at: { x, y: area.y + area.height } }, { to: 'line', at: { x: x + area.height, y: area.y } })
  }
  return { kind: 'path', commands, ...ink }
}
