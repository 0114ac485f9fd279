import type { Point, Rect } from '../scene/geometry'
import { rectAround } from '../scene/geometry'
import type { Font } from '../scene/text-metrics'
import { FONT, textWidth } from '../scene/text-metrics'

/**
 * A finished drawing as plain data: shapes and text with places, sizes and colours. The SVG writer and the canvas painter
 * read the same list, so a picture is the same in both; neither decides anything.
 */
export interface Picture {
  readonly width: number
  readonly height: number
  /** What it shows, for a file's title and for who cannot see it. */
  readonly title: string
  readonly description: string
  readonly items: readonly PictureItem[]
}

export type PictureItem = PictureRect | PicturePath | PictureText | PictureGroup

/** Colours are CSS colours; widths and dashes are pixels of the picture. */
export interface Ink {
  readonly fill?: string
  readonly stroke?: string
  readonly strokeWidth?: number
  readonly opacity?: number
  readonly dash?: readonly [on: number, off: number]
  readonly cap?: 'round' | 'square'
}

export interface PictureRect extends Ink {
  readonly kind: 'rect'
  readonly rect: Rect
  readonly radius: number
}

export type PathCommand =
  | { readonly to: 'move' | 'line'; readonly at: Point }
  | { readonly to: 'curve'; readonly control: Point; readonly at: Point }
  | { readonly to: 'close' }

export interface PicturePath extends Ink {
  readonly kind: 'path'
  readonly commands: readonly PathCommand[]
}

export interface PictureText {
  readonly kind: 'text'
  readonly text: string
  /** On the baseline; x is the left, centre or right by `align`. */
  readonly at: Point
  readonly align: 'left' | 'center' | 'right'
  readonly font: Font
  readonly fill: string
}

export interface PictureGroup {
  readonly kind: 'group'
  /** Unique in the picture. */
  readonly id?: string
  readonly title?: string
  readonly opacity?: number
  /** Items are drawn at this place, turned and enlarged around it. */
  readonly move?: { readonly to: Point; readonly scale: number; readonly degrees: number }
  /** Nothing outside it is drawn. */
  readonly clip?: PictureRect | PicturePath
  readonly items: readonly PictureItem[]
}

/** Half the height of a capital or digit, as a share of the size: IBM Plex's cap height is 698 of 1000. */
const HALF_CAP = 0.349

/** Text whose capitals have their middle at `at`. */
export function centredText(text: string, at: Point, align: PictureText['align'], font: Font, fill: string): PictureText {
  return { kind: 'text', text, at: { x: at.x, y: at.y + HALF_CAP * font.sizePx }, align, font, fill }
}

export function boxItem(rect: Rect, radius: number, ink: Ink): PictureRect {
  return { kind: 'rect', rect, radius, ...ink }
}

export function discItem(centre: Point, radius: number, ink: Ink): PictureRect {
  return boxItem(rectAround(centre, 2 * radius, 2 * radius), radius, ink)
}

export function lineItem(points: readonly Point[], ink: Ink, closed = false): PicturePath {
  const commands = points.map((at, k): PathCommand => ({ to: k === 0 ? 'move' : 'line', at }))
  return { kind: 'path', commands: closed ? [...commands, { to: 'close' }] : commands, ...ink }
}

/** Everything at once, for those who count or search: groups opened, sizes as the picture shows them. */
export function textsOf(items: readonly PictureItem[], scale = 1): readonly { readonly text: string; readonly sizePx: number }[] {
  return items.flatMap((item) => {
    if (item.kind === 'text') return [{ text: item.text, sizePx: item.font.sizePx * scale }]
    return item.kind === 'group' ? textsOf(item.items, scale * (item.move?.scale ?? 1)) : []
  })
}

/** A number on a disc, as wide as it needs. */
export function badgeWidth(text: string, heightPx: number): number {
  return Math.max(heightPx, textWidth(text, { ...FONT.caption, weight: 600 }) + heightPx / 2)
}
