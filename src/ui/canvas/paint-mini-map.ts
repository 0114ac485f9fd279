import type { Rect } from '../../core/scene/geometry'
import type { MiniMap } from '../../core/scene/mini-map'
import { paintOn } from './screen-canvas'
import { readTheme } from './theme'

const WHOLE = { zoom: 1, pan: { x: 0, y: 0 } }

/** The scene in little, and the frame of what the stage shows of it. */
export function paintMiniMap(canvas: HTMLCanvasElement, map: MiniMap, frame: Rect): void {
  const theme = readTheme(canvas)
  paintOn(canvas, WHOLE, (ctx) => {
    ctx.lineWidth = 1
    for (const { rect, fill, stroke } of map.shapes) {
      ctx.fillStyle = theme.colour(fill)
      ctx.strokeStyle = theme.colour(stroke)
      ctx.fillRect(rect.x, rect.y, rect.width, rect.height)
      ctx.strokeRect(Math.round(rect.x) + 0.5, Math.round(rect.y) + 0.5, Math.round(rect.width), Math.round(rect.height))
    }
    for (const { points, role } of map.ways) {
      ctx.beginPath()
      for (const point of points) ctx.lineTo(point.x, point.y)
      ctx.strokeStyle = theme.colour(role)
      ctx.stroke()
    }
    ctx.strokeStyle = theme.colour('text-primary')
    ctx.lineWidth = 2
    ctx.strokeRect(Math.max(1, frame.x), Math.max(1, frame.y), Math.min(map.width - 1, frame.x + frame.width) - Math.max(1, frame.x), Math.min(map.height - 1, frame.y + frame.height) - Math.max(1, frame.y))
  })
}
