import { isOnWire } from '../explain/on-wire'
import { placeName, shortInterfaceName } from '../explain/place-name'
import { crowdOf, crowdRects } from './crowd'
import { summarizeFrame } from './frame-summary'
import type { AddressPair } from './frame-summary'
import { centreOf, grow, overlaps, rightOf } from './geometry'
import type { Rect } from './geometry'
import { packetRect } from './flight'
import type { StepPlace } from './flight'
import type { Layout } from './layout'
import { flyingAt } from './motion'
import { narrationOf } from './narration'
import { bandRects, fixedObstacles } from './scene-bands'
import { labelRect } from './scene-labels'
import { crossesSubnet, dropOf, tilted } from './drop-place'
import type { CaptionRows, FlowWords, SceneBand, SceneCaption, SceneInput, SceneLabel, SceneNarration, SceneTold } from './scene'
import type { Step } from './steps'
import { FONT, shortenToFit, textWidth, wrapText } from './text-metrics'

const GAP = 8
const LINE = 16
/** Words closer than this to something else would look like part of it. */
const CLEARANCE = 6
const TITLE_LINE = 20
/** Below the title. */
const TITLE_GAP = 2
const MAX_TITLE_LINES = 2
const NARRATION_WIDTHS = [312, 272, 232, 200] as const
const MAX_NARRATION_LINES = 3
/** Column of the words outer, inner, size. */
const CAPTION_KEYS_WIDTH = 40
/** Level with the packet, or a little off where that is taken. */
const CAPTION_SHIFTS = [0, 8, -8, 16, -16, 24, -24, 40, -40] as const
/** Half a badge on a node's edge. */
const BADGE_RAIL = 11
/** Further away a caption would no longer seem to belong. */
const MAX_CAPTION_DISTANCE = 48
const LEGEND = { width: 184, height: 92 } as const
/** Free-standing words go where nothing else is: beside the packet, in the gutter, in a corner; else they stay away. */
export function placeWords(input: SceneInput, place: StepPlace | undefined, labels: readonly SceneLabel[], bands: readonly SceneBand[]): FlowWords {
  const { layout } = input.map
  const step = input.flight.steps[input.step]
  const placed = [...bands.flatMap((band) => [...bandRects(band.path), ...band.labels.map(labelRect)]), ...labels.filter((label) => label.inside === undefined).map(labelRect), ...verticals(input), ...othersAt(input)]
  const fixed = [...fixedObstacles(input), ...placed]
  // where packets of the flow stood before is no matter any more
  const drop = step?.kind === 'drop' && place !== undefined ? dropOf(input, step, place, labels, bands.flatMap((band) => band.labels), placed) : undefined
  const told = input.toldBeside ? toldOf(input, step, place) : undefined
  const narration = input.toldBeside ? undefined : narrationPlace(input, drop === undefined || place === undefined ? fixed : [...fixed, tilted(packetRect({ ...place, point: drop.arc.at(-1) ?? drop.at })), ...(drop.words === undefined ? [] : [drop.words])])
  const taken = narration === undefined ? fixed : [...fixed, narration.rect]
  const caption = !input.toldBeside && step !== undefined && place !== undefined && drop === undefined ? captionOf(input, step, place, taken) : undefined
  const legend = legendRect(layout)
  return {
    ...(narration === undefined ? {} : { narration }),
    ...(caption === undefined ? {} : { caption }),
    ...(told === undefined ? {} : { told }),
    ...(drop === undefined ? {} : { drop }),
    legendFits: !taken.some((rect) => overlaps(rect, legend)),
  }
}

/** Where the packets that are not followed stand. */
function othersAt({ flight, step }: SceneInput): readonly Rect[] {
  const { packet, crowd } = flyingAt(flight, { step, progress: 0 })
  return crowdRects(crowdOf(crowd, packet))
}

/** The legend keeps its size where the picture is made smaller. */
function legendRect({ margin, height, zoom }: Layout): Rect {
  const scale = Math.max(1, 1 / zoom)
  return { x: margin, y: height - margin - LEGEND.height * scale, width: LEGEND.width * scale, height: LEGEND.height * scale }
}

function toldOf(input: SceneInput, step: Step | undefined, place: StepPlace | undefined): SceneTold | undefined {
  const words = narrationOf(input)
  const rows = step === undefined || place === undefined ? [] : captionRows(input, step, place)
  const size = rows.at(-1)?.text
  return words && { ...words, addresses: rows.slice(0, -1), ...(size === undefined ? {} : { size }) }
}

/** Wires that cross the gutter, as thin boxes: no word stands on a line. */
function verticals(input: SceneInput): readonly Rect[] {
  return input.map.layout.wires.filter((wire) => wire.kind !== 'veth').flatMap((wire) =>
    wire.points.slice(1).map((b, i) => {
      const a = wire.points[i] ?? b
      return { x: Math.min(a.x, b.x) - GAP / 2, y: Math.min(a.y, b.y) - GAP / 2, width: Math.abs(b.x - a.x) + GAP, height: Math.abs(b.y - a.y) + GAP }
    }),
  )
}

/**
 * In the gutter, at its left or right end, so that it does not jump from step to step, with room for the longest words if there is;
 * else between what else stands there.
 */
function narrationPlace(input: SceneInput, obstacles: readonly Rect[]): SceneNarration | undefined {
  const words = narrationOf(input)
  if (words === undefined) return undefined
  const { layout } = input.map
  for (const xsOf of [endsOfGutter, acrossGutter]) {
    for (const width of NARRATION_WIDTHS) {
      const titleLines = wrapText(words.title, width, FONT.title).length
      if (titleLines > MAX_TITLE_LINES) continue
      const lines = linesOf(words.text, width)
      for (const count of [MAX_NARRATION_LINES, lines.length]) {
        const rect = freeInGutter(layout, xsOf(layout, width), { width, height: TITLE_GAP + titleLines * TITLE_LINE + count * LINE }, obstacles)
        if (rect !== undefined) return { rect, title: words.title, lines }
      }
    }
  }
  return undefined
}

function endsOfGutter(layout: Layout, width: number): readonly number[] {
  return [layout.margin * 2, layout.width - layout.margin * 2 - width]
}

function acrossGutter(layout: Layout, width: number): readonly number[] {
  const [left, right] = endsOfGutter(layout, width) as [number, number]
  return Array.from({ length: Math.max(0, Math.ceil((right - left) / LINE)) }, (_, k) => left + k * LINE)
}

/** What is cut off is marked. */
function linesOf(text: string, width: number): readonly string[] {
  const lines = wrapText(text, width, FONT.body)
  const last = lines[MAX_NARRATION_LINES - 1] ?? ''
  return lines.length <= MAX_NARRATION_LINES ? lines : [...lines.slice(0, MAX_NARRATION_LINES - 1), shortenToFit(`${last} …`, width, FONT.body)]
}

function freeInGutter(layout: Layout, xs: readonly number[], { width, height }: { readonly width: number; readonly height: number }, obstacles: readonly Rect[]): Rect | undefined {
  const lowest = Math.max(layout.gutter.bottom, layout.height - LEGEND.height) - height
  for (const x of xs) {
    for (let y = layout.gutter.top + GAP; y <= lowest; y += GAP / 2) {
      const rect = { x, y, width, height }
      if (!obstacles.some((obstacle) => overlaps(obstacle, grow(rect, CLEARANCE)))) return rect
    }
  }
  return undefined
}

/** Outer, inner and size beside the packet: right of it, else left, else nowhere. */
function captionOf(input: SceneInput, step: Step, place: StepPlace, taken: readonly Rect[]): SceneCaption | undefined {
  const rows = captionRows(input, step, place)
  if (rows.length === 0) return undefined
  const width = CAPTION_KEYS_WIDTH + Math.max(...rows.map((row) => textWidth(row.text, FONT.interfaceName)))
  const packet = packetRect(place)
  const middle = centreOf(packet).y - (rows.length * LINE) / 2
  const rails = input.map.layout.nodes.map((node) => grow(node.rect, BADGE_RAIL))
  const boxes = [...taken.filter((rect) => !overlaps(rect, packet)), ...rails]
  const subnet = input.map.layout.subnets.find((candidate) => overlaps(candidate.rect, packet))?.rect ?? packet
  const height = rows.length * LINE
  for (const [x, align] of [[rightOf(packet) + GAP, 'left'], [rightOf(subnet) + GAP, 'left'], [packet.x - GAP - width, 'right'], [subnet.x - GAP - width, 'right']] as const) {
    for (const shift of CAPTION_SHIFTS) {
      const rect = { x, y: middle + shift, width, height }
      const isFar = Math.max(x - rightOf(packet), packet.x - rightOf(rect)) > MAX_CAPTION_DISTANCE
      if (isFar || x < 0 || rightOf(rect) > input.map.layout.width || crossesSubnet(input.map.layout, rect) || boxes.some((box) => overlaps(box, grow(rect, CLEARANCE)))) continue
      return { rect, align, rows }
    }
  }
  return undefined
}

function captionRows(input: SceneInput, step: Step, place: StepPlace): CaptionRows {
  if (step.frame < 0 || step.kind === 'decision') return []
  const words = input.words.scene
  const fact = input.trace.fact(step.interfaceId)
  const summary = summarizeFrame(input.trace.frameBytes(step.frame), fact?.kind === 'interface' && fact.linkLayer === 'raw-ip', input.trace.tunnelPorts)
  const arrow = (pair: AddressPair): string => `${pair.source} → ${pair.destination}`
  const rows: CaptionRows[number][] = []
  const isWrapped = summary.outer !== undefined && (summary.sealed || summary.inner !== undefined)
  if (summary.outer !== undefined && place.mode !== undefined) rows.push({ key: isWrapped ? words.outer : words.addresses, role: `mode-${place.mode}-hue`, text: arrow(summary.outer) })
  if (summary.sealed) rows.push({ key: words.inner, role: `mode-${place.mode ?? 'wireguard'}-hue`, text: words.sealed })
  else if (summary.inner !== undefined) rows.push({ key: isWrapped ? words.inner : words.addresses, role: `protocol-${step.protocol}-strong`, text: arrow(summary.inner) })
  const ip = summary.outer ?? summary.inner
  const { onTheWire, atDevice } = input.words.picture
  const frame = isOnWire(input.map.inventory, step.netns, step.interfaceName) ? onTheWire(step) : atDevice({ bytes: step.bytes, device: shortInterfaceName(step.interfaceName) || placeName(input.map.inventory, step.netns) })
  rows.push({ key: words.size, role: 'text-secondary', text: ip === undefined ? frame : words.packetBytes({ ip: ip.totalBytes, frame }) })
  return rows
}
