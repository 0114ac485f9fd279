import { modeName } from '../scene/mode-name'
import { flyingAt } from '../scene/motion'
import type { Scene } from '../scene/scene'
import { textWidth, wrapText } from '../scene/text-metrics'
import type { Font } from '../scene/text-metrics'
import { flightItems } from './flight-items'
import { legendItem, legendOf, legendWidth } from './legend-items'
import { momentNarration, momentScene, pictureStage } from './moment'
import type { PictureMoment, PictureStage } from './moment'
import { boxItem, centredText } from './picture'
import type { Picture, PictureItem } from './picture'
import type { PictureTheme } from './picture-themes'
import { stillItems } from './stage-items'

export interface StagePictureOptions {
  readonly theme: PictureTheme
  /** Title and sentence of the step above the stage. */
  readonly withCaption: boolean
  readonly withLegend: boolean
}

/** The room that a lab is laid out in; a lab that needs more makes a larger picture, never a cropped one. */
const ROOM = { width: 960, height: 640 } as const
const MARGIN = 24
const TITLE: Font = { family: 'sans', sizePx: 20, weight: 600 }
const TEXT: Font = { family: 'sans', sizePx: 13, weight: 400 }
const SMALL: Font = { family: 'sans', sizePx: 12, weight: 400 }
const TITLE_LINE = 28
const TEXT_LINE = 20
const LEGEND_LINE = 24
const LEGEND_GAP = 24
const PART_GAP = 8

/** The stage at a moment as one picture of its own: caption above, the whole lab, legend below. */
export function stagePicture(moment: PictureMoment, options: StagePictureOptions): Picture {
  const stage = pictureStage(moment, ROOM)
  const { layout } = stage.map
  const scene = momentScene(moment, stage)
  const width = layout.width + 2 * MARGIN
  const heading = headingOf(moment, stage)
  const header = options.withCaption ? captionItems(heading, width, options.theme) : { items: [], height: 0 }
  const legendTop = MARGIN + header.height + layout.height
  const footer = options.withLegend ? legendItems(moment, scene, width, legendTop, options) : { items: [], height: 0 }
  const height = legendTop + footer.height + MARGIN
  const flight = moment.steps.length === 0 ? [] : flightItems(scene, flyingAt(stage.flight, still(moment)), undefined, options.theme)
  return {
    width,
    height,
    title: heading.title,
    description: heading.text,
    items: [
      boxItem({ x: 0, y: 0, width, height }, 0, { fill: options.theme['surface-stage'] }),
      ...header.items,
      { kind: 'group', id: 'stage', move: { to: { x: MARGIN, y: MARGIN + header.height }, scale: 1, degrees: 0 }, items: [...stillItems(scene, options.theme), ...flight] },
      ...footer.items,
    ],
  }
}

function still(moment: PictureMoment) {
  return { step: moment.step, progress: 0 }
}

/** `IPIP: the ping leaves in an envelope`, and where in the flow that is. */
export function headingOf(moment: PictureMoment, stage: PictureStage): { readonly title: string; readonly text: string } {
  const { steps, step } = moment
  const narration = momentNarration(moment, stage)
  if (narration === undefined) return { title: moment.inventory.labName, text: moment.words.picture.noFlow }
  const mode = steps[step]?.kind === 'frame' ? steps[step].mode : undefined
  const title = mode === undefined ? narration.title : `${modeName(mode)}: ${startingSmall(narration.title)}`
  return { title, text: `${moment.words.picture.stepOf({ step: step + 1, count: steps.length })} ${narration.text}` }
}

/** After a colon a sentence goes on small, unless it starts with a name. */
function startingSmall(sentence: string): string {
  return sentence.replace(/^(The|It|From) /, (word) => word.toLowerCase())
}

interface Block {
  readonly items: readonly PictureItem[]
  readonly height: number
}

function captionItems(heading: { readonly title: string; readonly text: string }, width: number, theme: PictureTheme): Block {
  const room = width - 2 * MARGIN
  const titles = wrapText(heading.title, room, TITLE)
  const lines = wrapText(heading.text, room, TEXT)
  const at = (y: number) => ({ x: MARGIN, y: MARGIN + y })
  return {
    items: [
      ...titles.map((text, k) => centredText(text, at((k + 0.5) * TITLE_LINE), 'left', TITLE, theme['text-primary'])),
      ...lines.map((text, k) => centredText(text, at(titles.length * TITLE_LINE + (k + 0.5) * TEXT_LINE), 'left', TEXT, theme['text-secondary'])),
    ],
    height: titles.length * TITLE_LINE + lines.length * TEXT_LINE + PART_GAP,
  }
}

/** Entries side by side, as many lines as they need; the lab's name at the end. */
function legendItems(moment: PictureMoment, scene: Scene, width: number, top: number, { theme }: StagePictureOptions): Block {
  const name = `Hopscope · ${moment.inventory.labName}`
  const entries = moment.steps.length === 0 ? [] : legendOf(moment, scene, theme)
  const items: PictureItem[] = []
  const at = { x: MARGIN, y: top + PART_GAP + LEGEND_LINE / 2 }
  for (const entry of entries) {
    const entryWidth = legendWidth(entry, SMALL)
    if (at.x > MARGIN && at.x + entryWidth > width - MARGIN) Object.assign(at, { x: MARGIN, y: at.y + LEGEND_LINE })
    items.push(legendItem(entry, { ...at }, SMALL, theme))
    at.x += entryWidth + LEGEND_GAP
  }
  if (at.x + textWidth(name, SMALL) > width - MARGIN && items.length > 0) at.y += LEGEND_LINE
  items.push(centredText(name, { x: width - MARGIN, y: at.y }, 'right', SMALL, theme['text-tertiary']))
  return { items, height: at.y + LEGEND_LINE / 2 - top }
}
