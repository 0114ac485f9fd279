import type { PathCommand, Picture, PictureGroup, PictureItem, PicturePath, PictureRect, PictureText } from '../picture/picture'
import { faceWidth } from './face-widths'

/** Faces by name, with what to take where they are missing: a picture carries no font files. */
const FAMILIES = {
  sans: "'IBM Plex Sans','IBM Plex Sans KR','Apple SD Gothic Neo','Malgun Gothic','Noto Sans KR','Noto Sans CJK KR',sans-serif",
  mono: "'IBM Plex Mono','D2Coding','IBM Plex Sans KR','Noto Sans Mono CJK KR',monospace",
} as const
const ANCHORS = { left: 'start', center: 'middle', right: 'end' } as const

/** A picture as an SVG document: text stays text, groups keep their names, nothing is fetched from anywhere. */
export function svgOf(picture: Picture): string {
  const writer = new SvgWriter()
  const body = picture.items.map((item) => writer.item(item)).join('\n')
  const size = `width="${number(picture.width)}" height="${number(picture.height)}" viewBox="0 0 ${number(picture.width)} ${number(picture.height)}"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} text-rendering="geometricPrecision" role="img" aria-labelledby="title description">`,
    `<title id="title">${escaped(picture.title)}</title>`,
    `<desc id="description">${escaped(picture.description)}</desc>`,
    body,
    '</svg>',
    '',
  ].join('\n')
}

class SvgWriter {
  private clips = 0

  item(item: PictureItem): string {
    switch (item.kind) {
      case 'rect':
        return `<rect ${rectAttributes(item)}${ink(item)}/>`
      case 'path':
        return `<path d="${pathData(item.commands)}"${ink(item)}/>`
      case 'text':
        return textElement(item)
      case 'group':
        return this.group(item)
    }
  }

  private group(group: PictureGroup): string {
    const clip = group.clip === undefined ? undefined : { id: `clip-${++this.clips}`, shape: group.clip }
    const attributes = [
      group.id === undefined ? '' : ` id="${nameFrom(group.id)}"`,
      group.opacity === undefined || group.opacity === 1 ? '' : ` opacity="${number(group.opacity)}"`,
      group.move === undefined ? '' : ` transform="${transform(group.move)}"`,
      clip === undefined ? '' : ` clip-path="url(#${clip.id})"`,
    ].join('')
    const title = group.title === undefined ? [] : [`<title>${escaped(group.title)}</title>`]
    const items = group.items.map((item) => this.item(item))
    const element = [`<g${attributes}>`, ...title, ...items, '</g>'].join('\n')
    return clip === undefined ? element : `<clipPath id="${clip.id}">${bareShape(clip.shape)}</clipPath>\n${element}`
  }
}

function bareShape(shape: PictureRect | PicturePath): string {
  return shape.kind === 'rect' ? `<rect ${rectAttributes(shape)}/>` : `<path d="${pathData(shape.commands)}"/>`
}

function rectAttributes({ rect, radius }: PictureRect): string {
  const round = Math.min(radius, rect.width / 2, rect.height / 2)
  return `x="${number(rect.x)}" y="${number(rect.y)}" width="${number(rect.width)}" height="${number(rect.height)}"${round > 0 ? ` rx="${number(round)}"` : ''}`
}

function ink(item: PictureRect | PicturePath): string {
  const stroke = item.stroke === undefined ? '' : ` stroke="${item.stroke}" stroke-width="${number(item.strokeWidth ?? 1)}"`
  return [
    ` fill="${item.fill ?? 'none'}"`,
    stroke,
    item.opacity === undefined ? '' : ` opacity="${number(item.opacity)}"`,
    item.dash === undefined ? '' : ` stroke-dasharray="${item.dash.map(number).join(' ')}"`,
    item.cap === undefined ? '' : ` stroke-linecap="${item.cap}"`,
  ].join('')
}

function pathData(commands: readonly PathCommand[]): string {
  return commands
    .map((command) => {
      switch (command.to) {
        case 'move':
          return `M${number(command.at.x)} ${number(command.at.y)}`
        case 'line':
          return `L${number(command.at.x)} ${number(command.at.y)}`
        case 'curve':
          return `Q${number(command.control.x)} ${number(command.control.y)} ${number(command.at.x)} ${number(command.at.y)}`
        case 'close':
          return 'Z'
      }
    })
    .join('')
}

function textElement({ text, at, align, font, fill }: PictureText): string {
  const face = `font-family="${FAMILIES[font.family]}" font-size="${number(font.sizePx)}" font-weight="${font.weight}"`
  const length = Array.from(text).length > 1 ? faceWidth(text, font) : undefined
  // another face is set to the length of the one that is missing, so that no words meet
  const fit = length === undefined ? '' : ` textLength="${number(length)}" lengthAdjust="spacingAndGlyphs"`
  return `<text x="${number(at.x)}" y="${number(at.y)}" text-anchor="${ANCHORS[align]}" ${face}${fit} fill="${fill}" xml:space="preserve">${escaped(text)}</text>`
}

function transform({ to, scale, degrees }: NonNullable<PictureGroup['move']>): string {
  const turn = degrees === 0 ? '' : ` rotate(${number(degrees)})`
  const enlarge = scale === 1 ? '' : ` scale(${factor(scale)})`
  return `translate(${number(to.x)} ${number(to.y)})${turn}${enlarge}`
}

/** Hundredths of a pixel: finer than anything shows, and no 1e-7. */
function number(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`bug: ${value} in a picture`)
  return String(Math.round(value * 100) / 100 + 0)
}

/** A factor is multiplied by coordinates of thousands of pixels: a hundredth of it would be seen. */
function factor(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`bug: ${value} in a picture`)
  return String(Math.round(value * 1e6) / 1e6)
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }

/** Text as XML may hold it: marks escaped, and control characters, which XML 1.0 forbids, shown as what they are not. */
function escaped(text: string): string {
  return text.replaceAll(FORBIDDEN, '\uFFFD').replaceAll(/[&<>"']/g, (mark) => ENTITIES[mark] ?? mark)
}

/** Everything outside the Char production of XML 1.0 §2.2, lone surrogates included. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu

/** An XML name (§2.3) that is as unique as the text it is made from. */
function nameFrom(id: string): string {
  return `s-${id.replaceAll(/[^A-Za-z0-9-]/g, (character) => `_${(character.codePointAt(0) ?? 0).toString(16)}_`)}`
}
