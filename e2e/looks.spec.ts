import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'
import { HopscopePage } from './hopscope-page'

/** An eighth of the screen's pixels either way: letters become grey, boxes, lines and colours stay where they are. */
const SHRINK = 8
const SIZES = [{ width: 1440, height: 900 }, { width: 1920, height: 1080 }, { width: 1024, height: 768 }] as const

/** The stage, shrunk: another face for the letters changes little of it, what moves, grows or goes changes it much. */
async function thumbnail(page: Page): Promise<Buffer> {
  const shot = await page.getByRole('region', { name: 'Stage' }).screenshot()
  const shrunk = await page.evaluate(async ([base64, shrink]) => {
    const image = new Image()
    image.src = `data:image/png;base64,${base64}`
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(image.naturalWidth / shrink)
    canvas.height = Math.round(image.naturalHeight / shrink)
    const ctx = canvas.getContext('2d')
    if (ctx === null) throw new Error('no canvas')
    ctx.imageSmoothingQuality = 'high'
    ctx.drawImage(image, 0, 0, canvas.width, canvas.height)
    return canvas.toDataURL('image/png').split(',')[1] ?? ''
  }, [shot.toString('base64'), SHRINK] as const)
  return Buffer.from(shrunk, 'base64')
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const size of SIZES) {
    test(`the stage at ${size.width} × ${size.height}, ${colorScheme}, looks as it was reviewed`, async ({ browser }) => {
      const context = await browser.newContext({ viewport: size, colorScheme, reducedMotion: 'reduce' })
      const page = await context.newPage()
      const hopscope = new HopscopePage(page)
      await hopscope.open()
      await hopscope.ping('pod-w0-b', 'pod-w1-a')
      await page.locator('[data-step="7"]').click()
      await expect(hopscope.timeline).toHaveAttribute('aria-valuenow', '8')
      await page.evaluate(() => document.fonts.ready)
      expect(await thumbnail(page)).toMatchSnapshot(`stage-${size.width}-${colorScheme}.png`, { threshold: 0.07, maxDiffPixelRatio: 0.01 })
      await context.close()
    })
  }
}
