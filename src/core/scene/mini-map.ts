import { clamp } from './geometry'
import type { Point, Rect } from './geometry'
import type { ColourRole, Scene, SceneBox } from './scene'

interface Size {
  readonly width: number
  readonly height: number
}

/** Scene point (0, 0) lies at `pan` in the stage, one scene pixel is `zoom` of its pixels. */
interface StageView {
  readonly zoom: number
  readonly pan: Point
}

/** The whole scene in little: shapes without words, and the way of the flow. */
export interface MiniMap extends Size {
  /** Pixels of the map a scene pixel. */
  readonly scale: number
  readonly shapes: readonly MiniShape[]
  readonly ways: readonly { readonly points: readonly Point[]; readonly role: ColourRole }[]
}

export interface MiniShape {
  readonly rect: Rect
  readonly fill: ColourRole
  readonly stroke: ColourRole
}

const SHAPES: ReadonlySet<SceneBox['kind']> = new Set<SceneBox['kind']>(['subnet', 'node', 'router', 'outside', 'fold'])

export function miniMapOf(scene: Scene, room: Size): MiniMap {
  const scale = Math.min(room.width / scene.width, room.height / scene.height)
  const small = ({ x, y }: Point): Point => ({ x: x * scale, y: y * scale })
  // of pods only the two ends of the flow are large enough to be told apart: they are solid
  const drawn = scene.boxes.filter((box) => SHAPES.has(box.kind) || isEnd(box))
  return {
    width: scene.width * scale,
    height: scene.height * scale,
    scale,
    shapes: drawn.map(({ rect, fill, stroke }) => ({ rect: { ...small(rect), width: rect.width * scale, height: rect.height * scale }, fill, stroke })),
    ways: scene.ways.flatMap((way) => way.pieces.map(({ points }) => ({ points: points.map(small), role: way.mode === undefined ? (`protocol-${way.protocol}-strong` as const) : (`mode-${way.mode}-hue` as const) }))),
  }
}

/** Some pixels over an edge hide nothing. */
const SLACK_PX = 2

/** Of a picture less than so many times as large as the stage the view finds everything in one move: a map would hide more than it shows. */
const LEAST_TIMES_THE_STAGE = 2

/** Whether a view shows so small a part of the scene, or leaves an end of the flow out, that a map of the whole is worth its room. */
export function isMapWanted(scene: Size & Pick<Scene, 'boxes'>, { zoom, pan }: StageView, stage: Size): boolean {
  const isOutOfSight = ({ x, y, width, height }: Rect): boolean =>
    pan.x + x * zoom < -SLACK_PX || pan.y + y * zoom < -SLACK_PX || pan.x + (x + width) * zoom > stage.width + SLACK_PX || pan.y + (y + height) * zoom > stage.height + SLACK_PX
  if (!isOutOfSight({ x: 0, y: 0, width: scene.width, height: scene.height })) return false
  const isMuchLarger = scene.width * scene.height * zoom * zoom >= LEAST_TIMES_THE_STAGE * stage.width * stage.height
  return isMuchLarger || scene.boxes.some((box) => isEnd(box) && isOutOfSight(box.rect))
}

/** A pod at an end of the flow. */
function isEnd({ kind, fill }: SceneBox): boolean {
  return kind === 'pod' && fill === 'text-primary'
}

/** The part of the map that a view shows; it may reach over the map's edges where the view reaches over the scene's. */
export function frameOf({ scale }: MiniMap, { zoom, pan }: StageView, stage: Size): Rect {
  const toMap = scale / zoom
  return { x: -pan.x * toMap, y: -pan.y * toMap, width: stage.width * toMap, height: stage.height * toMap }
}

/** Where the view has to be for a point of the map to stand in its middle, as far as the scene reaches. */
export function panToMapPoint(map: MiniMap, at: Point, zoom: number, stage: Size): Point {
  const toStage = zoom / map.scale
  return { x: panAlong(at.x * toStage, map.width * toStage, stage.width), y: panAlong(at.y * toStage, map.height * toStage, stage.height) }
}

function panAlong(at: number, picture: number, view: number): number {
  const spare = view - picture
  return Math.round(spare >= 0 ? spare / 2 : clamp(view / 2 - at, spare, 0))
}
