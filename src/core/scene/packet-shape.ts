import type { Point, Rect } from './geometry'
import type { PacketProtocol, Step } from './steps'
import type { Part } from './strands'

/** A packet that is not followed: small, with its protocol's name. */
export const CHIP = { width: 46, height: 16, ring: 3 } as const
/** One of many: its protocol's shape alone, by half its width; an envelope is a ring around it. */
export const MARK = { radius: 4.5, ring: 7.5 } as const

/** How far the points of an ARP packet reach in. */
const ARP_POINT = 9
const ARP_POINT_SMALL = 5

/** ARP asks and answers below IP: its box ends in points, so that nobody takes it for data. */
export function arpOutline(rect: Rect): readonly Point[] {
  const { x, y, width, height } = rect
  const point = height > CHIP.height ? ARP_POINT : ARP_POINT_SMALL
  const middle = y + height / 2
  return [
    { x, y: middle },
    { x: x + point, y },
    { x: x + width - point, y },
    { x: x + width, y: middle },
    { x: x + width - point, y: y + height },
    { x: x + point, y: y + height },
  ]
}

const CORNERS: Readonly<Record<PacketProtocol, number>> = { icmp: 4, 'icmp-error': 8, ethernet: 4, udp: 0, tcp: 5, 'tcp-control': 5, 'tcp-reset': 8, arp: 3 }
const CIRCLE_CORNERS = 16

/** Square, circle, pentagon, triangle, and an octagon for what reports or breaks: the shapes of the timeline's marks, as polygons. */
export function markOutline(protocol: PacketProtocol, centre: Point, radius: number): readonly Point[] {
  const corners = CORNERS[protocol] || CIRCLE_CORNERS
  const reach = corners === 4 ? radius * Math.SQRT2 : corners === CIRCLE_CORNERS ? radius : radius * 1.2
  const turn = corners === 4 ? Math.PI / 4 : -Math.PI / 2
  return Array.from({ length: corners }, (_, k) => {
    const angle = turn + (2 * Math.PI * k) / corners
    return { x: centre.x + reach * Math.cos(angle), y: centre.y + reach * Math.sin(angle) }
  })
}

const PROTOCOL_NAMES: Readonly<Record<PacketProtocol, string>> = { icmp: 'ICMP', 'icmp-error': 'ICMP', udp: 'UDP', tcp: 'TCP', 'tcp-control': 'TCP', 'tcp-reset': 'TCP', arp: 'ARP', ethernet: 'Eth' }

/** What a whole packet says: a fragment, which one it is, since all of them cross the same places. */
export function packetName({ protocol, name, part, envelopePart }: Pick<Step, 'protocol' | 'name' | 'part' | 'envelopePart'>): string {
  const inside = part === undefined ? name : `${PROTOCOL_NAMES[protocol]} fragment ${part.number}/${part.of}`
  if (envelopePart === undefined) return inside
  return `${part === undefined ? PROTOCOL_NAMES[protocol] : inside}, piece ${envelopePart.number}/${envelopePart.of}`
}

/** What a small packet says: which fragment it is, of which the envelope may be in pieces, or its protocol. */
export function chipText({ protocol, part, envelopePart }: { readonly protocol: PacketProtocol; readonly part?: Part | undefined; readonly envelopePart?: Part | undefined }): string {
  const numbers = [part, envelopePart].flatMap((one) => (one === undefined ? [] : [`${one.number}/${one.of}`]))
  return numbers.length === 0 ? PROTOCOL_NAMES[protocol] : numbers.join(' ')
}
