import type { Cover } from '../scene/clear-of-names'
import { chipRect } from '../scene/crowd'
import type { Crowd } from '../scene/crowd'
import { grow, rectAround } from '../scene/geometry'
import type { FlyingPacket } from '../scene/motion'
import { CHIP, MARK, arpOutline, chipText, markOutline } from '../scene/packet-shape'
import { FONT } from '../scene/text-metrics'
import { behind } from './behind'
import { hatchLines } from './hatch'
import { boxItem, centredText, lineItem } from './picture'
import type { PictureItem } from './picture'
import type { PictureTheme } from './picture-themes'

const CHIP_RADIUS = 3
const HATCH_PITCH = 4
const STRONG_CAPTION = { ...FONT.caption, weight: 600 } as const

/** The packets that are not followed: chips with their names while they are few, which pass behind `covers`, else marks. */
export function crowdItems(crowd: Crowd, covers: readonly Cover[], theme: PictureTheme): readonly PictureItem[] {
  return [
    ...crowd.packets.map((packet) => (crowd.form === 'chip' ? behind(chipItem(packet, crowd.covered.has(packet), theme), chipRect(packet), covers) : markItem(packet, theme))),
    ...crowd.counts.map(({ at, more }) => centredText(`+${more}`, at, 'left', STRONG_CAPTION, theme['text-secondary'])),
  ]
}

function chipItem(packet: FlyingPacket, isCovered: boolean, theme: PictureTheme): PictureItem {
  const { mode } = packet
  const rect = rectAround(packet.centre, CHIP.width, CHIP.height)
  const isSealed = packet.sealed !== '' && mode !== undefined
  const ink = { fill: isSealed ? theme[`mode-${mode}-tint`] : theme[`protocol-${packet.protocol}-packet`], stroke: isSealed ? theme[`mode-${mode}-hue`] : theme[`protocol-${packet.protocol}-strong`], strokeWidth: 1.25 }
  const shape = packet.protocol === 'arp' ? lineItem(arpOutline(rect), ink, true) : boxItem(rect, CHIP_RADIUS, ink)
  const inside = isSealed
    ? { kind: 'group' as const, clip: shape, items: [hatchLines(rect, HATCH_PITCH, { stroke: theme[`mode-${mode}-hue`], strokeWidth: 1 })] }
    : centredText(chipText(packet), packet.centre, 'center', STRONG_CAPTION, theme[`protocol-${packet.protocol}-packet-text`])
  return { kind: 'group', title: packet.name, opacity: packet.opacity, items: [...ringItems(packet, rect, theme), shape, ...(isCovered && !isSealed ? [] : [inside])] }
}

function ringItems(packet: FlyingPacket, rect: ReturnType<typeof rectAround>, theme: PictureTheme): readonly PictureItem[] {
  if (packet.mode === undefined || packet.envelope === 0) return []
  const ink = { fill: theme[`mode-${packet.mode}-tint`], stroke: theme[`mode-${packet.mode}-hue`], strokeWidth: 2, opacity: packet.envelope * (1 - packet.lift) }
  return [boxItem(grow(rect, CHIP.ring), CHIP_RADIUS + CHIP.ring, ink)]
}

function markItem({ centre, protocol, mode, sealed, opacity, name }: FlyingPacket, theme: PictureTheme): PictureItem {
  const isSealed = sealed !== '' && mode !== undefined
  const ring = mode === undefined ? [] : [boxItem(rectAround(centre, 2 * MARK.ring, 2 * MARK.ring), 0, { fill: theme[`mode-${mode}-tint`], stroke: theme[`mode-${mode}-hue`], strokeWidth: 1.5 })]
  const ink = { fill: isSealed ? theme[`mode-${mode}-hue`] : theme[`protocol-${protocol}-packet`], stroke: isSealed ? theme[`mode-${mode}-hue`] : theme[`protocol-${protocol}-strong`], strokeWidth: 1.25 }
  return { kind: 'group', title: name, opacity, items: [...ring, lineItem(markOutline(protocol, centre, MARK.radius), ink, true)] }
}
