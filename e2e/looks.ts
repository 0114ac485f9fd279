import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Locator, Page, TestInfo } from '@playwright/test'

/** A quarter of the screen's pixels either way. */
const SHRINK = 4
/** What stands within so many pixels of its place, on the small picture, stands where it stood. */
const NEAR = 1
/** Levels of 255 by which a colour may differ. */
const LEVELS = 40
/** The share of the pixels that may be out of place: another face makes some boxes wider. */
export const MOST_OUT_OF_PLACE = 0.0015

/** Without its words a page is boxes, lines and colours, which another face leaves where they are. Words that meet are for tests/scene and panels.spec. */
const WITHOUT_WORDS = `*, *::before, *::after { color: transparent !important; caret-color: transparent !important }
  ::placeholder { color: transparent !important }
  svg { visibility: hidden !important }
  section[aria-label] > div > canvas:first-of-type, .xterm-rows { visibility: hidden !important }`

/** A part of the page as PNG, shrunk, without its words. */
async function smallPicture(page: Page, part: Locator): Promise<Buffer> {
  const shot = await part.screenshot({ animations: 'disabled', caret: 'hide', style: WITHOUT_WORDS })
  const shrunk = await page.evaluate(async ([base64, shrink]) => {
    const image = new Image()
    image.src = `data:image/png;base64,${base64}`
    await image.decode()
    const small = Object.assign(document.createElement('canvas'), { width: Math.round(image.naturalWidth / shrink), height: Math.round(image.naturalHeight / shrink) })
    const ctx = small.getContext('2d')
    if (ctx === null) throw new Error('no canvas')
    ctx.imageSmoothingQuality = 'high'
    ctx.drawImage(image, 0, 0, small.width, small.height)
    return small.toDataURL('image/png').split(',')[1] ?? ''
  }, [shot.toString('base64'), SHRINK] as const)
  return Buffer.from(shrunk, 'base64')
}

/** The share of the pixels whose colour is nowhere near its place in the other picture, either way round. */
async function outOfPlace(page: Page, one: Buffer, two: Buffer): Promise<number> {
  return page.evaluate(async ([first, second, near, levels]) => {
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
    let out = 0
    for (let y = 0; y < a.height; y++) for (let x = 0; x < a.width; x++) if (!isNear(a, b, x, y) || !isNear(b, a, x, y)) out++
    return out / (a.width * a.height)
  }, [one.toString('base64'), two.toString('base64'), NEAR, LEVELS] as const)
}

/** How far a part of the page is from its reviewed picture; with `-u` it becomes the reviewed picture. */
export async function apartFromReviewed(page: Page, part: Locator, info: TestInfo, name: string): Promise<number> {
  const path = info.snapshotPath(`${name}.png`)
  const picture = await smallPicture(page, part)
  if (info.config.updateSnapshots === 'all' || info.config.updateSnapshots === 'changed') {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, picture)
  }
  if (!existsSync(path)) return 1
  const apart = await outOfPlace(page, readFileSync(path), picture)
  if (apart > MOST_OUT_OF_PLACE) await info.attach(`${name}, as it is`, { body: picture, contentType: 'image/png' })
  return apart
}
