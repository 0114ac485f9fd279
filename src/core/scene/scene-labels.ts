import type { InventoryLink } from '../model/inventory'
import { formatIpv4 } from '../wire/ipv4-address'
import { besideRect } from './crowd'
import { packetRect } from './flight'
import { bottomOf, centreOf, grow, overlaps, rectBetween, rightOf } from './geometry'
import type { Point, Rect } from './geometry'
import type { PlacedInterface, PlacedNode } from './layout'
import type { ColourRole, SceneInput, SceneLabel } from './scene'
import { addressOf, foldText, solidEnds } from './scene-boxes'
import { ShortNames } from './short-names'
import { FOLD_BUTTON } from './stage-metrics'
import { FONT, shortenToFit, textWidth } from './text-metrics'
import type { Font } from './text-metrics'

/** Between a text and the edge of its box. */
const INSET = 4
/** Of a tunnel device that shares its place with others. */
const LOW_INSET = 2
const HEAD_INSET = 12
const HEAD_GAP = 8
const TITLE_GAP = 20
/** Distance of a two-line box's lines from its middle. */
const HALF_PITCH = 7.5
/** Of the middle of a line's name over its line: the first that is free. */
const LINK_NAME_RISES = [20, 24, -22] as const
const LINK_NAME_CLEARANCE = 2

/** `onBands`: tunnels and their names, which the names of lines keep off. */
export function labelsOf(input: SceneInput, onBands: readonly Rect[]): readonly SceneLabel[] {
  const short = new ShortNames(namesDrawn(input))
  return [...subnetTitles(input), ...input.map.layout.nodes.flatMap((node) => nodeHead(input, node, short)), ...podLabels(input, short), ...interfaceLabels(input), ...hostLabels(input), ...foldLabels(input), ...linkNames(input, onBands)]
}

/** The area that a label's letters take: ascenders to descenders, by the metrics of its face. */
export function labelRect(label: Pick<SceneLabel, 'text' | 'at' | 'align' | 'font'>): Rect {
  const width = textWidth(label.text, label.font)
  const height = label.font.sizePx
  const x = label.align === 'left' ? label.at.x : label.align === 'right' ? label.at.x - width : label.at.x - width / 2
  return { x, y: label.at.y - height / 2, width, height }
}

/** Of the hosts and pods that have boxes of their own. */
function namesDrawn({ map: { layout, inventory } }: SceneInput): readonly string[] {
  return [...layout.nodes, ...layout.pods].flatMap(({ netns }) => inventory.namespaces[netns]?.name ?? [])
}

/** The words of a name in its box: those that are its own, or its ends where there is no room for them. */
function named(label: Omit<SceneLabel, 'text' | 'name'> & { readonly name: string }, room: number, short: ShortNames): SceneLabel {
  return { ...label, text: short.fit(label.name, room, label.font) || shortenToFit(label.name, room, label.font) }
}

function centred(id: string, text: string, at: Point, font: Font, role: ColourRole, inside: Rect, inset: number = INSET): SceneLabel {
  return { id, text: shortenToFit(text, inside.width - 2 * inset, font), at, align: 'center', font, role, inside }
}

function centredName(id: string, name: string, at: Point, font: Font, inside: Rect, short: ShortNames): SceneLabel {
  return named({ id, name, at, align: 'center', font, role: 'text-primary', inside }, inside.width - 2 * INSET, short)
}

function subnetTitles(input: SceneInput): readonly SceneLabel[] {
  return input.map.layout.subnets.flatMap((subnet, k): readonly SceneLabel[] => {
    const segment = input.map.inventory.segments[subnet.segment]
    const y = centreOf(subnet.title).y
    const x = subnet.title.x + HEAD_INSET + 2
    const name = shortenToFit(segment?.cidr ?? input.words.scene.noSubnet, subnet.title.width - 2 * HEAD_INSET, FONT.subnetName)
    const title: SceneLabel = { id: `subnet-${k}-name`, text: name, at: { x, y }, align: 'left', font: FONT.subnetName, role: 'text-primary', inside: subnet.rect }
    if (segment === undefined) return [title]
    const noteX = x + textWidth(name, FONT.subnetName) + TITLE_GAP
    const note = input.words.scene.subnetNote({ name: segment.name === segment.cidr ? '' : segment.name, mtu: segment.mtuBytes })
    if (noteX + textWidth(note, FONT.caption) > rightOf(subnet.rect) - HEAD_INSET) return [title]
    return [title, { id: `subnet-${k}-note`, text: note, at: { x: noteX, y }, align: 'left', font: FONT.caption, role: 'text-tertiary', inside: subnet.rect }]
  })
}

/** Name left and block right; the block goes first when there is no room for both. */
function nodeHead(input: SceneInput, node: PlacedNode, short: ShortNames): readonly SceneLabel[] {
  const namespace = input.map.inventory.namespaces[node.netns]
  const name = namespace?.name ?? ''
  const y = centreOf(node.head).y
  if (node.detail === 'bar') return barLabels(input, node, name, short)
  if (node.detail === 'compact') {
    const between = { ...node.head, x: node.head.x + FOLD_BUTTON.width - INSET, width: node.head.width - 2 * (FOLD_BUTTON.width - INSET) }
    return [centredName(`node-${node.netns}`, name, { x: centreOf(node.head).x, y }, FONT.nodeName, between, short)]
  }
  const left = node.rect.x + HEAD_INSET
  const room = node.rect.width - HEAD_INSET - FOLD_BUTTON.width
  const title = named({ id: `node-${node.netns}`, name, at: { x: left, y }, align: 'left', font: FONT.nodeName, role: 'text-primary', inside: node.rect }, room, short)
  const block = namespace?.blocks[0]
  if (block === undefined || textWidth(title.text, FONT.nodeName) + HEAD_GAP + textWidth(block, FONT.address) > room) return [title]
  return [title, { id: `node-${node.netns}-block`, text: block, at: { x: rightOf(node.rect) - FOLD_BUTTON.width, y }, align: 'right', font: FONT.address, role: 'text-tertiary', inside: node.rect }]
}

/** Name left, number of pods right. */
function barLabels(input: SceneInput, node: PlacedNode, name: string, short: ShortNames): readonly SceneLabel[] {
  const y = centreOf(node.rect).y
  const pods = input.words.scene.pods({ count: node.podCount })
  const room = node.rect.width - HEAD_GAP - FOLD_BUTTON.width
  const podsWidth = node.podCount === 0 ? 0 : textWidth(pods, FONT.caption) + HEAD_GAP
  const title = named({ id: `node-${node.netns}`, name, at: { x: node.rect.x + HEAD_GAP, y }, align: 'left', font: FONT.podName, role: 'text-primary', inside: node.rect }, room - podsWidth, short)
  return podsWidth === 0 ? [title] : [title, { id: `node-${node.netns}-pods`, text: pods, at: { x: rightOf(node.rect) - FOLD_BUTTON.width, y }, align: 'right', font: FONT.caption, role: 'text-tertiary', inside: node.rect }]
}

function podLabels(input: SceneInput, short: ShortNames): readonly SceneLabel[] {
  const ends = solidEnds(input)
  return input.map.layout.pods.flatMap((pod) => {
    const namespace = input.map.inventory.namespaces[pod.netns]
    if (namespace === undefined) return []
    const middle = centreOf(pod.rect)
    const [id, address] = [`pod-${pod.netns}`, addressOf(namespace)]
    const name = centredName(id, namespace.name, address === '' ? middle : { x: middle.x, y: middle.y - HALF_PITCH }, FONT.podName, pod.rect, short)
    const lines = address === '' ? [name] : [name, centred(`${id}-address`, address, { x: middle.x, y: middle.y + HALF_PITCH }, FONT.address, 'text-secondary', pod.rect)]
    return ends.has(pod.netns) ? lines.map((line) => ({ ...line, role: 'text-on-solid' as const })) : lines
  })
}

function twoLines(id: string, name: string, address: string, middle: Point, nameFont: Font, inside: Rect): readonly SceneLabel[] {
  if (address === '') return [centred(id, name, middle, nameFont, 'text-primary', inside)]
  return [
    centred(id, name, { x: middle.x, y: middle.y - HALF_PITCH }, nameFont, 'text-primary', inside),
    centred(`${id}-address`, address, { x: middle.x, y: middle.y + HALF_PITCH }, FONT.address, 'text-secondary', inside),
  ]
}

function interfaceLabels(input: SceneInput): readonly SceneLabel[] {
  const drawn = input.map.layout.interfaces.filter((placed) => placed.drawn && placed.role !== 'pod')
  // all with their lengths or none: one of a kind without it would look like another kind
  const withLengths = drawn.every((placed) => placed.role !== 'tunnel' || placed.nameOnly || fits(withLength(linkOf(input, placed)), placed.rect))
  return drawn.flatMap((placed) => interfaceLabel(input, placed, withLengths))
}

function linkOf(input: SceneInput, placed: PlacedInterface): InventoryLink | undefined {
  return input.map.inventory.namespaces[placed.netns]?.links.find((candidate) => candidate.name === placed.link)
}

/** `172.16.34.0/32`. */
function withLength(link: InventoryLink | undefined): string {
  const address = link?.addresses[0]
  return address === undefined ? '' : `${formatIpv4(address.address)}/${address.prefixLength}`
}

function interfaceLabel(input: SceneInput, placed: PlacedInterface, withLengths: boolean): readonly SceneLabel[] {
  const id = `if-${placed.netns}/${placed.link}`
  const link = linkOf(input, placed)
  const address = link?.addresses[0]
  const middle = centreOf(placed.rect)
  const text = address === undefined ? '' : formatIpv4(address.address)
  if (placed.role === 'tunnel' && placed.nameOnly) return [centred(id, placed.link, middle, FONT.interfaceName, 'text-secondary', placed.rect, LOW_INSET)]
  if (placed.role === 'veth' || placed.nameOnly) return [centred(id, placed.link, middle, FONT.interfaceName, 'text-secondary', placed.rect)]
  if (placed.role === 'router-port') {
    const both = `${placed.link} ${text}`.trim()
    const shown = fits(both, placed.rect) ? both : text !== '' && fits(text, placed.rect) ? text : placed.link
    return [{ ...centred(id, shown, middle, FONT.interfaceName, 'text-secondary', placed.rect), name: placed.link }]
  }
  return twoLines(id, placed.link, placed.role === 'tunnel' && withLengths ? withLength(link) : text, middle, FONT.deviceName, placed.rect)
}

/** An address is left out or whole, never cut. */
function fits(text: string, rect: Rect): boolean {
  return textWidth(text, FONT.address) <= rect.width - 2 * INSET
}

function hostLabels(input: SceneInput): readonly SceneLabel[] {
  const { routers, outsides } = input.map.layout
  const ends = solidEnds(input)
  const nameOf = (netns: number): string => input.map.inventory.namespaces[netns]?.name ?? ''
  return [
    ...routers.map((host) => centred(`router-${host.netns}`, nameOf(host.netns), centreOf(host.rect), FONT.strong, 'text-primary', host.rect)),
    ...outsides.flatMap((host) => {
      const isEnd = ends.has(host.netns)
      const namespace = input.map.inventory.namespaces[host.netns]
      const address = namespace === undefined ? '' : addressOf(namespace)
      const name = nameOf(host.netns)
      const middle = centreOf(host.rect)
      return [
        centred(`outside-${host.netns}`, address || name, { x: middle.x, y: middle.y - HALF_PITCH }, FONT.deviceName, isEnd ? 'text-on-solid' : 'text-primary', host.rect),
        centred(`outside-${host.netns}-note`, address === '' || name === address ? input.words.scene.outside : name, { x: middle.x, y: middle.y + HALF_PITCH }, FONT.caption, isEnd ? 'text-on-solid' : 'text-secondary', host.rect),
      ]
    }),
  ]
}

function foldLabels(input: SceneInput): readonly SceneLabel[] {
  return input.map.layout.folds.map((fold) => centred(`fold-${fold.of}-${fold.owner}`, foldText(fold, input.words), centreOf(fold.rect), FONT.caption, 'text-secondary', fold.rect))
}

/** A router's uplink has no port box: its name stands over its line, or higher or under it, where no packet of the flow will stand or pass. */
function linkNames(input: SceneInput, onBands: readonly Rect[]): readonly SceneLabel[] {
  const packets = input.flight.stands.map((place) => packetRect(place)).flatMap((rect) => [rect, besideRect(rect, input.flight.mostParts - 1)])
  const passing = besideWays(input.flight)
  const lines = input.map.layout.wires.filter((wire) => wire.kind === 'direct').flatMap(({ points }) => points.slice(1).map((b, i) => rectBetween(points[i] ?? b, b)))
  const hosts = [...input.map.layout.outsides, ...input.map.layout.routers, ...input.map.layout.interfaces.filter((placed) => placed.role === 'router-port' && placed.drawn)].map(({ rect }) => rect)
  const names: SceneLabel[] = []
  for (const wire of input.map.layout.wires.filter(({ kind }) => kind === 'direct')) {
    const end = wire.points.at(-1) as Point
    const corner = wire.points.at(-2) as Point
    const room = Math.abs(end.x - corner.x)
    if (textWidth(wire.link, FONT.interfaceName) > room - 2 * INSET) continue
    const taken = [...packets, ...passing, ...lines, ...hosts, ...onBands, ...names.map(labelRect)].map((rect) => grow(rect, LINK_NAME_CLEARANCE))
    const labels = LINK_NAME_RISES.map((rise): SceneLabel => ({ id: `link-${wire.id}`, text: wire.link, at: { x: (end.x + corner.x) / 2, y: end.y - rise }, align: 'center', font: FONT.interfaceName, role: 'text-tertiary' }))
    names.push(...labels.filter((label) => !taken.some((rect) => overlaps(rect, labelRect(label)))).slice(0, 1))
  }
  return names
}

/** What fragments pass over that go beside the one that is followed. */
function besideWays({ ways, mostParts }: SceneInput['flight']): readonly Rect[] {
  if (mostParts === 1) return []
  const besideAt = (point: Point): Rect => besideRect(packetRect({ point, form: 'wire' }), mostParts)
  return [...new Set(ways)].flatMap((way) => (way?.points ?? []).slice(1).map((b, i) => {
    const [from, to] = [besideAt(way?.points[i] ?? b), besideAt(b)]
    return rectBetween({ x: Math.min(from.x, to.x), y: Math.min(from.y, to.y) }, { x: Math.max(rightOf(from), rightOf(to)), y: Math.max(bottomOf(from), bottomOf(to)) })
  }))
}
