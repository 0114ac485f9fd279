import { svgOf } from '../../../core/export/svg'
import type { Picture } from '../../../core/picture/picture'
import { pngOf } from '../../canvas/picture-image'

export const PICTURE_FORMATS = ['png', 'svg'] as const
export type PictureFormat = (typeof PICTURE_FORMATS)[number]
export const PNG_SCALES = [1, 2, 3, 4] as const

/** The picture as a file's content. `scale` is that of a PNG; an SVG has none. */
export async function pictureBlob(picture: Picture, format: PictureFormat, scale: number): Promise<Blob> {
  return format === 'svg' ? new Blob([svgOf(picture)], { type: 'image/svg+xml' }) : pngOf(picture, scale)
}

/** `two-subnets-step-7@2x.png` */
export function pictureFileName(labName: string, step: number | undefined, format: PictureFormat, scale: number): string {
  const lab = labName.replaceAll(/[^\w.-]+/g, '-')
  const size = format === 'png' && scale > 1 ? `@${scale}x` : ''
  return `${lab}${step === undefined ? '' : `-step-${step + 1}`}${size}.${format}`
}

/** A PNG as an image, an SVG as its text: what other programs take from a clipboard. The content may still be under way. */
export async function copyPicture(content: Promise<Blob>, format: PictureFormat): Promise<void> {
  if (format === 'svg') return navigator.clipboard.writeText(await (await content).text())
  return navigator.clipboard.write([new ClipboardItem({ 'image/png': content })])
}
