import { outlineOf, pathUpTo } from '../../core/scene/geometry'
import type { Point, Rect } from '../../core/scene/geometry'
import type { SceneBand, SceneGrid, SceneWay } from '../../core/scene/scene'
import type { CanvasTheme } from './theme'

const BAND_WIDTH = 18
const HATCH_PITCH = 7
const TRAIL = { plain: 2.5, envelope: 6, core: 2 } as const
/** Dots on a strip of the ground, which takes the line below them away: between dots there is nothing, and a trail is solid. */
const AHEAD = { width: 3, dash: [0.01, 7], ground: 4 } as const

/** A tunnel: plain for IPIP, with a centre line for VXLAN, hatched for WireGuard. */
export function paintBand(ctx: CanvasRenderingContext2D, theme: CanvasTheme, band: SceneBand): void {
  const hue = theme.colour(`mode-${band.mode}-hue`)
  ctx.save()
  tracePath(ctx, outlineOf(band.path, BAND_WIDTH), true)
  ctx.globalAlpha = theme.band.fill
  ctx.fillStyle = hue
  ctx.fill()
  ctx.globalAlpha = theme.band.edge
  ctx.strokeStyle = hue
  ctx.lineWidth = 1
  if (band.mode === 'wireguard') {
    ctx.save()
    ctx.clip()
    hatch(ctx, boundsOf(band.path), HATCH_PITCH)
    ctx.restore()
    tracePath(ctx, outlineOf(band.path, BAND_WIDTH), true)
  }
  ctx.stroke()
  if (band.mode === 'vxlan') {
    tracePath(ctx, band.path, false)
    ctx.stroke()
  }
  ctx.restore()
}

/** Lines at 45 degrees over an area; the caller clips. */
export function hatch(ctx: CanvasRenderingContext2D, area: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }, pitch: number): void {
  ctx.beginPath()
  for (let x = area.x - area.height; x < area.x + area.width; x += pitch) {
    ctx.moveTo(x, area.y + area.height)
    ctx.lineTo(x + area.height, area.y)
  }
  ctx.stroke()
}

function boundsOf(points: readonly Point[]) {
  const xs = points.map((point) => point.x)
  const ys = points.map((point) => point.y)
  const x = Math.min(...xs) - BAND_WIDTH
  const y = Math.min(...ys) - BAND_WIDTH
  return { x, y, width: Math.max(...xs) + BAND_WIDTH - x, height: Math.max(...ys) + BAND_WIDTH - y }
}

/** Nodes as cells: one path for all of them. */
export function paintGrid(ctx: CanvasRenderingContext2D, theme: CanvasTheme, grid: SceneGrid): void {
  ctx.beginPath()
  for (let k = 0; k < grid.count; k++) ctx.rect(grid.rect.x + (k % grid.columns) * grid.pitch, grid.rect.y + Math.floor(k / grid.columns) * grid.pitch, grid.cell, grid.cell)
  ctx.fillStyle = theme.colour(grid.fill)
  ctx.fill()
}

/** The line behind the packet solid, the way ahead in dots; `travelled` (0 to 1) says how much of a way lies behind. */
export function paintWays(ctx: CanvasRenderingContext2D, theme: CanvasTheme, ways: readonly SceneWay[], travelled: (way: SceneWay) => number): void {
  const shares = ways.map(travelled)
  for (const [k, way] of ways.entries()) if ((shares[k] ?? 0) < 1) paintAhead(ctx, theme, way, reached(way, shares[k] ?? 0))
  for (const [k, way] of ways.entries()) if ((shares[k] ?? 0) > 0) paintTrail(ctx, theme, way, reached(way, shares[k] ?? 0))
}

/** A piece may begin before its way does, from the edge of the device that the packet stands before, and end after it. */
function reached(way: SceneWay, share: number): number {
  if (share === 0) return -Infinity
  return share === 1 ? Infinity : share * way.length
}

function paintTrail(ctx: CanvasRenderingContext2D, theme: CanvasTheme, way: SceneWay, travelled: number): void {
  ctx.lineJoin = 'miter'
  for (const piece of way.pieces) {
    const points = pathUpTo(piece.points, travelled - piece.offset)
    if (points.length < 2) continue
    ctx.lineCap = 'butt'
    if (way.mode === undefined) {
      strokePath(ctx, points, theme.colour(`protocol-${way.protocol}-strong`), TRAIL.plain)
    } else {
      const hue = theme.colour(`mode-${way.mode}-hue`)
      strokePath(ctx, points, hue, TRAIL.envelope)
      strokePath(ctx, points, way.sealed ? hue : theme.colour(`protocol-${way.protocol}-packet`), TRAIL.core)
    }
  }
}

function paintAhead(ctx: CanvasRenderingContext2D, theme: CanvasTheme, way: SceneWay, travelled: number): void {
  ctx.save()
  for (const piece of way.pieces) {
    const length = travelled - piece.offset
    const done = pathUpTo(piece.points, length)
    const rest = length <= 0 ? piece.points : remainder(piece.points, done)
    if (rest.length < 2) continue
    ctx.setLineDash([])
    ctx.lineCap = 'butt'
    strokePath(ctx, rest, theme.colour('surface-stage'), AHEAD.ground)
    ctx.setLineDash([...AHEAD.dash])
    ctx.lineCap = 'round'
    strokePath(ctx, rest, theme.colour(`protocol-${way.protocol}-strong`), AHEAD.width)
  }
  ctx.restore()
}

/** What is left of a path after its first part. */
function remainder(points: readonly Point[], done: readonly Point[]): readonly Point[] {
  const end = done.at(-1)
  if (end === undefined || done.length > points.length) return []
  return [end, ...points.slice(done.length - 1)]
}

function strokePath(ctx: CanvasRenderingContext2D, points: readonly Point[], colour: string, width: number): void {
  tracePath(ctx, points, false)
  ctx.strokeStyle = colour
  ctx.lineWidth = width
  ctx.stroke()
}

export function tracePath(ctx: CanvasRenderingContext2D, points: readonly Point[], closed: boolean): void {
  ctx.beginPath()
  for (const [i, point] of points.entries()) {
    if (i === 0) ctx.moveTo(point.x, point.y)
    else ctx.lineTo(point.x, point.y)
  }
  if (closed) ctx.closePath()
}

/** Further than any picture reaches. */
const FAR = 1e5

/** Paints what passes behind boxes: all of it that is not in one of them. */
export function paintBehind(ctx: CanvasRenderingContext2D, covers: readonly Rect[], paint: () => void): void {
  ctx.save()
  for (const { x, y, width, height } of covers) {
    ctx.beginPath()
    ctx.rect(-FAR, -FAR, 2 * FAR, 2 * FAR)
    ctx.rect(x, y, width, height)
    ctx.clip('evenodd')
  }
  paint()
  ctx.restore()
}
