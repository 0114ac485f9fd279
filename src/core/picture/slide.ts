import { headerStack } from '../explain/header-stack'
import type { HeaderStack } from '../explain/header-stack'
import { isOnWire } from '../explain/on-wire'
import { sceneAtZoom } from '../scene/at-zoom'
import type { Rect } from '../scene/geometry'
import type { Viewport } from '../scene/layout'
import { flyingAt } from '../scene/motion'
import { largerWords } from '../scene/larger-words'
import type { MotionMoment } from '../scene/motion'
import type { Scene } from '../scene/scene'
import { wrapsPacket } from '../scene/steps'
import { toldFrame } from '../scene/told-frame'
import type { ToldFrame } from '../scene/told-frame'
import { wrapText } from '../scene/text-metrics'
import type { Font } from '../scene/text-metrics'
import { flightItems } from './flight-items'
import { headerStackHeight, headerStackItems } from './header-stack-items'
import { legendItem, legendOf } from './legend-items'
import { hostsOnFlow, momentScene, pictureStage } from './moment'
import type { PictureMoment, PictureStage } from './moment'
import { boxItem, centredText, lineItem } from './picture'
import type { Picture, PictureGroup, PictureItem } from './picture'
import type { PictureTheme } from './picture-themes'
import { headingOf } from './stage-picture'
import { stillItems } from './stage-items'

/** A slide is 16:9, in pixels of a 1080p screen. */
/** `split`: where the stage's ground ends and the panel's begins. */
export const SLIDE = { width: 1920, height: 1080, split: 1280 } as const
/** Nothing on a slide is smaller: text goes before it shrinks. */
export const MIN_SLIDE_TEXT_PX = 16

export interface SlideLook {
  readonly theme: PictureTheme
}

/** The stage of a slide: laid out once for a flow, and where on the slide it stands. */
export interface SlideStage {
  readonly stage: PictureStage
  /** The scale at which all words have room: from there on down some are left out. */
  readonly fullScale: number
  readonly move: NonNullable<PictureGroup['move']>
}

const HEADING = { x: 32, width: 1216 } as const
/** As wide as four nodes of which two are whole. */
const STAGE_AREA = { x: 24, y: 156, width: 1232, height: 892 } as const
/** The stage's smallest text, before it is scaled. */
const STAGE_TEXT_PX = 11
const PANEL = { x: SLIDE.split, inset: 48, top: 80, stackTop: 144, legendBottom: 1000 } as const
const TITLE: Font = { family: 'sans', sizePx: 40, weight: 600 }
const LONG_TITLE: Font = { family: 'sans', sizePx: 28, weight: 600 }
const LEAD: Font = { family: 'sans', sizePx: 24, weight: 400 }
const LONG_LEAD: Font = { family: 'sans', sizePx: 20, weight: 400 }
const HEAD: Font = { family: 'sans', sizePx: 28, weight: 600 }
const BODY: Font = { family: 'sans', sizePx: 20, weight: 400 }
const SMALL: Font = { family: 'sans', sizePx: 18, weight: 400 }
const LEGEND_LINE = 40
const LEGEND_GAP = 24
const PANEL_RIGHT = SLIDE.width - PANEL.inset
const PANEL_LEFT = PANEL.x + PANEL.inset

type StagedMoment = Pick<PictureMoment, 'inventory' | 'steps' | 'ends' | 'words' | 'folding'>

/** On a slide of 1080p, the stage's part of it. */
export function slideStage(moment: StagedMoment): SlideStage {
  return stageIn(moment, STAGE_AREA, MIN_SLIDE_TEXT_PX / STAGE_TEXT_PX)
}

/** The stage alone in a screen that is too small for a slide: words stand beside it in the page, and its own are never smaller than on it. */
export function smallStage(moment: StagedMoment, screen: Viewport): SlideStage {
  return stageIn(moment, { x: 0, y: 0, ...screen }, 1)
}

/** Where the lab has no room with all of its words, only the nodes of the flow are whole. */
function stageIn(moment: StagedMoment, area: Rect, fullScale: number): SlideStage {
  const stage = placedStage(moment, area, fullScale)
  if (stage.move.scale >= fullScale || moment.ends.length === 0) return stage
  const onFlow = hostsOnFlow(moment)
  const closed = new Set(moment.inventory.namespaces.flatMap(({ kind, index }) => (kind === 'node' && !onFlow.has(index) ? [index] : [])))
  const folded = placedStage({ ...moment, folding: { open: new Set(), closed } }, area, fullScale)
  return folded.move.scale > stage.move.scale ? folded : stage
}

function placedStage(moment: StagedMoment, area: Rect, fullScale: number): SlideStage {
  const stage = pictureStage(moment, { width: Math.floor(area.width / fullScale), height: Math.floor(area.height / fullScale) })
  const { width, height } = stage.map.layout
  const scale = Math.min(area.width / width, area.height / height)
  const to = { x: area.x + (area.width - width * scale) / 2, y: area.y + (area.height - height * scale) / 2 }
  return { stage, fullScale, move: { to, scale, degrees: 0 } }
}

/** A moment as a slide: title and sentence, stage, header stack, legend. */
export function slidePicture(moment: PictureMoment, look: SlideLook): Picture {
  const stage = slideStage(moment)
  const scene = momentScene(moment, stage.stage)
  const { title, text } = headingOf(moment, stage.stage)
  return { width: SLIDE.width, height: SLIDE.height, title, description: text, items: [...slideStill(moment, stage, scene, look), slideFlight(scene, stage, { step: moment.step, progress: 0 }, look)] }
}

/** What changes with a step. */
export function slideStill(moment: PictureMoment, stage: SlideStage, scene: Scene, look: SlideLook): readonly PictureItem[] {
  const { theme } = look
  return [
    boxItem({ x: 0, y: 0, width: PANEL.x, height: SLIDE.height }, 0, { fill: theme['surface-stage'] }),
    boxItem({ x: PANEL.x, y: 0, width: SLIDE.width - PANEL.x, height: SLIDE.height }, 0, { fill: theme['surface-panel'] }),
    lineItem([{ x: PANEL.x, y: 0 }, { x: PANEL.x, y: SLIDE.height }], { stroke: theme['line-hairline'], strokeWidth: 1 }),
    ...headingItems(headingOf(moment, stage.stage), theme),
    stageStill(stage, scene, look),
    ...panelItems(moment, scene, look),
  ]
}

/** Of that, the stage. */
export function stageStill(stage: SlideStage, scene: Scene, { theme }: SlideLook): PictureItem {
  return { kind: 'group', id: 'stage', move: stage.move, items: stillItems(readable(scene, stage), theme, leastTextPx(stage)) }
}

/** A text of exactly the smallest size stays. */
const ROUNDING = 1e-6

/** Before it is scaled. */
function leastTextPx({ fullScale, move }: SlideStage): number {
  return (STAGE_TEXT_PX * fullScale) / move.scale - ROUNDING
}

/** Words as large as their boxes allow; of a lab that had to be made smaller, those that have room at the smallest size. */
function readable(scene: Scene, { fullScale, move }: SlideStage): Scene {
  const zoom = move.scale / fullScale
  return zoom < 1 - ROUNDING ? sceneAtZoom(scene, zoom) : { ...scene, labels: largerWords(scene.labels) }
}

/** What changes with every frame of an animation. */
export function slideFlight(scene: Scene, slide: SlideStage, at: MotionMoment, look: SlideLook, reducedMotion = false): PictureItem {
  const { flight } = slide.stage
  const items = flight.steps.length === 0 ? [] : flightItems(scene, flyingAt(flight, at, reducedMotion), at.progress === 0 || reducedMotion ? undefined : flight.covers, look.theme, leastTextPx(slide))
  return { kind: 'group', id: 'flight', move: slide.move, items }
}

function headingItems({ title, text }: { readonly title: string; readonly text: string }, theme: PictureTheme): readonly PictureItem[] {
  const room = HEADING.width
  const titleFont = wrapText(title, room, TITLE).length > 1 ? LONG_TITLE : TITLE
  const leadFont = wrapText(text, room, LEAD).length > 1 ? LONG_LEAD : LEAD
  const lines = wrapText(text, room, leadFont).slice(0, 2)
  const leadLine = leadFont.sizePx * 1.4
  return [
    ...wrapText(title, room, titleFont).slice(0, 1).map((line) => centredText(line, { x: HEADING.x, y: 58 }, 'left', titleFont, theme['text-primary'])),
    ...lines.map((line, k) => centredText(line, { x: HEADING.x, y: 106 + k * leadLine }, 'left', leadFont, theme['text-secondary'])),
  ]
}

/** The frame, and as much of the legend as leaves room for all that is said of the frame. */
function panelItems(moment: PictureMoment, scene: Scene, look: SlideLook): readonly PictureItem[] {
  const { theme } = look
  const told = toldFrame(moment.trace, moment.steps, moment.step)
  const stack = told && headerStack(told.headers, moment.words)
  const legend = moment.steps.length === 0 ? [] : legendOf(moment, scene, theme)
  const free = PANEL.legendBottom - LEGEND_GAP - PANEL.stackTop - (stack === undefined ? 0 : headerStackHeight(stack))
  const entries = legend.slice(0, Math.max(0, Math.floor(free / LEGEND_LINE)))
  const legendTop = PANEL.legendBottom - entries.length * LEGEND_LINE
  const small = theme['text-tertiary']
  const footerY = 1032
  return [
    ...(told && stack ? frameItems(moment, told, stack, legendTop - LEGEND_GAP, look) : []),
    ...(entries.length === 0 ? [] : [lineItem([{ x: PANEL_LEFT, y: legendTop - 12 }, { x: PANEL_RIGHT, y: legendTop - 12 }], { stroke: theme['line-hairline'], strokeWidth: 1 })]),
    ...entries.map((entry, k) => legendItem(entry, { x: PANEL_LEFT, y: legendTop + (k + 0.5) * LEGEND_LINE }, BODY, theme)),
    centredText(`Hopscope · ${moment.inventory.labName}`, { x: PANEL_LEFT, y: footerY }, 'left', SMALL, small),
    ...(moment.steps.length === 0 ? [] : [centredText(`${moment.step + 1} / ${moment.steps.length}`, { x: PANEL_RIGHT, y: footerY }, 'right', SMALL, small)]),
  ]
}

function frameItems(moment: PictureMoment, told: ToldFrame, stack: HeaderStack, bottom: number, look: SlideLook): readonly PictureItem[] {
  const { theme } = look
  const { words } = moment
  const { step, seen, headers } = told
  const bytes = told.bytes.length
  const title = seen !== 'never' && isOnWire(moment.inventory, step.netns, step.interfaceName) ? words.picture.onTheWire({ bytes }) : words.picture.atDevice({ bytes, device: told.link?.name ?? step.interfaceName })
  const linkBytes = headers[0]?.proto === 'ethernet' ? headers[0].byteLength : 0
  const aside = !wrapsPacket(step) ? [] : [centredText(words.picture.withoutTunnel({ bytes: step.bytesInner + linkBytes }), { x: PANEL_RIGHT, y: PANEL.top + 34 }, 'right', BODY, theme['text-secondary'])]
  const area = { x: PANEL_LEFT, y: PANEL.stackTop, width: PANEL_RIGHT - PANEL_LEFT, height: bottom - PANEL.stackTop }
  return [
    centredText(title, { x: PANEL_LEFT, y: PANEL.top + 32 }, 'left', HEAD, theme['text-primary']),
    ...aside,
    ...headerStackItems(stack, area, { theme, words, protocol: step.protocol }),
  ]
}
