import { rectAround } from '../scene/geometry'
import type { Point, Rect } from '../scene/geometry'
import { modeName } from '../scene/mode-name'
import type { FlyingPacket } from '../scene/motion'
import { arpOutline } from '../scene/packet-shape'
import { STAGE } from '../scene/stage-metrics'
import type { EnvelopeMode } from '../scene/steps'
import { FONT, shortenToFit, textWidth } from '../scene/text-metrics'
import type { Font } from '../scene/text-metrics'
import { hatchLines } from './hatch'
import { boxItem, centredText, lineItem } from './picture'
import type { PictureItem } from './picture'
import type { PictureTheme } from './picture-themes'

const PLAIN = { width: STAGE.plainWidth, height: STAGE.plainHeight }
const INSIDE = { width: STAGE.insideWidth, height: STAGE.insideHeight }
const INNER_IN_FULL = { width: 140, height: 22 }
const RING = { width: STAGE.insideWidth + 2 * STAGE.insideRing, height: STAGE.insideHeight + 2 * STAGE.insideRing }
const FULL = { width: STAGE.packetWidth, height: STAGE.packetHeight }
const STRIP_DROP = 8
const STRIP_HEIGHT = 18
const STRIP_TEXT_FROM = 0.6
const RADIUS = 5
const LIFT_PX = 20
const TEXT_INSET = 8
const HATCH_PITCH = 6
const ARROW_ROOM = 22
/** Of letters, as a share of their size. */
const CAP_HEIGHT = 0.75
const SEAL_LABEL = { width: 62, height: 16 } as const

/** What its words are set with: none smaller than that; those that then have no room go. */
interface Letters {
  readonly theme: PictureTheme
  readonly minTextPx: number
}

/**
 * The packet as what it is: an inner box in its protocol's fill, inside the envelope in its mode's hue. Its size is the same where letters have to be
 * larger: it stands between names.
 */
export function packetItem(packet: FlyingPacket, theme: PictureTheme, minTextPx: number): PictureItem {
  const inner = innerRect(packet)
  const letters = { theme, minTextPx }
  const envelope = packet.mode !== undefined && packet.envelope > 0 ? [envelopeItem(packet, packet.mode, inner, letters)] : []
  return { kind: 'group', id: 'packet', title: packet.name, opacity: packet.opacity, items: [...envelope, ...innerItems(packet, inner, letters)] }
}

function legible(font: Font, { minTextPx }: Letters): Font {
  return { ...font, sizePx: Math.max(font.sizePx, minTextPx) }
}

function hasHeight(font: Font, heightPx: number): boolean {
  return font.sizePx * CAP_HEIGHT <= heightPx
}

interface Size {
  readonly width: number
  readonly height: number
}

function mix(from: Size, to: Size, share: number): Size {
  return { width: from.width + (to.width - from.width) * share, height: from.height + (to.height - from.height) * share }
}

/** `strip` tells node from wire; the more of an open envelope there is, the lower and wider the box. */
function innerRect(packet: FlyingPacket): Rect {
  const open = packet.mode === undefined ? 0 : packet.envelope * packet.strip * (1 - packet.lift)
  const closed = mix(mix(INSIDE, PLAIN, packet.strip), INNER_IN_FULL, open)
  const size = packet.rewrite === undefined ? closed : mix(closed, { width: rewriteWidth(packet.rewrite), height: closed.height }, packet.rewrite.open)
  return rectAround({ x: packet.centre.x, y: packet.centre.y + STRIP_DROP * open }, size.width, size.height)
}

/** Grows out of the inner box; lifts off and fades where the packet is unwrapped. */
function envelopeItem(packet: FlyingPacket, mode: EnvelopeMode, inner: Rect, letters: Letters): PictureItem {
  const { theme } = letters
  const hue = theme[`mode-${mode}-hue`]
  const closed = mix(RING, FULL, packet.strip)
  const size = mix(inner, closed, packet.envelope)
  const rect = rectAround({ x: packet.centre.x, y: packet.centre.y + (inner.y + inner.height / 2 - packet.centre.y) * (1 - packet.envelope) - LIFT_PX * packet.lift }, size.width, size.height)
  const shape = boxItem(rect, RADIUS, {})
  const strip: Rect = { x: rect.x, y: rect.y, width: rect.width * packet.envelope, height: STRIP_HEIGHT * packet.strip }
  return {
    kind: 'group',
    opacity: Math.min(1, packet.envelope * 2) * (1 - packet.lift),
    items: [
      { ...shape, fill: theme[`mode-${mode}-tint`] },
      ...(packet.strip > 0 ? [{ kind: 'group', clip: shape, items: [boxItem(strip, 0, { fill: hue })] } as const] : []),
      { ...shape, stroke: hue, strokeWidth: 2 },
      ...(packet.strip > STRIP_TEXT_FROM ? [stripText(packet, mode, rect, letters)] : []),
    ],
  }
}

function stripText(packet: FlyingPacket, mode: EnvelopeMode, rect: Rect, letters: Letters): PictureItem {
  const { theme } = letters
  const font = legible({ ...FONT.caption, weight: 600 }, letters)
  const y = rect.y + STRIP_HEIGHT / 2 + 0.5
  const name = centredText(modeName(mode), { x: rect.x + TEXT_INSET, y }, 'left', font, theme['text-on-solid'])
  const growth = centredText(`+${packet.growthBytes} B`, { x: rect.x + rect.width - TEXT_INSET, y }, 'right', font, theme['text-on-solid'])
  const hasRoom = textWidth(name.text, font) + textWidth(growth.text, font) + 3 * TEXT_INSET <= rect.width
  const said = !hasHeight(font, STRIP_HEIGHT) ? [] : packet.growthBytes > 0 && hasRoom ? [name, growth] : [name]
  return { kind: 'group', opacity: (packet.strip - STRIP_TEXT_FROM) / (1 - STRIP_TEXT_FROM), items: said }
}

function innerItems(packet: FlyingPacket, rect: Rect, letters: Letters): readonly PictureItem[] {
  const { theme, minTextPx } = letters
  const isReadable = FONT.caption.sizePx >= minTextPx
  const isSealed = packet.sealed !== '' && packet.mode !== undefined && packet.envelope >= 1 && packet.lift < 0.5
  if (isSealed) return sealedItems(boxItem(rect, RADIUS - 1, {}), packet.mode ?? 'wireguard', isReadable ? packet.sealed : '', theme)
  const ink = { fill: theme[`protocol-${packet.protocol}-packet`], stroke: theme[`protocol-${packet.protocol}-strong`], strokeWidth: 1.25 }
  const shape = packet.protocol === 'arp' ? lineItem(arpOutline(rect), ink, true) : boxItem(rect, RADIUS - 1, ink)
  if (packet.rewrite !== undefined && isReadable) return [shape, rewriteItem(packet, packet.rewrite, rect, theme)]
  return [shape, ...nameItems(packet, rect, letters)]
}

/** The whole name, or its first word where letters have to be larger. */
function nameItems({ name, protocol }: FlyingPacket, rect: Rect, letters: Letters): readonly PictureItem[] {
  const font = legible(FONT.strong, letters)
  const room = rect.width - TEXT_INSET
  const isLarger = font.sizePx > FONT.strong.sizePx && textWidth(name, font) > room
  const text = isLarger ? (name.split(' ')[0] ?? '') : shortenToFit(name, room, font)
  if (!hasHeight(font, rect.height) || textWidth(text, font) > room) return []
  return [centredText(text, { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 }, 'center', font, letters.theme[`protocol-${protocol}-packet-text`])]
}

type Rewriting = NonNullable<FlyingPacket['rewrite']>

function rewriteWidth({ before, after }: Rewriting): number {
  return textWidth(before, FONT.address) + textWidth(after, FONT.deviceName) + ARROW_ROOM + 2 * TEXT_INSET
}

/** The old address struck through, and the new one written behind an arrow, as far as `done`. */
function rewriteItem(packet: FlyingPacket, rewrite: Rewriting, rect: Rect, theme: PictureTheme): PictureItem {
  const y = rect.y + rect.height / 2
  const ink = theme[`protocol-${packet.protocol}-packet-text`]
  const stroke = { stroke: ink, strokeWidth: 1.25 }
  const left = packet.centre.x - rewriteWidth(rewrite) / 2 + TEXT_INSET
  const oldWidth = textWidth(rewrite.before, FONT.address)
  const arrowX = left + oldWidth + ARROW_ROOM / 2
  const arrow = [lineItem([{ x: arrowX - 5, y }, { x: arrowX + 5, y }], stroke), lineItem([{ x: arrowX + 2, y: y - 3 }, { x: arrowX + 5, y }, { x: arrowX + 2, y: y + 3 }], stroke)]
  return {
    kind: 'group',
    opacity: rewrite.open,
    items: [
      centredText(rewrite.before, { x: left, y }, 'left', FONT.address, ink),
      lineItem([{ x: left, y }, { x: left + oldWidth * rewrite.done, y }], stroke),
      { kind: 'group', opacity: rewrite.done, items: [...arrow, centredText(rewrite.after, { x: left + oldWidth + ARROW_ROOM, y }, 'left', FONT.deviceName, ink)] },
    ],
  }
}

/** Hatched, with a lock and the word on a clear patch where the word can be read. */
function sealedItems(shape: ReturnType<typeof boxItem>, mode: EnvelopeMode, word: string, theme: PictureTheme): readonly PictureItem[] {
  const hue = theme[`mode-${mode}-hue`]
  const middle = { x: shape.rect.x + shape.rect.width / 2, y: shape.rect.y + shape.rect.height / 2 }
  const lock = { x: middle.x - 20, y: middle.y + 1 }
  return [
    { ...shape, fill: theme[`mode-${mode}-tint`] },
    { kind: 'group', clip: shape, items: [hatchLines(shape.rect, HATCH_PITCH, { stroke: hue, strokeWidth: 1, opacity: 0.6 })] },
    { ...shape, stroke: hue, strokeWidth: 1.25 },
    ...(word === '' ? [] : [
      boxItem(rectAround(middle, SEAL_LABEL.width, SEAL_LABEL.height), 2, { fill: theme['surface-node'] }),
      ...lockItems(lock, hue),
      centredText(word, { x: lock.x + 9, y: middle.y }, 'left', { ...FONT.caption, weight: 600 }, theme['text-primary']),
    ]),
  ]
}

function lockItems(at: Point, hue: string): readonly PictureItem[] {
  const left = at.x - 2.75
  const right = at.x + 2.75
  const bow = [{ x: left, y: at.y - 1 }, { x: left, y: at.y - 3 }, { x: left + 1, y: at.y - 4.75 }, { x: right - 1, y: at.y - 4.75 }, { x: right, y: at.y - 3 }, { x: right, y: at.y - 1 }]
  return [boxItem(rectAround({ x: at.x, y: at.y + 2 }, 9, 7), 1, { fill: hue }), lineItem(bow, { stroke: hue, strokeWidth: 1.5 })]
}
