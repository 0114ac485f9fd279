import type { Trace } from '../trace/trace'
import type { Words } from '../words/en'
import type { Flight, StepPlace } from './flight'
import { grow } from './geometry'
import type { Point, Rect } from './geometry'
import { badgesOf, currentPlace, modeInSight, waysOf } from './scene-flow'
import { bandRects, bandsOf } from './scene-bands'
import { boxesOf } from './scene-boxes'
import { labelRect, labelsOf } from './scene-labels'
import { STAGE } from './stage-metrics'
import type { EnvelopeMode, PacketProtocol } from './steps'
import type { Font } from './text-metrics'
import type { StageMap } from './ways'

/**
 * What is drawn at a moment, as plain data: a pure function of lab, layout, trace and moment. Painters (cytoscape for
 * what stands still, a canvas for what moves, the exporters) read this and nothing else.
 */
export interface Scene {
  readonly width: number
  readonly height: number
  readonly boxes: readonly SceneBox[]
  readonly grids: readonly SceneGrid[]
  readonly wires: readonly SceneLine[]
  readonly labels: readonly SceneLabel[]
  readonly bands: readonly SceneBand[]
  readonly ways: readonly SceneWay[]
  readonly badges: readonly SceneBadge[]
  /** Of the envelopes in use around the packet in sight; absent where there are none. */
  readonly mode?: EnvelopeMode
  readonly narration?: SceneNarration
  readonly caption?: SceneCaption
  readonly drop?: SceneDrop
  /** What happens and what the packet is, for words that stand beside the picture and not in it. */
  readonly told?: SceneTold
  /** True where the legend has a free corner (bottom left) to stand in. */
  readonly legendFits: boolean
}

/** A colour by its meaning: the name of a CSS variable without the dashes. Painters look it up in the theme. */
export type ColourRole =
  | 'surface-stage' | 'surface-subnet' | 'surface-node' | 'surface-selected'
  | 'text-primary' | 'text-secondary' | 'text-tertiary' | 'text-on-solid'
  | 'line-subnet' | 'line-box' | 'line-wire'
  | 'outcome-drop-hue' | 'outcome-drop-tint'
  | `mode-${EnvelopeMode}-hue` | `mode-${EnvelopeMode}-tint`
  | `protocol-${PacketProtocol}-${'packet' | 'packet-text' | 'strong'}`

/** What a box stands for, so that a click on it means something. */
export type SceneTarget =
  | { readonly kind: 'namespace'; readonly netns: number }
  | { readonly kind: 'interface'; readonly netns: number; readonly link: string }

/** What has no boxes of its own: pods of the node `owner`, or nodes of the segment `owner`. */
export interface SceneFold {
  readonly kind: 'fold'
  readonly of: 'pods' | 'nodes'
  readonly owner: number
}

/** Nodes as cells of one size, in rows. */
export interface SceneGrid {
  readonly rect: Rect
  readonly columns: number
  readonly pitch: number
  readonly cell: number
  readonly count: number
  readonly fill: ColourRole
}

export interface SceneBox {
  readonly id: string
  readonly kind: 'subnet' | 'node' | 'pod' | 'nub' | 'interface' | 'router' | 'outside' | 'fold'
  readonly rect: Rect
  readonly radius: number
  readonly fill: ColourRole
  readonly stroke: ColourRole
  readonly strokeWidth: number
  readonly target?: SceneTarget | SceneFold
  /** The whole name, for hover and for a screen reader. */
  readonly title: string
  readonly selected: boolean
  /** The host's end of a pod's link. */
  readonly isPodLink?: boolean
}

export interface SceneLine {
  readonly id: string
  readonly points: readonly Point[]
  readonly width: number
  readonly role: ColourRole
  /** True for a pod's link, which lies over its node. */
  readonly inNode: boolean
}

export interface SceneLabel {
  readonly id: string
  readonly text: string
  /** Middle of the line's height; x is the left, centre or right by `align`. */
  readonly at: Point
  readonly align: 'left' | 'center' | 'right'
  readonly font: Font
  readonly role: ColourRole
  /** The box whose name it is and which it must not leave; none for words that stand free. */
  readonly inside?: Rect
  /** Of a host's or pod's: the whole of what `text` has as much of as fits. */
  readonly name?: string
}

export interface TunnelEnd {
  readonly netns: number
  readonly link: string
}

export interface SceneBand {
  readonly id: string
  readonly mode: EnvelopeMode
  readonly path: readonly Point[]
  /** The two tunnel devices. */
  readonly ends: readonly [TunnelEnd, TunnelEnd]
  /** Names beside it; absent where there is no free place. */
  readonly labels: readonly SceneLabel[]
}

/** The part of a flow's line between two steps, with what lies under boxes cut out. */
export interface SceneWay {
  /** Positions of the steps that it joins. */
  readonly from: number
  readonly to: number
  readonly length: number
  readonly pieces: readonly { readonly offset: number; readonly points: readonly Point[] }[]
  readonly protocol: PacketProtocol
  readonly mode?: EnvelopeMode
  readonly sealed: boolean
}

export interface SceneBadge {
  readonly id: string
  readonly centre: Point
  readonly text: string
  readonly current: boolean
  /** Where it has room to be wider: left, right, or on both sides. */
  readonly outwards: -1 | 0 | 1
}

export interface SceneNarration {
  readonly rect: Rect
  readonly title: string
  readonly lines: readonly string[]
}

/** Outer and inner addresses and the size of a packet. */
export type CaptionRows = readonly { readonly key: string; readonly role: ColourRole; readonly text: string }[]

export interface SceneCaption {
  readonly rect: Rect
  readonly align: 'left' | 'right'
  readonly rows: CaptionRows
}

export interface SceneTold {
  readonly title: string
  readonly text: string
  readonly addresses: CaptionRows
  readonly size?: string
}

/** A packet's end: the cross at the place, the packet flung to the free side. */
export interface SceneDrop {
  readonly at: Point
  /** The way on which the packet is flung, to its last point. */
  readonly arc: readonly Point[]
  /** What is seen of that way, and how far from its start each part begins: it passes behind boxes. */
  readonly arcPieces: readonly { readonly offset: number; readonly points: readonly Point[] }[]
  readonly place: string
  readonly reason: string
  /** Of place and reason: larger where the picture is made smaller. */
  readonly textPx: number
  /** Where the two lines stand. */
  readonly words?: Rect
  /** From the cross to words that have no place beside it: what is seen of a line. */
  readonly leader?: readonly (readonly Point[])[]
}

/** A person's choice, as the page holds it. */
export type SceneSelection =
  | { readonly kind: 'none' }
  | { readonly kind: 'namespace'; readonly index: number }
  | { readonly kind: 'interface'; readonly namespace: number; readonly link: string }

export interface SceneInput {
  readonly map: StageMap
  readonly flight: Flight
  readonly trace: Trace
  /** The language of labels and sentences. */
  readonly words: Words
  /** Position in the flight's steps; ignored while there are none. */
  readonly step: number
  readonly selection: SceneSelection
  /** The two namespaces between which the flow runs; empty before the first. */
  readonly ends: readonly number[]
  /** The first pod of a flow whose second is still to be picked. */
  readonly pendingFrom?: number
  /** True where the page has a place beside the picture for what happens: then no words stand in the gutter or beside the packet. */
  readonly toldBeside?: boolean
}

/** Between the name of a tunnel and that of a line: nearer, it would read as its third line. */
const APART = 10

/** Words that stand free, and are placed anew at every step of a flow. */
export type FlowWords = Pick<Scene, 'narration' | 'caption' | 'told' | 'drop' | 'legendFits'>

export type PlaceWords = (input: SceneInput, place: StepPlace | undefined, labels: readonly SceneLabel[], bands: readonly SceneBand[]) => FlowWords

/** The scene, with the words of its flow where what places them is at hand: a picture without a flow needs none. */
export function sceneWith(placeWords: PlaceWords | undefined, input: SceneInput): Scene {
  const { layout } = input.map
  const place = currentPlace(input)
  const bands = bandsOf(input)
  const mode = modeInSight(input)
  const labels = labelsOf(input, bands.flatMap((band) => [...bandRects(band.path), ...band.labels.map((label) => grow(labelRect(label), APART))]))
  return {
    width: layout.width,
    height: layout.height,
    boxes: boxesOf(input, place),
    grids: layout.grids.map(({ rect, columns, pitch, nodes }) => ({ rect, columns, pitch, cell: pitch - STAGE.cellGap, count: nodes.length, fill: 'line-subnet' as const })),
    wires: layout.wires.map((wire) => ({ id: wire.id, points: wire.points, width: 1.5, role: 'line-wire' as const, inNode: wire.kind === 'veth' })),
    labels,
    bands,
    ways: waysOf(input),
    badges: badgesOf(input),
    ...(mode === undefined ? {} : { mode }),
    ...(placeWords?.(input, place, labels, bands) ?? { legendFits: false }),
  }
}
