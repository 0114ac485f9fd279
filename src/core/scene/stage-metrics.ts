/** Sizes of the stage in scene pixels (visual language: anatomy and layout). */
export const STAGE = {
  podWidth: 112,
  podHeight: 40,
  columnGap: 8,
  nodePad: 12,
  vethGap: 14,
  vethHeight: 24,
  cellRowGap: 12,
  deviceHeight: 36,
  deviceSplitGap: 2,
  deviceSplitClear: 4,
  /** Right of the farther ones of several tunnel devices: the way to the nearer ones. */
  deviceChannel: 24,
  /** What one between others leaves of that: its name is long. */
  deviceChannelBetween: 15,
  /** Left of the nearer ones: the band of the farther ones. */
  bandChannel: 20,
  /** Several are wider than their column, to leave room for both. */
  deviceOverhang: { left: 7, right: 3 },
  portHeight: 36,
  portOverhang: 18,
  nodeEdge: 6,
  nodeMinWidth: 256,
  compactNodeWidth: 128,
  compactPodHeight: 36,
  compactPodGap: 6,
  compactDeviceHeight: 24,
  barWidth: 152,
  barHeight: 24,
  barGap: 4,
  /** Between two cells of a grid. */
  cellGap: 1,
  subnetPad: 12,
  rowGap: 24,
  /** Between two subnets that stand above each other: a packet's height. */
  street: 48,
  routerWidth: 176,
  routerHeight: 44,
  routerGap: 48,
  routerPortHeight: 20,
  routerPortGap: 8,
  outsideWidth: 120,
  outsideHeight: 40,
  outsideGap: 16,
  bandWidth: 18,
  bandLaneStart: 24,
  bandLanePitch: 22,
  gutterMin: 140,
  /** What a gutter takes when there is height to spare: more would tear the picture apart. */
  gutterMax: 260,
  singleRowGutter: 196,
  wireLanePitch: 8,
  badge: 16,
  packetWidth: 156,
  packetHeight: 48,
  plainWidth: 124,
  plainHeight: 24,
  /** Between two boxes of a node, where their names leave 28 px. */
  insideWidth: 120,
  insideHeight: 20,
  insideRing: 3,
  nubWidth: 28,
  nubHeight: 4,
} as const

/** At the end of a node's head: the button that folds it. Its height is the head's. */
export const FOLD_BUTTON = { width: 24 } as const

/** Heights and gaps that shrink when the window is low or narrow ("Collapse", first two steps). */
export interface Density {
  readonly nodeHead: number
  readonly subnetTitle: number
  readonly deviceGap: number
  readonly busGap: number
  readonly margin: number
  readonly nodeGap: number
}

export const ROOMY: Density = { nodeHead: 28, subnetTitle: 28, deviceGap: 18, busGap: 12, margin: 12, nodeGap: 16 }
export const COMPACT: Density = { nodeHead: 24, subnetTitle: 24, deviceGap: 16, busGap: 8, margin: 8, nodeGap: 12 }

/** From port to port of a router, widest first: with name and address, with either, with a short name, with a line. */
export const PORT_PITCHES = [152, 112, 88, 56] as const

/** How many rows of subnets one side of the gutter may have. */
export const MOST_TIERS = 6
/** So many subnets a side always stand in one row. */
export const SUBNETS_IN_ROW = 3

/** Pod cells that a node shows; the last becomes "n more" beyond it. */
export const MAX_POD_CELLS = 12
/** Of a node that a person has opened. */
export const OPEN_POD_CELLS = 60
/** Of a node on the flow in a lab of many: fewer where height is short. */
export const FEWER_POD_CELLS = [MAX_POD_CELLS, 4, 2] as const
/** From here on a subnet's nodes are bars, save those on the flow: nothing else could fit. */
export const MAX_NODES_AS_BOXES = 24
/** A lab of so few nodes shows each as a box on any stage. */
export const FEW_NODES = 6
/** At 1 the smallest text has 11 px, and nothing has less in a picture: what does not fit makes it larger. */
export const MIN_ZOOM = 1
/** On a screen a picture shrinks to fit as far as the names of pods and nodes can be read in their boxes; then it is panned. */
export const LEAST_SCREEN_ZOOM = 0.5
/** A picture of many subnets in rows may be smaller yet: names go, but both ends of a flow stay in sight. */
export const LEAST_WRAPPED_ZOOM = 0.25
/** Below it the name of a node has no room on its bar, and cells say as much. */
export const LEAST_ZOOM_OF_BARS = 0.4
export const MAX_FIT_ZOOM = 1.3
/** Nothing on a screen is set smaller: what has no room at this size goes away. */
export const SMALLEST_TEXT_PX = 11
/** Below this zoom words beside the picture would be too small, or meet what they stand beside. */
export const LEAST_ZOOM_OF_WORDS = 0.9

/** A packet that was flung off lies turned by so much, against the clock. */
export const DROP_TILT_DEGREES = 9
