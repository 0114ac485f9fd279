import { grow, pathLength, pathUpTo, pointAlong } from '../../core/scene/geometry'
import type { Point, Rect } from '../../core/scene/geometry'
import type { SceneBadge, SceneCaption, SceneDrop } from '../../core/scene/scene'
import { badgeShift } from '../../core/scene/scene-flow'
import { DROP_TILT_DEGREES } from '../../core/scene/stage-metrics'
import { FONT, textWidth } from '../../core/scene/text-metrics'
import { roundRect } from './paint-packet'
import { legibleSize, paintText } from './text'
import type { CanvasTheme } from './theme'

const BADGE_HEIGHT = 16
const BADGE_PAD = 6
const CROSS_RADIUS = 12
const CROSS_ARM = 4.5
const CAPTION_LINE = 16
const CAPTION_KEYS_WIDTH = 40
const RING_GAP = 2
const RING_WIDTH = 2

/** A number on a disc at a node's edge; the current one solid. */
export function paintBadge(ctx: CanvasRenderingContext2D, theme: CanvasTheme, badge: SceneBadge): void {
  const font = { ...FONT.caption, weight: 600, sizePx: legibleSize(ctx, FONT.caption.sizePx) } as const
  // as large on the screen as ever, until the picture is so small that the numbers would lie over each other
  const isLarge = font.sizePx <= 2 * FONT.caption.sizePx
  const height = isLarge ? (BADGE_HEIGHT * font.sizePx) / FONT.caption.sizePx : BADGE_HEIGHT
  const width = isLarge ? Math.max(height, textWidth(badge.text, font) + BADGE_PAD) : height
  const centre = { x: badge.centre.x + badgeShift(badge, width, height), y: badge.centre.y }
  roundRect(ctx, { x: centre.x - width / 2, y: centre.y - height / 2, width, height }, height / 2)
  ctx.fillStyle = theme.colour(badge.current ? 'text-primary' : 'surface-node')
  ctx.fill()
  ctx.strokeStyle = theme.colour('text-primary')
  ctx.lineWidth = 1.25
  ctx.stroke()
  if (isLarge) paintText(ctx, theme, { text: badge.text, at: centre, align: 'center', font, role: badge.current ? 'text-on-solid' : 'text-primary' })
}

/** Outer, inner and size beside a packet that stands still. */
export function paintCaption(ctx: CanvasRenderingContext2D, theme: CanvasTheme, caption: SceneCaption): void {
  for (const [k, row] of caption.rows.entries()) {
    const at = { x: caption.rect.x, y: caption.rect.y + (k + 0.5) * CAPTION_LINE }
    paintText(ctx, theme, { text: row.key, at, align: 'left', font: { ...FONT.caption, weight: 600 }, role: row.role })
    paintText(ctx, theme, { text: row.text, at: { x: at.x + CAPTION_KEYS_WIDTH, y: at.y }, align: 'left', font: FONT.interfaceName, role: 'text-primary' })
  }
}

/** The cross on its disc, the dotted arc of the fling, and place and reason in two lines. `cross` and `fling` are 0 to 1. */
export function paintDrop(ctx: CanvasRenderingContext2D, theme: CanvasTheme, drop: SceneDrop, cross: number, fling: number): void {
  const hue = theme.colour('outcome-drop-hue')
  if (fling > 0) paintArc(ctx, hue, drop, fling)
  if (cross > 0) {
    const scale = 0.6 + 0.4 * cross
    ctx.save()
    ctx.translate(drop.at.x, drop.at.y)
    ctx.scale(scale, scale)
    ctx.beginPath()
    ctx.arc(0, 0, CROSS_RADIUS, 0, 2 * Math.PI)
    ctx.fillStyle = hue
    ctx.fill()
    ctx.beginPath()
    ctx.moveTo(-CROSS_ARM, -CROSS_ARM)
    ctx.lineTo(CROSS_ARM, CROSS_ARM)
    ctx.moveTo(CROSS_ARM, -CROSS_ARM)
    ctx.lineTo(-CROSS_ARM, CROSS_ARM)
    ctx.lineCap = 'round'
    ctx.lineWidth = 2.5
    ctx.strokeStyle = theme.colour('text-on-solid')
    ctx.stroke()
    ctx.restore()
  }
  if (fling >= 1 && drop.words !== undefined) {
    ctx.strokeStyle = hue
    ctx.lineWidth = 1
    for (const points of drop.leader ?? []) strokeLine(ctx, points)
    const { x, y, height } = drop.words
    paintText(ctx, theme, { text: drop.place, at: { x, y: y + height / 4 }, align: 'left', font: { ...FONT.strong, sizePx: drop.textPx }, role: 'outcome-drop-hue' })
    paintText(ctx, theme, { text: drop.reason, at: { x, y: y + height * 0.75 }, align: 'left', font: { ...FONT.body, sizePx: drop.textPx }, role: 'text-primary' })
  }
}

/** Where the flung packet is, and how far it has tilted. */
export function flungAt(drop: SceneDrop, fling: number): { readonly centre: Point; readonly tilt: number } {
  return { centre: pointAlong(drop.arc, pathLength(drop.arc) * fling), tilt: (-DROP_TILT_DEGREES * Math.PI * fling) / 180 }
}

function paintArc(ctx: CanvasRenderingContext2D, hue: string, drop: SceneDrop, fling: number): void {
  const reached = pathLength(drop.arc) * fling
  ctx.save()
  ctx.strokeStyle = hue
  ctx.lineWidth = 2
  ctx.lineCap = 'round'
  ctx.setLineDash([1, 5])
  for (const { offset, points } of drop.arcPieces) strokeLine(ctx, pathUpTo(points, reached - offset))
  ctx.restore()
}

function strokeLine(ctx: CanvasRenderingContext2D, points: readonly Point[]): void {
  ctx.beginPath()
  for (const { x, y } of points) ctx.lineTo(x, y)
  ctx.stroke()
}

/** Ink around a box that is selected, or that the keyboard is on; it passes behind `before`, what stands on the box's edge. */
export function paintRing(ctx: CanvasRenderingContext2D, theme: CanvasTheme, rect: Rect, radius: number, before: readonly Rect[]): void {
  const ring = grow(rect, RING_GAP + RING_WIDTH / 2)
  const all = grow(ring, RING_WIDTH)
  ctx.save()
  ctx.beginPath()
  ctx.rect(all.x, all.y, all.width, all.height)
  for (const { x, y, width, height } of before) ctx.rect(x, y, width, height)
  ctx.clip('evenodd')
  roundRect(ctx, ring, radius + RING_GAP)
  ctx.strokeStyle = theme.focusRing
  ctx.lineWidth = RING_WIDTH
  ctx.stroke()
  ctx.restore()
}
