import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Page, TestInfo } from '@playwright/test'

/** An eighth of the screen's pixels either way: letters become grey, boxes, lines and colours stay where they are. */
const SHRINK = 8
/** What stands within so many pixels of its place, on the small picture, stands where it stood. */
const NEAR = 2
/** Levels of 255 by which a colour may differ. */
const LEVELS = 24
/** The share of the pixels that may be out of place: about the letters at the end of some lines. */
export const MOST_OUT_OF_PLACE = 0.003

export interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Pixels of the screen that are copied to another place: what a box that moved would look like. */
interface Moved extends Area {
  readonly by: { readonly x: number; readonly y: number }
}

/** The page as PNG, shrunk. */
export async function smallPicture(page: Page, moved?: Moved): Promise<Buffer> {
  const shot = await page.screenshot({ animations: 'disabled', caret: 'hide' })
  const shrunk = await page.evaluate(async ([base64, shrink, part]) => {
    const image = new Image()
    image.src = `data:image/png;base64,${base64}`
    await image.decode()
    const contextOf = (width: number, height: number) => {
      const ctx = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d')
      if (ctx === null) throw new Error('no canvas')
      return ctx
    }
    const full = contextOf(image.naturalWidth, image.naturalHeight)
    full.drawImage(image, 0, 0)
    if (part) full.drawImage(image, part.x, part.y, part.width, part.height, part.x + part.by.x, part.y + part.by.y, part.width, part.height)
    const small = contextOf(Math.round(image.naturalWidth / shrink), Math.round(image.naturalHeight / shrink))
    small.imageSmoothingQuality = 'high'
    small.drawImage(full.canvas, 0, 0, small.canvas.width, small.canvas.height)
    return small.canvas.toDataURL('image/png').split(',')[1] ?? ''
  }, [shot.toString('base64'), SHRINK, moved] as const)
  return Buffer.from(shrunk, 'base64')
}

/** The share of an area's pixels whose colour is nowhere near its place in the other picture, either way round. */
export async function outOfPlace(page: Page, one: Buffer, two: Buffer, area?: Area): Promise<number> {
  return page.evaluate(async ([first, second, near, levels, part, shrink]) => {
    const pixels = async (base64: string): Promise<ImageData> => {
      const image = new Image()
      image.src = `data:image/png;base64,${base64}`
      await image.decode()
      const ctx = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height }).getContext('2d')
      if (ctx === null) throw new Error('no canvas')
      ctx.drawImage(image, 0, 0)
      return ctx.getImageData(0, 0, image.width, image.height)
    }
    const [a, b] = [await pixels(first), await pixels(second)]
    if (a.width !== b.width || a.height !== b.height) return 1
    const level = (image: ImageData, x: number, y: number, channel: number): number => image.data[(y * image.width + x) * 4 + channel] ?? 0
    const isNear = (image: ImageData, other: ImageData, x: number, y: number): boolean =>
      [0, 1, 2].every((channel) => {
        let [low, high] = [255, 0]
        for (let v = Math.max(0, y - near); v <= Math.min(other.height - 1, y + near); v++) {
          for (let u = Math.max(0, x - near); u <= Math.min(other.width - 1, x + near); u++) {
            low = Math.min(low, level(other, u, v, channel))
            high = Math.max(high, level(other, u, v, channel))
          }
        }
        const own = level(image, x, y, channel)
        return own >= low - levels && own <= high + levels
      })
    const [left, top] = part ? [Math.floor(part.x / shrink), Math.floor(part.y / shrink)] : [0, 0]
    const [right, bottom] = part ? [Math.floor((part.x + part.width) / shrink), Math.floor((part.y + part.height) / shrink)] : [a.width, a.height]
    let out = 0
    for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) if (!isNear(a, b, x, y) || !isNear(b, a, x, y)) out++
    return out / ((right - left) * (bottom - top))
  }, [one.toString('base64'), two.toString('base64'), NEAR, LEVELS, area, SHRINK] as const)
}

/** The reviewed picture of that name. */
export function reviewed(info: TestInfo, name: string): Buffer {
  return readFileSync(info.snapshotPath(`${name}.png`))
}

/** How far the page is from its reviewed picture; with `-u` the page becomes the reviewed picture. */
export async function apartFromReviewed(page: Page, info: TestInfo, name: string): Promise<number> {
  const path = info.snapshotPath(`${name}.png`)
  const picture = await smallPicture(page)
  if (info.config.updateSnapshots === 'all' || info.config.updateSnapshots === 'changed') {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, picture)
  }
  if (!existsSync(path)) return 1
  const apart = await outOfPlace(page, reviewed(info, name), picture)
  if (apart > MOST_OUT_OF_PLACE) await info.attach(`${name}, as it is`, { body: picture, contentType: 'image/png' })
  return apart
}
