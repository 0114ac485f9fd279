import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'
import { HopscopePage } from './hopscope-page'
import { faceFiles, resvgPng } from './resvg'

test.use({ reducedMotion: 'reduce', permissions: ['clipboard-read', 'clipboard-write'] })

/** Opens the dialog at the step at which the wrapped ping leaves its node. */
async function openDialog(page: Page): Promise<void> {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await page.getByRole('button', { name: 'Last step' }).click()
  await hopscope.stepBackTo(/^Leaves k8s-w0 eth0/)
  await page.getByRole('button', { name: 'Export a picture' }).click()
  await expect(page.getByRole('dialog', { name: 'Export a picture' })).toBeVisible()
}

async function downloaded(page: Page): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const arrival = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download' }).click()
  const download = await arrival
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) }
}

async function choose(page: Page, setting: string, option: string): Promise<void> {
  await page.getByRole('group', { name: setting }).getByRole('radio', { name: option, exact: true }).check()
}

/** The faces that a picture names, as a style sheet that fetches nothing. */
function faces(): string {
  return faceFiles()
    .map(({ family, weight, bytes }) => `@font-face{font-family:'${family}';font-weight:${weight};src:url(data:font/woff2;base64,${bytes.toString('base64')})}`)
    .join('')
}

/** Both as pixels: the share of those that differ by more than a quarter, and whether the PNG's rim is all ground. */
async function compare(page: Page, shot: Buffer, png: Buffer): Promise<{ readonly sizes: readonly number[]; readonly differing: number; readonly rimColours: number }> {
  return page.evaluate(async ([a, b]) => {
    const pixels = async (base64: string): Promise<ImageData> => {
      const image = new Image()
      image.src = `data:image/png;base64,${base64}`
      await image.decode()
      const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height })
      const ctx = canvas.getContext('2d')
      if (ctx === null) throw new Error('no canvas')
      ctx.drawImage(image, 0, 0)
      return ctx.getImageData(0, 0, image.width, image.height)
    }
    const [one, two] = [await pixels(a), await pixels(b)]
    let differing = 0
    const rim = new Set<number>()
    for (let i = 0; i < two.data.length; i += 4) {
      const apart = [0, 1, 2].some((k) => Math.abs((one.data[i + k] ?? 0) - (two.data[i + k] ?? 0)) > 64)
      if (apart) differing++
      const [x, y] = [(i / 4) % two.width, Math.floor(i / 4 / two.width)]
      if (Math.min(x, y, two.width - 1 - x, two.height - 1 - y) < 12) rim.add(((two.data[i] ?? 0) << 16) | ((two.data[i + 1] ?? 0) << 8) | (two.data[i + 2] ?? 0))
    }
    return { sizes: [one.width, two.width, one.height, two.height], differing: differing / (two.width * two.height), rimColours: rim.size }
  }, [shot.toString('base64'), png.toString('base64')] as const)
}

test('the SVG, drawn by the browser, and the PNG, painted by Hopscope, are the same picture, whole', async ({ page, context }) => {
  await openDialog(page)
  await choose(page, 'Size', '1×')
  const png = await downloaded(page)
  expect(png.name).toMatch(/^two-subnets-step-\d+\.png$/)
  await choose(page, 'Format', 'SVG')
  const svg = await downloaded(page)
  const text = svg.bytes.toString('utf8')
  const [, width, height] = (/width="(\d+)" height="(\d+)"/.exec(text) ?? []).map(Number)
  const viewer = await context.newPage()
  await viewer.setViewportSize({ width: width ?? 0, height: height ?? 0 })
  await viewer.setContent(`<style>${faces()} body{margin:0} svg{display:block}</style>${text.replace(/<\?xml[^>]*\?>/, '')}`)
  await viewer.evaluate(() => document.fonts.ready)
  await expect(viewer.locator('svg text', { hasText: 'pod-w0-b' })).toHaveCount(1)
  await expect(viewer.locator('svg text', { hasText: '192.168.20.100 → 192.168.10.101' })).toHaveCount(1)
  const compared = await compare(viewer, await viewer.screenshot(), png.bytes)
  expect(compared.sizes).toEqual([width, width, height, height])
  expect(compared.differing).toBeLessThan(0.01)
  expect(compared.rimColours, 'nothing is cut at the edge').toBe(1)
  const widths = (): Promise<readonly number[]> => viewer.locator('svg text').evaluateAll((texts) => texts.map((each) => each.getBoundingClientRect().width))
  const own = await widths()
  await viewer.addStyleTag({ content: `svg text { font-family: 'DejaVu Sans', Verdana, sans-serif !important }` })
  const others = await widths()
  expect(others).not.toEqual(own)
  expect(Math.max(...others.map((width, k) => width - (own[k] ?? 0))), 'another face takes no more room').toBeLessThan(2)
})

test('the SVG, drawn by a renderer that is no browser, and the PNG are the same picture, on every background', async ({ page }) => {
  await openDialog(page)
  for (const [what, background] of [['Stage', 'Light'], ['Stage', 'Print'], ['Slide 16:9', 'Dark']] as const) {
    await choose(page, 'What', what)
    await page.getByRole('combobox', { name: 'Background' }).selectOption(background)
    await choose(page, 'Format', 'PNG')
    await choose(page, 'Size', '1×')
    const png = await downloaded(page)
    await choose(page, 'Format', 'SVG')
    const svg = await downloaded(page)
    const { sizes, differing } = await compare(page, await resvgPng(svg.bytes.toString('utf8')), png.bytes)
    expect([sizes[0], sizes[2]]).toEqual([sizes[1], sizes[3]])
    // grey rims of letters, and the arrows and weights that its few faces lack; two pixels to the side are four times as many
    expect(differing, `${what}, ${background}`).toBeLessThan(0.01)
  }
})

test('a browser takes the SVG as an image', async ({ page, context }) => {
  await openDialog(page)
  await choose(page, 'Format', 'SVG')
  await choose(page, 'What', 'Slide 16:9')
  const svg = await downloaded(page)
  const viewer = await context.newPage()
  const size = await viewer.evaluate(async (base64) => {
    const image = new Image()
    image.src = `data:image/svg+xml;base64,${base64}`
    await image.decode()
    return [image.naturalWidth, image.naturalHeight]
  }, svg.bytes.toString('base64'))
  expect(size).toEqual([1920, 1080])
})

test('a PNG is as large as asked, and the clipboard takes it', async ({ page }) => {
  await openDialog(page)
  await choose(page, 'Size', '4×')
  await page.getByRole('combobox', { name: 'Background' }).selectOption('Print')
  const { name, bytes } = await downloaded(page)
  expect(name).toMatch(/@4x\.png$/)
  await expect(page.getByText(`${bytes.readUInt32BE(16)} × ${bytes.readUInt32BE(20)} pixels`)).toBeVisible()
  await page.getByRole('button', { name: 'Copy' }).click()
  await expect(page.getByRole('dialog').getByRole('status')).toHaveText('Copied.')
  expect(await page.evaluate(async () => (await navigator.clipboard.read()).flatMap((item) => item.types))).toContain('image/png')
})
