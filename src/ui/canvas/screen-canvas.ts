import type { View } from './graph'

/** A canvas whose coordinates are the scene's: sharp on every screen, cleared and following the view at each paint. */
export function paintOn(canvas: HTMLCanvasElement, view: View, paint: (ctx: CanvasRenderingContext2D) => void): void {
  const ctx = canvas.getContext('2d')
  if (ctx === null) return
  const density = window.devicePixelRatio
  const width = Math.round(canvas.clientWidth * density)
  const height = Math.round(canvas.clientHeight * density)
  if (canvas.width !== width) canvas.width = width
  if (canvas.height !== height) canvas.height = height
  ctx.setTransform(1, 0, 0, 1, 0, 0)
  ctx.clearRect(0, 0, width, height)
  ctx.setTransform(density * view.zoom, 0, 0, density * view.zoom, density * view.pan.x, density * view.pan.y)
  paint(ctx)
}
