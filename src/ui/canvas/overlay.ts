import type { Flight } from '../../core/scene/flight'
import { coversOver } from '../../core/scene/clear-of-names'
import { encloses, overlaps } from '../../core/scene/geometry'
import type { Rect } from '../../core/scene/geometry'
import { crowdOf, wholeRect } from '../../core/scene/crowd'
import { flyingAt } from '../../core/scene/motion'
import type { FlyingPacket, MotionMoment } from '../../core/scene/motion'
import type { Scene, SceneBox } from '../../core/scene/scene'
import type { View } from './graph'
import { paintCrowd, paintGrowing } from './paint-crowd'
import { paintBehind, paintWays } from './paint-lines'
import { flungAt, paintBadge, paintCaption, paintDrop, paintRing } from './paint-marks'
import { paintPacket } from './paint-packet'
import { paintOn } from './screen-canvas'
import type { CanvasTheme } from './theme'

/** What the overlay paints; replaced when the step, the selection or the lab changes, not once a frame. */
export interface OverlayContent {
  readonly scene: Scene
  readonly flight: Flight
  readonly theme: CanvasTheme
  /** The box that the keyboard is on. */
  readonly focused: string | undefined
}

/** Read once a frame: everything that moves comes from here. */
export interface OverlayClock {
  moment(): MotionMoment
  reducedMotion(): boolean
}

export interface Overlay {
  show(content: OverlayContent): void
  /** Paints at once for a view: called while the graph paints, so that both move together. */
  paint(view: View): void
  /** Paints with the next frame; several calls make one. */
  invalidate(): void
  destroy(): void
}

export function createOverlay(canvas: HTMLCanvasElement, clock: OverlayClock, view: () => View): Overlay {
  let content: OverlayContent | undefined
  let pending: number | undefined
  const paint = (at: View): void =>
    paintOn(canvas, at, (ctx) => {
      if (content !== undefined) paintContent(ctx, content, clock)
    })
  return {
    show: (next) => {
      content = next
    },
    paint,
    invalidate: () => {
      pending ??= requestAnimationFrame(() => {
        pending = undefined
        paint(view())
      })
    },
    destroy: () => {
      if (pending !== undefined) cancelAnimationFrame(pending)
    },
  }
}

function paintContent(ctx: CanvasRenderingContext2D, content: OverlayContent, clock: OverlayClock): void {
  const { scene, flight, theme } = content
  const moment = clock.moment()
  const { packet, crowd, travelled } = flyingAt(flight, moment, clock.reducedMotion())
  paintWays(ctx, theme, scene.ways, (way) => travelled(way.to))
  for (const box of scene.boxes) if (box.selected || box.id === content.focused) paintRing(ctx, theme, box.rect, box.radius, portsOn(box, scene))
  for (const badge of scene.badges) paintBadge(ctx, theme, badge)
  const standsStill = moment.progress === 0 || clock.reducedMotion()
  const over = (rect: Rect): readonly Rect[] => (standsStill ? [] : coversOver(flight.covers, rect))
  if (crowd.length > 0) paintCrowd(ctx, theme, crowdOf(crowd, packet), over)
  if (packet === undefined) return
  if (standsStill && scene.caption !== undefined) paintCaption(ctx, theme, scene.caption)
  if (packet.drop !== undefined && scene.drop !== undefined) paintDropped(ctx, theme, packet, scene.drop, packet.drop)
  else paintBehind(ctx, over(wholeRect(packet)), () => (packet.emphasis < 1 ? paintGrowing : paintPacket)(ctx, theme, packet))
}

function paintDropped(ctx: CanvasRenderingContext2D, theme: CanvasTheme, packet: FlyingPacket, drop: NonNullable<Scene['drop']>, progress: NonNullable<FlyingPacket['drop']>): void {
  paintDrop(ctx, theme, drop, progress.cross, progress.fling)
  const { centre, tilt } = flungAt(drop, progress.fling)
  ctx.save()
  ctx.translate(centre.x, centre.y)
  ctx.rotate(tilt)
  paintPacket(ctx, theme, { ...packet, centre: { x: 0, y: 0 } })
  ctx.restore()
}

/** Interfaces that stand on the edge of a host's box. */
function portsOn(box: SceneBox, { boxes }: Scene): readonly Rect[] {
  return box.kind === 'node' || box.kind === 'router' ? boxes.filter(({ kind, rect }) => kind === 'interface' && overlaps(box.rect, rect) && !encloses(box.rect, rect)).map(({ rect }) => rect) : []
}

/** The boxes that a person can reach, for hit areas above the canvas. */
export function reachable(scene: Scene): readonly SceneBox[] {
  return scene.boxes.filter((box) => box.target !== undefined)
}
