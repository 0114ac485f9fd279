import type { Point } from '../../core/scene/geometry'
import { LEAST_ZOOM_OF_WORDS, SMALLEST_TEXT_PX } from '../../core/scene/stage-metrics'
import type { ColourRole } from '../../core/scene/scene'
import type { Font } from '../../core/scene/text-metrics'
import type { CanvasTheme } from './theme'

/** Half the height of a capital or digit, as a share of the size: IBM Plex's cap height is 698 of 1000. */
const HALF_CAP = 0.349

export interface Words {
  readonly text: string
  /** Middle of the capitals' height; x is the left, centre or right by `align`. */
  readonly at: Point
  readonly align: 'left' | 'center' | 'right'
  readonly font: Font
  readonly role: ColourRole
}

/** Text that stands still, set on whole screen pixels at any zoom: between them it would look grey. */
export function paintText(ctx: CanvasRenderingContext2D, theme: CanvasTheme, words: Words): void {
  if (!isLegible(ctx, words.font.sizePx)) return
  const { a: scale, e, f } = ctx.getTransform()
  ctx.save()
  ctx.setTransform(1, 0, 0, 1, 0, 0)
  ctx.font = theme.font({ ...words.font, sizePx: words.font.sizePx * scale })
  ctx.fillStyle = theme.colour(words.role)
  ctx.textAlign = 'left'
  ctx.textBaseline = 'alphabetic'
  const width = words.align === 'left' ? 0 : ctx.measureText(words.text).width
  const x = e + words.at.x * scale - (words.align === 'center' ? width / 2 : width)
  const y = f + words.at.y * scale + HALF_CAP * words.font.sizePx * scale
  ctx.fillText(words.text, Math.round(x), Math.round(y))
  ctx.restore()
}

/** The size, or the smallest that can be read at the scale of the canvas. */
export function legibleSize(ctx: CanvasRenderingContext2D, sizePx: number): number {
  return Math.max(sizePx, (SMALLEST_TEXT_PX * window.devicePixelRatio) / ctx.getTransform().a)
}

/** Whether words of that size can be read at the scale of the canvas; what cannot is not set. */
export function isLegible(ctx: CanvasRenderingContext2D, sizePx: number): boolean {
  return sizePx * ctx.getTransform().a >= SMALLEST_TEXT_PX * LEAST_ZOOM_OF_WORDS * window.devicePixelRatio
}
