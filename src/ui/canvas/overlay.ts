import type { Flight } from '../../core/scene/flight'
import { packetAt } from '../../core/scene/motion'
import type { FlyingPacket, MotionMoment } from '../../core/scene/motion'
import type { Scene, SceneBox } from '../../core/scene/scene'
import type { View } from './graph'
import { paintBand, paintWays } from './paint-lines'
import { flungAt, paintBadge, paintCaption, paintDrop, paintLabel, paintRing } from './paint-marks'
import { paintPacket } from './paint-packet'
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
  const ctx = canvas.getContext('2d')
  let content: OverlayContent | undefined
  let pending: number | undefined
  const paint = (at: View): void => {
    if (ctx === null) return
    fitToScreen(canvas)
    const scale = window.devicePixelRatio * at.zoom
    ctx.setTransform(1, 0, 0, 1, 0, 0)
    ctx.clearRect(0, 0, canvas.width, canvas.height)
    ctx.setTransform(scale, 0, 0, scale, window.devicePixelRatio * at.pan.x, window.devicePixelRatio * at.pan.y)
    if (content !== undefined) paintContent(ctx, content, clock)
  }
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

/** Backing pixels follow the element's size and the screen's density. */
function fitToScreen(canvas: HTMLCanvasElement): void {
  const width = Math.round(canvas.clientWidth * window.devicePixelRatio)
  const height = Math.round(canvas.clientHeight * window.devicePixelRatio)
  if (canvas.width !== width) canvas.width = width
  if (canvas.height !== height) canvas.height = height
}

function paintContent(ctx: CanvasRenderingContext2D, content: OverlayContent, clock: OverlayClock): void {
  const { scene, flight, theme } = content
  const moment = clock.moment()
  const packet = packetAt(flight, moment, clock.reducedMotion())
  for (const band of scene.bands) {
    paintBand(ctx, theme, band)
    for (const label of band.labels) paintLabel(ctx, theme, label)
  }
  paintWays(ctx, theme, scene.ways, moment.step, packet?.travelled ?? 0)
  for (const box of scene.boxes) if (box.selected || box.id === content.focused) paintRing(ctx, theme, box.rect, box.radius)
  for (const badge of scene.badges) paintBadge(ctx, theme, badge)
  if (packet === undefined) return
  const standsStill = moment.progress === 0 || clock.reducedMotion()
  if (standsStill && scene.caption !== undefined) paintCaption(ctx, theme, scene.caption)
  if (packet.drop !== undefined && scene.drop !== undefined) paintDropped(ctx, theme, packet, scene.drop, packet.drop)
  else paintPacket(ctx, theme, packet)
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

/** The boxes that a person can reach, for hit areas above the canvas. */
export function reachable(scene: Scene): readonly SceneBox[] {
  return scene.boxes.filter((box) => box.target !== undefined)
}
