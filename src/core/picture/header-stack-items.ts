import { isCiphertext } from '../explain/header-stack'
import type { HeaderStack, StackedHeader } from '../explain/header-stack'
import { modeName } from '../scene/mode-name'
import type { Rect } from '../scene/geometry'
import type { EnvelopeMode, PacketProtocol } from '../scene/steps'
import { shortenToFit, textWidth } from '../scene/text-metrics'
import type { Font } from '../scene/text-metrics'
import type { Words } from '../words/en'
import { hatchLines } from './hatch'
import { boxItem, centredText } from './picture'
import type { Ink, PictureItem } from './picture'
import type { PictureTheme } from './picture-themes'

export interface StackLook {
  readonly theme: PictureTheme
  readonly words: Words
  readonly protocol: PacketProtocol
}

const NAME: Font = { family: 'sans', sizePx: 20, weight: 600 }
const SIZE: Font = { family: 'mono', sizePx: 20, weight: 400 }
const ENDS: Font = { family: 'mono', sizePx: 20, weight: 400 }
const NOTE: Font = { family: 'sans', sizePx: 18, weight: 400 }
const LINE = { name: 30, ends: 28, note: 26 } as const
const PAD = { x: 24, y: 11 } as const
const GAP = 8
const CHILD_INSET = 14
const NAME_GAP = 12
const HATCH_PITCH = 10
/** What a slide says of an IP header; the rest is for the inspector. */
const NOT_ON_SLIDES: ReadonlySet<string> = new Set(['length', 'id'])

/** How much each box says: the first that fits is taken. */
const DETAILS = [
  { ends: 'all', notes: 'all' },
  { ends: 'addressed', notes: 'all' },
  { ends: 'addressed', notes: 'none' },
  { ends: 'none', notes: 'none' },
] as const
type Detail = (typeof DETAILS)[number]

interface StackBox {
  readonly item: StackedHeader
  readonly face: 'link' | 'packet' | 'sealed'
  readonly children: readonly StackBox[]
  /** Only of an envelope. */
  readonly mode?: EnvelopeMode
}

/** The frame as nested boxes, outermost first, within an area; what does not fit is left out, never made smaller. */
export function headerStackItems(stack: HeaderStack, area: Rect, look: StackLook): readonly PictureItem[] {
  const boxes = boxesOf(stack)
  const detail = DETAILS.find((candidate) => heightOfAll(boxes, candidate) <= area.height) ?? DETAILS[DETAILS.length - 1]
  return detail === undefined ? [] : column(boxes, area, detail, look)
}

/** How high the frame is with all that there is to say of it. */
export function headerStackHeight(stack: HeaderStack): number {
  return heightOfAll(boxesOf(stack), DETAILS[0])
}

function boxesOf(stack: HeaderStack): readonly StackBox[] {
  const inner = stack.inner.map((item): StackBox => ({ item, face: isCiphertext(item, stack) ? 'sealed' : item.header.proto === 'tag' ? 'link' : 'packet', children: [] }))
  const link = stack.link === undefined ? [] : [{ item: stack.link, face: 'link', children: [] } as const]
  const [first, ...rest] = stack.envelope?.headers ?? []
  if (stack.envelope === undefined || first === undefined) return [...link, ...inner]
  return [...link, { item: first, face: 'link', mode: stack.envelope.mode, children: [...rest.map((item): StackBox => ({ item, face: 'link', children: [] })), ...inner] }]
}

function column(boxes: readonly StackBox[], area: Rect, detail: Detail, look: StackLook): readonly PictureItem[] {
  const items: PictureItem[] = []
  let y = area.y
  for (const box of boxes) {
    const height = heightOf(box, detail)
    items.push(...boxItems(box, { x: area.x, y, width: area.width, height }, detail, look))
    y += height + GAP
  }
  return items
}

function heightOfAll(boxes: readonly StackBox[], detail: Detail): number {
  return boxes.reduce((sum, box) => sum + heightOf(box, detail), 0) + GAP * Math.max(0, boxes.length - 1)
}

function heightOf(box: StackBox, detail: Detail): number {
  const children = box.children.length === 0 ? 0 : heightOfAll(box.children, detail) + CHILD_INSET
  return 2 * PAD.y + textHeight(box, detail) + children
}

function textHeight(box: StackBox, detail: Detail): number {
  return LINE.name + (showsEnds(box, detail) ? LINE.ends : 0) + (notesText(box, detail) === '' ? 0 : LINE.note)
}

function showsEnds({ item }: StackBox, detail: Detail): boolean {
  if (item.ends === undefined || detail.ends === 'none') return false
  return detail.ends === 'all' || item.header.proto === 'ipv4'
}

function notesText({ item }: StackBox, detail: Detail): string {
  if (detail.notes === 'none') return ''
  const shown = item.notes.filter((note) => item.header.proto !== 'ipv4' || !(NOT_ON_SLIDES.has(note.label) || note.value === 'none'))
  return shown.map((note) => (note.label === 'flags' ? note.value : `${note.label} ${note.value}`)).join(' · ')
}

function boxItems(box: StackBox, rect: Rect, detail: Detail, look: StackLook): readonly PictureItem[] {
  const { theme } = look
  const text = box.face === 'packet' ? theme[`protocol-${look.protocol}-panel-text`] : theme['text-primary']
  const inner: Rect = { x: rect.x + PAD.x, y: rect.y + PAD.y, width: rect.width - 2 * PAD.x, height: textHeight(box, detail) }
  const ends = showsEnds(box, detail) && box.item.ends !== undefined ? `${box.item.ends.source.text} → ${box.item.ends.destination.text}` : ''
  const items: PictureItem[] = [...faceItems(box, rect, look), ...nameLine(box, inner, text, look)]
  let y = inner.y + LINE.name
  for (const [line, font, height] of [[ends, ENDS, LINE.ends], [notesText(box, detail), NOTE, LINE.note]] as const) {
    if (line === '') continue
    items.push(centredText(shortenToFit(line, inner.width, font), { x: inner.x, y: y + height / 2 }, 'left', font, text))
    y += height
  }
  const below: Rect = { x: rect.x + CHILD_INSET, y: y + CHILD_INSET / 2, width: rect.width - 2 * CHILD_INSET, height: 0 }
  return [...items, ...column(box.children, below, detail, look)]
}

/** Name left, bytes right; an envelope says whose it is where there is room. */
function nameLine(box: StackBox, inner: Rect, text: string, look: StackLook): readonly PictureItem[] {
  const y = inner.y + LINE.name / 2
  const right = inner.x + inner.width
  const size = `${box.item.sizeText} B`
  const room = inner.width - textWidth(size, SIZE) - NAME_GAP
  const name = shortenToFit(box.item.name, room, NAME)
  const items = [centredText(name, { x: inner.x, y }, 'left', NAME, text), centredText(size, { x: right, y }, 'right', SIZE, text)]
  if (box.mode === undefined) return items
  const tag = look.words.picture.envelopeOf({ mode: modeName(box.mode) })
  const offset = textWidth(name, NAME) + NAME_GAP
  return offset + textWidth(tag, NAME) > room ? items : [...items, centredText(tag, { x: inner.x + offset, y }, 'left', NAME, look.theme[`mode-${box.mode}-hue`])]
}

/** What is sealed is hatched to the right of its name. */
function faceItems(box: StackBox, rect: Rect, look: StackLook): readonly PictureItem[] {
  const shape = boxItem(rect, 6, faceInk(box, look))
  if (box.face !== 'sealed') return [shape]
  const nameEnd = rect.x + PAD.x + textWidth(box.item.name, NAME) + NAME_GAP
  const sizeStart = rect.x + rect.width - PAD.x - textWidth(`${box.item.sizeText} B`, SIZE) - NAME_GAP
  const hatched = boxItem({ ...rect, x: nameEnd, width: Math.max(0, sizeStart - nameEnd) }, 0, {})
  return [shape, { kind: 'group', clip: hatched, items: [hatchLines(hatched.rect, HATCH_PITCH, { stroke: look.theme['mode-wireguard-hue'], strokeWidth: 1, opacity: 0.6 })] }]
}

function faceInk(box: StackBox, { theme, protocol }: StackLook): Ink {
  if (box.mode !== undefined) return { fill: theme[`mode-${box.mode}-tint`], stroke: theme[`mode-${box.mode}-hue`], strokeWidth: 3 }
  if (box.face === 'sealed') return { fill: theme['mode-wireguard-tint'], stroke: theme['mode-wireguard-hue'], strokeWidth: 2 }
  if (box.face === 'link') return { fill: theme['surface-panel'], stroke: theme['line-box'], strokeWidth: 1 }
  return { fill: theme[`protocol-${protocol}-panel-fill`], stroke: theme[`protocol-${protocol}-strong`], strokeWidth: 2 }
}
