import { rectAround } from '../../core/scene/geometry'
import type { Point, Rect } from '../../core/scene/geometry'
import { modeName } from '../../core/scene/mode-name'
import type { FlyingPacket } from '../../core/scene/motion'
import { arpOutline } from '../../core/scene/packet-shape'
import { STAGE } from '../../core/scene/stage-metrics'
import { FONT, shortenToFit, textWidth } from '../../core/scene/text-metrics'
import { hatch, tracePath } from './paint-lines'
import { isLegible, legibleSize } from './text'
import type { CanvasTheme } from './theme'

/** The inner box on a wire, inside a node, and in an open envelope, where it lies below the strip. */
const PLAIN = { width: STAGE.plainWidth, height: STAGE.plainHeight }
const INSIDE = { width: STAGE.insideWidth, height: STAGE.insideHeight }
const INNER_IN_FULL = { width: 140, height: 22 }
const STRIP_DROP = 8
const RING = { width: STAGE.insideWidth + 2 * STAGE.insideRing, height: STAGE.insideHeight + 2 * STAGE.insideRing }
const FULL = { width: STAGE.packetWidth, height: STAGE.packetHeight }
const STRIP_HEIGHT = 18
/** Of letters, as a share of their size. */
const CAP_HEIGHT = 0.75
const RADIUS = 5
const LIFT_PX = 20
const TEXT_INSET = 8
const HATCH_PITCH = 6
const ARROW_ROOM = 22

/** The packet as what it is: an inner box in its protocol's fill, inside the envelope in its mode's hue. */
export function paintPacket(ctx: CanvasRenderingContext2D, theme: CanvasTheme, packet: FlyingPacket): void {
  ctx.save()
  ctx.globalAlpha = packet.opacity
  const inner = innerRect(packet)
  if (packet.mode !== undefined && packet.envelope > 0) paintEnvelope(ctx, theme, packet, packet.mode, inner)
  paintInner(ctx, theme, packet, inner, packet.mode === undefined || packet.envelope === 0)
  ctx.restore()
}

/** `strip` tells node from wire; the more of an open envelope there is, the lower and wider the box. */
function innerRect(packet: FlyingPacket): Rect {
  const bare = mix(INSIDE, PLAIN, packet.strip)
  const open = packet.mode === undefined ? 0 : packet.envelope * packet.strip * (1 - packet.lift)
  const closed = mix(bare, INNER_IN_FULL, open)
  const size = packet.rewrite === undefined ? closed : mix(closed, { width: rewriteWidth(packet.rewrite), height: closed.height }, packet.rewrite.open)
  return rectAround({ x: packet.centre.x, y: packet.centre.y + STRIP_DROP * open }, size.width, size.height)
}

interface Size {
  readonly width: number
  readonly height: number
}

function mix(from: Size, to: Size, share: number): Size {
  return { width: from.width + (to.width - from.width) * share, height: from.height + (to.height - from.height) * share }
}

/** Grows out of the inner box; lifts off and fades where the packet is unwrapped. */
function paintEnvelope(ctx: CanvasRenderingContext2D, theme: CanvasTheme, packet: FlyingPacket, mode: NonNullable<FlyingPacket['mode']>, inner: Rect): void {
  const hue = theme.colour(`mode-${mode}-hue`)
  const size = mix(RING, FULL, packet.strip)
  const closed = rectAround(packet.centre, size.width, size.height)
  const rect = blend(inner, closed, packet.envelope)
  ctx.save()
  ctx.globalAlpha *= Math.min(1, packet.envelope * 2) * (1 - packet.lift)
  ctx.translate(0, -LIFT_PX * packet.lift)
  castShadow(ctx, theme)
  roundRect(ctx, rect, RADIUS)
  ctx.fillStyle = theme.colour(`mode-${mode}-tint`)
  ctx.fill()
  ctx.shadowColor = 'transparent'
  if (packet.strip > 0) {
    ctx.save()
    ctx.clip()
    ctx.fillStyle = hue
    ctx.fillRect(rect.x, rect.y, rect.width * packet.envelope, STRIP_HEIGHT * packet.strip)
    ctx.restore()
  }
  roundRect(ctx, rect, RADIUS)
  ctx.strokeStyle = hue
  ctx.lineWidth = 2
  ctx.stroke()
  if (packet.strip > 0.6) paintStripText(ctx, theme, packet, mode, rect)
  ctx.restore()
}

function paintStripText(ctx: CanvasRenderingContext2D, theme: CanvasTheme, packet: FlyingPacket, mode: NonNullable<FlyingPacket['mode']>, rect: Rect): void {
  const font = { ...FONT.caption, weight: 600, sizePx: legibleSize(ctx, FONT.caption.sizePx) } as const
  if (font.sizePx * CAP_HEIGHT > STRIP_HEIGHT) return
  ctx.globalAlpha *= (packet.strip - 0.6) / 0.4
  ctx.font = theme.font(font)
  ctx.fillStyle = theme.colour('text-on-solid')
  ctx.textBaseline = 'middle'
  const y = rect.y + STRIP_HEIGHT / 2 + 0.5
  ctx.textAlign = 'left'
  ctx.fillText(modeName(mode), rect.x + TEXT_INSET, y)
  ctx.textAlign = 'right'
  const growth = `+${packet.growthBytes} B`
  const hasRoom = textWidth(modeName(mode), font) + textWidth(growth, font) + 3 * TEXT_INSET <= rect.width
  if (packet.growthBytes > 0 && hasRoom) ctx.fillText(growth, rect.x + rect.width - TEXT_INSET, y)
}

function paintInner(ctx: CanvasRenderingContext2D, theme: CanvasTheme, packet: FlyingPacket, rect: Rect, alone: boolean): void {
  ctx.save()
  if (alone) castShadow(ctx, theme)
  traceInner(ctx, packet, rect)
  const sealed = packet.sealed !== '' && packet.mode !== undefined && packet.envelope >= 1 && packet.lift < 0.5
  ctx.fillStyle = sealed ? theme.colour(`mode-${packet.mode ?? 'wireguard'}-tint`) : theme.colour(`protocol-${packet.protocol}-packet`)
  ctx.fill()
  ctx.shadowColor = 'transparent'
  const edge = sealed ? theme.colour(`mode-${packet.mode ?? 'wireguard'}-hue`) : theme.colour(`protocol-${packet.protocol}-strong`)
  if (sealed) {
    ctx.save()
    ctx.clip()
    ctx.strokeStyle = edge
    ctx.globalAlpha *= 0.6
    ctx.lineWidth = 1
    hatch(ctx, rect, HATCH_PITCH)
    ctx.restore()
    traceInner(ctx, packet, rect)
  }
  ctx.strokeStyle = edge
  ctx.lineWidth = 1.25
  ctx.stroke()
  paintInside(ctx, theme, packet, rect, sealed ? edge : undefined)
  ctx.restore()
}

function paintInside(ctx: CanvasRenderingContext2D, theme: CanvasTheme, packet: FlyingPacket, rect: Rect, seal: string | undefined): void {
  const isLarge = isLegible(ctx, FONT.caption.sizePx)
  if (seal !== undefined && isLarge) paintSeal(ctx, theme, rect, seal, packet.sealed)
  else if (seal !== undefined) return
  else if (packet.rewrite !== undefined && isLarge) paintRewrite(ctx, theme, packet, packet.rewrite, rect)
  else paintName(ctx, theme, packet, rect)
}

function traceInner(ctx: CanvasRenderingContext2D, packet: FlyingPacket, rect: Rect): void {
  if (packet.protocol === 'arp') tracePath(ctx, arpOutline(rect), true)
  else roundRect(ctx, rect, RADIUS - 1)
}

type Rewriting = NonNullable<FlyingPacket['rewrite']>

function rewriteWidth({ before, after }: Rewriting): number {
  return textWidth(before, FONT.address) + textWidth(after, FONT.deviceName) + ARROW_ROOM + 2 * TEXT_INSET
}

/** The old address struck through, and the new one written behind an arrow, as far as `done`. */
function paintRewrite(ctx: CanvasRenderingContext2D, theme: CanvasTheme, packet: FlyingPacket, rewrite: Rewriting, rect: Rect): void {
  const y = rect.y + rect.height / 2
  const ink = theme.colour(`protocol-${packet.protocol}-packet-text`)
  const left = packet.centre.x - rewriteWidth(rewrite) / 2 + TEXT_INSET
  const oldWidth = textWidth(rewrite.before, FONT.address)
  ctx.save()
  ctx.clip()
  ctx.globalAlpha *= rewrite.open
  ctx.fillStyle = ink
  ctx.textAlign = 'left'
  ctx.textBaseline = 'middle'
  ctx.font = theme.font(FONT.address)
  ctx.fillText(rewrite.before, left, y + 0.5)
  ctx.strokeStyle = ink
  ctx.lineWidth = 1.25
  const arrowX = left + oldWidth + ARROW_ROOM / 2
  strokeLine(ctx, [{ x: left, y }, { x: left + oldWidth * rewrite.done, y }])
  ctx.globalAlpha *= rewrite.done
  strokeLine(ctx, [{ x: arrowX - 5, y }, { x: arrowX + 5, y }])
  strokeLine(ctx, [{ x: arrowX + 2, y: y - 3 }, { x: arrowX + 5, y }, { x: arrowX + 2, y: y + 3 }])
  ctx.font = theme.font(FONT.deviceName)
  ctx.fillText(rewrite.after, left + oldWidth + ARROW_ROOM, y + 0.5)
  ctx.restore()
}

function strokeLine(ctx: CanvasRenderingContext2D, points: readonly Point[]): void {
  tracePath(ctx, points, false)
  ctx.stroke()
}

/** The whole name, or its first word where the packet is drawn small. */
function paintName(ctx: CanvasRenderingContext2D, theme: CanvasTheme, packet: FlyingPacket, rect: Rect): void {
  const font = { ...FONT.strong, sizePx: legibleSize(ctx, FONT.strong.sizePx) }
  const room = rect.width - TEXT_INSET
  const isSmall = font.sizePx > FONT.strong.sizePx && textWidth(packet.name, font) > room
  const text = isSmall ? (packet.name.split(' ')[0] ?? '') : shortenToFit(packet.name, room, font)
  if (font.sizePx * CAP_HEIGHT > rect.height || textWidth(text, font) > room) return
  ctx.font = theme.font(font)
  ctx.fillStyle = theme.colour(`protocol-${packet.protocol}-packet-text`)
  ctx.textAlign = 'center'
  ctx.textBaseline = 'middle'
  ctx.fillText(text, rect.x + rect.width / 2, rect.y + rect.height / 2 + 0.5)
}

const SEAL_LABEL = { width: 62, height: 16 } as const

/** A lock and the word, on a clear patch of the hatching. */
function paintSeal(ctx: CanvasRenderingContext2D, theme: CanvasTheme, rect: Rect, hue: string, word: string): void {
  const middle = { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 }
  roundRect(ctx, rectAround(middle, SEAL_LABEL.width, SEAL_LABEL.height), 2)
  ctx.fillStyle = theme.colour('surface-node')
  ctx.fill()
  const lock = { x: middle.x - 20, y: middle.y + 1 }
  ctx.fillStyle = hue
  ctx.strokeStyle = hue
  ctx.lineWidth = 1.5
  roundRect(ctx, rectAround({ x: lock.x, y: lock.y + 2 }, 9, 7), 1)
  ctx.fill()
  ctx.beginPath()
  ctx.arc(lock.x, lock.y - 2, 2.75, Math.PI, 0)
  ctx.stroke()
  ctx.font = theme.font({ ...FONT.caption, weight: 600 })
  ctx.fillStyle = theme.colour('text-primary')
  ctx.textAlign = 'left'
  ctx.textBaseline = 'middle'
  ctx.fillText(word, lock.x + 9, middle.y + 0.5)
}

function castShadow(ctx: CanvasRenderingContext2D, theme: CanvasTheme): void {
  const scale = ctx.getTransform().a
  ctx.shadowColor = theme.packetShadow.colour
  ctx.shadowBlur = theme.packetShadow.blurPx * scale
  ctx.shadowOffsetY = theme.packetShadow.offsetYPx * scale
}

function blend(from: Rect, to: Rect, share: number): Rect {
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share, ...mix(from, to, share) }
}

export function roundRect(ctx: CanvasRenderingContext2D, rect: Rect, radius: number): void {
  ctx.beginPath()
  ctx.roundRect(rect.x, rect.y, rect.width, rect.height, radius)
}
