import { textsOf } from '../../core/picture/picture'
import type { Picture, PictureItem } from '../../core/picture/picture'
import { paintPicture } from './paint-picture'
import { fontOf } from './theme'

/** Faces, and the slices of Korean ones, are fetched when something first uses them: a canvas would not wait and paint with the system's. */
const FACES = (['sans', 'mono'] as const).flatMap((family) => ([400, 500, 600] as const).map((weight) => ({ family, weight, sizePx: 16 })))

export async function fontsReady(items: readonly PictureItem[]): Promise<void> {
  const letters = [...new Set(textsOf(items).map(({ text }) => text).join(''))].join('')
  await Promise.all(FACES.map((face) => document.fonts.load(fontOf(face), `a${letters}`)))
}

/** The picture on a canvas of its own, `scale` canvas pixels for one of the picture's. */
export async function canvasOf(picture: Picture, scale: number): Promise<HTMLCanvasElement> {
  await fontsReady(picture.items)
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(picture.width * scale)
  canvas.height = Math.round(picture.height * scale)
  const ctx = canvas.getContext('2d')
  if (ctx === null) throw new Error(`The browser gives no canvas of ${canvas.width} × ${canvas.height} pixels.`)
  ctx.scale(scale, scale)
  paintPicture(ctx, picture.items)
  return canvas
}

/** PNG bytes. A browser that cannot hold a canvas of this size says so. */
export async function pngOf(picture: Picture, scale: number): Promise<Blob> {
  const canvas = await canvasOf(picture, scale)
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error(`This browser cannot make a picture of ${canvas.width} × ${canvas.height} pixels: choose a smaller size or SVG.`))
      else resolve(blob)
    }, 'image/png')
  })
}
