import { chipRect, wholeRect } from '../../core/scene/crowd'
import type { Crowd } from '../../core/scene/crowd'
import { grow, rectAround } from '../../core/scene/geometry'
import type { Rect } from '../../core/scene/geometry'
import type { FlyingPacket } from '../../core/scene/motion'
import { CHIP, MARK, arpOutline, chipText, markOutline } from '../../core/scene/packet-shape'
import { FONT } from '../../core/scene/text-metrics'
import { hatch, paintBehind, tracePath } from './paint-lines'
import { paintPacket, roundRect } from './paint-packet'
import { isLegible } from './text'
import type { CanvasTheme } from './theme'

const CHIP_RADIUS = 3
const HATCH_PITCH = 4
const STRONG_CAPTION = { ...FONT.caption, weight: 600 } as const
/** At the edge of a chip: a packet that grows into a whole one starts at this size. */
const SMALLEST = CHIP.width / 124

/** The packets that are not followed: chips with their names while they are few, else marks. Between two steps each passes behind what is in its place. */
export function paintCrowd(ctx: CanvasRenderingContext2D, theme: CanvasTheme, crowd: Crowd, over: (packet: Rect) => readonly Rect[]): void {
  const small = crowd.packets.filter((packet) => packet.emphasis === 0)
  if (crowd.form === 'chip') for (const packet of small) paintBehind(ctx, over(chipRect(packet)), () => paintChip(ctx, theme, packet, crowd.covered.has(packet)))
  else paintMarks(ctx, theme, small)
  for (const packet of crowd.packets) if (packet.emphasis > 0) paintBehind(ctx, over(wholeRect(packet)), () => paintGrowing(ctx, theme, packet))
  if (!isLegible(ctx, STRONG_CAPTION.sizePx)) return
  ctx.font = theme.font(STRONG_CAPTION)
  ctx.fillStyle = theme.colour('text-secondary')
  ctx.textAlign = 'left'
  ctx.textBaseline = 'middle'
  for (const { at, more } of crowd.counts) ctx.fillText(`+${more}`, at.x, at.y + 0.5)
}

/** Between a chip and a whole packet, while another one is followed next. */
export function paintGrowing(ctx: CanvasRenderingContext2D, theme: CanvasTheme, packet: FlyingPacket): void {
  const scale = SMALLEST + (1 - SMALLEST) * packet.emphasis
  ctx.save()
  ctx.translate(packet.centre.x, packet.centre.y)
  ctx.scale(scale, scale)
  paintPacket(ctx, theme, { ...packet, centre: { x: 0, y: 0 } })
  ctx.restore()
}

function paintChip(ctx: CanvasRenderingContext2D, theme: CanvasTheme, packet: FlyingPacket, isCovered: boolean): void {
  const rect = rectAround(packet.centre, CHIP.width, CHIP.height)
  const isSealed = packet.sealed !== '' && packet.mode !== undefined
  ctx.save()
  ctx.globalAlpha = packet.opacity
  if (packet.mode !== undefined && packet.envelope > 0) {
    const alpha = packet.envelope * (1 - packet.lift)
    ctx.globalAlpha *= alpha
    roundRect(ctx, grow(rect, CHIP.ring), CHIP_RADIUS + CHIP.ring)
    ctx.fillStyle = theme.colour(`mode-${packet.mode}-tint`)
    ctx.fill()
    ctx.strokeStyle = theme.colour(`mode-${packet.mode}-hue`)
    ctx.lineWidth = 2
    ctx.stroke()
    ctx.globalAlpha = packet.opacity
  }
  const edge = theme.colour(isSealed ? `mode-${packet.mode ?? 'wireguard'}-hue` : `protocol-${packet.protocol}-strong`)
  if (packet.protocol === 'arp') tracePath(ctx, arpOutline(rect), true)
  else roundRect(ctx, rect, CHIP_RADIUS)
  ctx.fillStyle = theme.colour(isSealed ? `mode-${packet.mode ?? 'wireguard'}-tint` : `protocol-${packet.protocol}-packet`)
  ctx.fill()
  ctx.strokeStyle = edge
  ctx.lineWidth = 1.25
  ctx.stroke()
  if (isSealed) {
    ctx.clip()
    ctx.lineWidth = 1
    hatch(ctx, rect, HATCH_PITCH)
  } else if (!isCovered && isLegible(ctx, STRONG_CAPTION.sizePx)) {
    ctx.font = theme.font(STRONG_CAPTION)
    ctx.fillStyle = theme.colour(`protocol-${packet.protocol}-packet-text`)
    ctx.textAlign = 'center'
    ctx.textBaseline = 'middle'
    ctx.fillText(chipText(packet), packet.centre.x, packet.centre.y + 0.5)
  }
  ctx.restore()
}

/** One path for all of a kind: a thousand cost a few fills. */
function paintMarks(ctx: CanvasRenderingContext2D, theme: CanvasTheme, packets: readonly FlyingPacket[]): void {
  const kinds = new Map<string, FlyingPacket[]>()
  for (const packet of packets) {
    const key = `${packet.protocol} ${packet.mode ?? ''} ${packet.sealed}`
    const kind = kinds.get(key)
    if (kind === undefined) kinds.set(key, [packet])
    else kind.push(packet)
  }
  for (const kind of kinds.values()) paintMarksOfAKind(ctx, theme, kind, kind[0] as FlyingPacket)
}

function paintMarksOfAKind(ctx: CanvasRenderingContext2D, theme: CanvasTheme, packets: readonly FlyingPacket[], { protocol, mode, sealed }: FlyingPacket): void {
  if (mode !== undefined) {
    ctx.beginPath()
    for (const { centre } of packets) ctx.rect(centre.x - MARK.ring, centre.y - MARK.ring, 2 * MARK.ring, 2 * MARK.ring)
    ctx.fillStyle = theme.colour(`mode-${mode}-tint`)
    ctx.fill()
    ctx.strokeStyle = theme.colour(`mode-${mode}-hue`)
    ctx.lineWidth = 1.5
    ctx.stroke()
  }
  ctx.beginPath()
  for (const { centre } of packets) {
    for (const [k, point] of markOutline(protocol, centre, MARK.radius).entries()) {
      if (k === 0) ctx.moveTo(point.x, point.y)
      else ctx.lineTo(point.x, point.y)
    }
    ctx.closePath()
  }
  ctx.fillStyle = theme.colour(sealed !== '' && mode !== undefined ? `mode-${mode}-hue` : `protocol-${protocol}-packet`)
  ctx.fill()
  ctx.strokeStyle = theme.colour(sealed !== '' && mode !== undefined ? `mode-${mode}-hue` : `protocol-${protocol}-strong`)
  ctx.lineWidth = 1.25
  ctx.stroke()
}
