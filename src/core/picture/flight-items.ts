import { DROP_TILT_DEGREES } from '../scene/stage-metrics'
import type { Cover } from '../scene/clear-of-names'
import { crowdOf, wholeRect } from '../scene/crowd'
import { pathLength, pathUpTo, pointAlong, rectAround } from '../scene/geometry'
import type { Point } from '../scene/geometry'
import type { Flying, FlyingPacket } from '../scene/motion'
import type { Scene, SceneBadge, SceneCaption, SceneDrop, SceneWay } from '../scene/scene'
import { badgeShift } from '../scene/scene-flow'
import { FONT } from '../scene/text-metrics'
import { behind } from './behind'
import { crowdItems } from './crowd-items'
import { packetItem } from './packet-item'
import { badgeWidth, boxItem, centredText, discItem, lineItem } from './picture'
import type { PictureItem } from './picture'
import type { PictureTheme } from './picture-themes'

const TRAIL = { plain: 2.5, envelope: 6, core: 2 } as const
export const AHEAD = { strokeWidth: 3, dash: [0.01, 7], cap: 'round' } as const
/** The strip of ground under the dots: between them there is nothing. */
const AHEAD_GROUND = 4
const FLUNG = { strokeWidth: 2, dash: [1, 5], cap: 'round' } as const
const BADGE_HEIGHT = 16
const LINE = 16
const CAPTION_KEYS_WIDTH = 40
const CROSS = { radius: 12, arm: 4.5 } as const

/**
 * What of a scene moves, at a moment: the line travelled and ahead, numbers, the packet with its words, a drop. Where the
 * smallest text would be under `minTextPx`, words go, and the numbers are enlarged until they can be read. Between two steps the packet
 * passes behind `covers`.
 */
export function flightItems(scene: Scene, { packet, crowd, travelled }: Flying, covers: readonly Cover[] | undefined, theme: PictureTheme, minTextPx = 0): readonly PictureItem[] {
  const isReadable = FONT.caption.sizePx >= minTextPx
  const items = wayItems(scene.ways, (way) => travelled(way.to), theme)
  const enlarged = Math.max(1, minTextPx / FONT.caption.sizePx)
  items.push(...scene.badges.map((badge) => badgeItem(badge, enlarged, theme)))
  if (crowd.length > 0) items.push(...crowdItems(crowdOf(crowd, packet), covers ?? [], theme))
  if (packet === undefined) return items
  if (isReadable && covers === undefined && scene.caption !== undefined) items.push(captionItem(scene.caption, theme))
  if (packet.drop !== undefined && scene.drop !== undefined) items.push(...dropItems(scene.drop.textPx >= minTextPx ? scene.drop : wordless(scene.drop), packet, packet.drop, theme, minTextPx))
  else items.push(behind(placedPacket(packet, packet.centre, 0, theme, minTextPx), wholeRect(packet), covers ?? []))
  return items
}

function placedPacket(packet: FlyingPacket, to: Point, degrees: number, theme: PictureTheme, minTextPx: number): PictureItem {
  return { kind: 'group', move: { to, scale: 1, degrees }, items: [packetItem({ ...packet, centre: { x: 0, y: 0 } }, theme, minTextPx)] }
}

function wordless(drop: SceneDrop): SceneDrop {
  const { words: _words, ...rest } = drop
  return rest
}

/** The line behind the packet solid, the way ahead in dots; `travelled` (0 to 1) says how much of a way lies behind. */
function wayItems(ways: readonly SceneWay[], travelled: (way: SceneWay) => number, theme: PictureTheme): PictureItem[] {
  const reached = (way: SceneWay): number => (travelled(way) === 1 ? Infinity : travelled(way) === 0 ? -Infinity : travelled(way) * way.length)
  const ahead = ways.filter((way) => travelled(way) < 1).flatMap((way) => way.pieces.flatMap((piece) => aheadItem(piece, way, reached(way), theme)))
  const behind = ways.filter((way) => travelled(way) > 0).flatMap((way) => way.pieces.flatMap((piece) => trailItems(piece, way, reached(way), theme)))
  return [...ahead, ...behind]
}

type Piece = SceneWay['pieces'][number]

function trailItems(piece: Piece, way: SceneWay, reached: number, theme: PictureTheme): readonly PictureItem[] {
  const points = pathUpTo(piece.points, reached - piece.offset)
  if (points.length < 2) return []
  if (way.mode === undefined) return [lineItem(points, { stroke: theme[`protocol-${way.protocol}-strong`], strokeWidth: TRAIL.plain })]
  const hue = theme[`mode-${way.mode}-hue`]
  return [
    lineItem(points, { stroke: hue, strokeWidth: TRAIL.envelope }),
    lineItem(points, { stroke: way.sealed ? hue : theme[`protocol-${way.protocol}-packet`], strokeWidth: TRAIL.core }),
  ]
}

function aheadItem(piece: Piece, way: SceneWay, reached: number, theme: PictureTheme): readonly PictureItem[] {
  const done = pathUpTo(piece.points, reached - piece.offset)
  const rest = reached - piece.offset <= 0 ? piece.points : remainder(piece.points, done)
  return rest.length < 2 ? [] : [lineItem(rest, { stroke: theme['surface-stage'], strokeWidth: AHEAD_GROUND }), lineItem(rest, { stroke: theme[`protocol-${way.protocol}-strong`], ...AHEAD })]
}

/** What is left of a path after its first part. */
function remainder(points: readonly Point[], done: readonly Point[]): readonly Point[] {
  const end = done.at(-1)
  return end === undefined || done.length > points.length ? [] : [end, ...points.slice(done.length - 1)]
}

/** A number on a disc at a node's edge; the current one solid. */
function badgeItem(badge: SceneBadge, scale: number, theme: PictureTheme): PictureItem {
  const width = badgeWidth(badge.text, BADGE_HEIGHT)
  const centre = { x: badgeShift(badge, width, BADGE_HEIGHT), y: 0 }
  return {
    kind: 'group',
    id: badge.id,
    move: { to: badge.centre, scale, degrees: 0 },
    items: [
      boxItem(rectAround(centre, width, BADGE_HEIGHT), BADGE_HEIGHT / 2, { fill: theme[badge.current ? 'text-primary' : 'surface-node'], stroke: theme['text-primary'], strokeWidth: 1.25 }),
      centredText(badge.text, centre, 'center', { ...FONT.caption, weight: 600 }, theme[badge.current ? 'text-on-solid' : 'text-primary']),
    ],
  }
}

/** Outer, inner and size beside a packet that stands still. */
function captionItem(caption: SceneCaption, theme: PictureTheme): PictureItem {
  const items = caption.rows.flatMap((row, k) => {
    const at = { x: caption.rect.x, y: caption.rect.y + (k + 0.5) * LINE }
    return [
      centredText(row.key, at, 'left', { ...FONT.caption, weight: 600 }, theme[row.role]),
      centredText(row.text, { x: at.x + CAPTION_KEYS_WIDTH, y: at.y }, 'left', FONT.interfaceName, theme['text-primary']),
    ]
  })
  return { kind: 'group', id: 'caption', items }
}

/** The cross on its disc, the packet flung off on a dotted arc, place and reason in two lines. */
function dropItems(drop: SceneDrop, packet: FlyingPacket, progress: NonNullable<FlyingPacket['drop']>, theme: PictureTheme, minTextPx: number): readonly PictureItem[] {
  const hue = theme['outcome-drop-hue']
  const { at } = drop
  const reached = pathLength(drop.arc) * progress.fling
  const end = pointAlong(drop.arc, reached)
  const seen = drop.arcPieces.map(({ offset, points }) => pathUpTo(points, reached - offset)).filter((points) => points.length > 1)
  return [
    ...seen.map((points) => lineItem(points, { stroke: hue, ...FLUNG })),
    ...(progress.cross > 0 ? [crossItem(at, 0.6 + 0.4 * progress.cross, theme)] : []),
    ...(progress.fling >= 1 ? dropWords(drop, theme) : []),
    placedPacket(packet, end, -DROP_TILT_DEGREES * progress.fling, theme, minTextPx),
  ]
}

/** A cross on a disc of the drop's colour. */
export function crossItem(at: Point, scale: number, theme: PictureTheme): PictureItem {
  const arm = CROSS.arm
  const ink = { stroke: theme['text-on-solid'], strokeWidth: 2.5, cap: 'round' } as const
  return {
    kind: 'group',
    move: { to: at, scale, degrees: 0 },
    items: [
      discItem({ x: 0, y: 0 }, CROSS.radius, { fill: theme['outcome-drop-hue'] }),
      lineItem([{ x: -arm, y: -arm }, { x: arm, y: arm }], ink),
      lineItem([{ x: arm, y: -arm }, { x: -arm, y: arm }], ink),
    ],
  }
}

function dropWords(drop: SceneDrop, theme: PictureTheme): readonly PictureItem[] {
  if (drop.words === undefined) return []
  const { x, y, height } = drop.words
  return [
    ...(drop.leader ?? []).map((points) => lineItem(points, { stroke: theme['outcome-drop-hue'], strokeWidth: 1 })),
    centredText(drop.place, { x, y: y + height / 4 }, 'left', { ...FONT.strong, sizePx: drop.textPx }, theme['outcome-drop-hue']),
    centredText(drop.reason, { x, y: y + height * 0.75 }, 'left', { ...FONT.body, sizePx: drop.textPx }, theme['text-primary']),
  ]
}
