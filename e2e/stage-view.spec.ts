import type { Locator, Page } from '@playwright/test'
import { expect, test } from './fixtures'
import { HopscopePage } from './hopscope-page'

test.use({ reducedMotion: 'reduce' })

const button = (page: Page, name: RegExp): Locator => page.getByRole('main').getByRole('button', { name })

/** Whether the middle of an element of the stage lies on what can be seen of the stage. */
async function isInSight(page: Page, element: Locator): Promise<boolean> {
  const [stage, box] = [await page.getByRole('region', { name: 'Stage' }).boundingBox(), await element.boundingBox()]
  if (!stage || !box) return false
  return box.x >= stage.x && box.x <= stage.x + stage.width && box.y >= stage.y && box.y <= stage.y + stage.height
}

/** Scene pixels to CSS pixels: from the distance of two columns of a node of the flow, which is 120 at zoom 1. */
async function zoom(page: Page): Promise<number> {
  const [a, b] = [await button(page, /^pod pod-w1-a /).boundingBox(), await button(page, /^pod pod-w1-b /).boundingBox()]
  return ((b?.x ?? 0) - (a?.x ?? 0)) / 120
}

async function toFirstStep(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Last step' }).click()
  await page.getByRole('button', { name: 'First step' }).click()
}

for (const size of [{ width: 1440, height: 900 }, { width: 1024, height: 768 }]) {
  test(`with a panel open at ${size.width} × ${size.height} all of the picture is in sight, at a size that can be read, and the current hop at every step`, async ({ page }) => {
    await page.setViewportSize(size)
    const hopscope = new HopscopePage(page)
    await hopscope.open()
    await hopscope.ping('pod-w0-b', 'pod-w1-a')
    await page.getByRole('tab', { name: 'Explain' }).click()
    await expect.poll(() => zoom(page)).toBeGreaterThan(0.6)
    for (const name of ['k8s-m', 'k8s-w1', 'k8s-w2', 'k8s-w0']) await expect.poll(() => isInSight(page, button(page, new RegExp(`^node ${name} `)))).toBe(true)
    await toFirstStep(page)
    const last = Number(await hopscope.timeline.getAttribute('aria-valuemax'))
    const seen = new Set<string>()
    for (let step = 1; step <= last; step++) {
      await expect(hopscope.timeline).toHaveAttribute('aria-valuenow', String(step))
      // the panel may come a frame later than the timeline
      await expect(hopscope.stepTitle).toHaveText(new RegExp(`\\b${step}\\D*$`))
      const where = /^(?:Leaves|Arrives at) (\S+) (\S+)/.exec((await hopscope.stepTitle.textContent()) ?? '')
      const [, place, link] = where ?? []
      if (place !== undefined && link !== undefined) {
        const element = place.startsWith('pod') ? hopscope.pod(place) : button(page, new RegExp(`^interface ${link.replace('…', '\\S*')} of ${place}\\b`))
        await expect.poll(() => isInSight(page, element), `${place} ${link}`).toBe(true)
        seen.add(place)
      }
      // the way back is the same way
      if (place === 'pod-w1-a') break
      if (step < last) await page.keyboard.press('ArrowRight')
    }
    expect([...seen].toSorted()).toEqual(['k8s-w0', 'k8s-w1', 'pod-w0-b', 'pod-w1-a', 'router'])
  })
}

test('a view that was moved by hand stays until it is fitted again; keys zoom, and the focus is seen', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await page.getByRole('tab', { name: 'Explain' }).click()
  await toFirstStep(page)
  await expect.poll(() => isInSight(page, hopscope.pod('pod-w0-b'))).toBe(true)
  const fitted = await zoom(page)
  const before = await hopscope.pod('pod-w0-b').boundingBox()
  await page.mouse.move(500, 420)
  await page.mouse.down()
  await page.mouse.move(500, 480, { steps: 4 })
  await page.mouse.up()
  // buttons follow the picture in the frame that paints it
  await expect.poll(async () => Math.round(((await hopscope.pod('pod-w0-b').boundingBox())?.y ?? 0) - (before?.y ?? 0))).toBe(60)
  const moved = await hopscope.pod('pod-w0-b').boundingBox()
  await page.getByRole('button', { name: 'Step forward' }).click()
  expect(await hopscope.pod('pod-w0-b').boundingBox()).toEqual(moved)
  await page.getByRole('button', { name: 'Fit' }).click()
  await expect.poll(() => isInSight(page, hopscope.pod('pod-w0-b'))).toBe(true)
  await page.keyboard.press('+')
  await expect.poll(() => zoom(page)).toBeCloseTo(1.25 * fitted, 2)
  await page.keyboard.press('0')
  await expect.poll(() => zoom(page)).toBeCloseTo(fitted, 2)
  await hopscope.pod('pod-m-a').focus()
  await expect.poll(() => isInSight(page, hopscope.pod('pod-m-a'))).toBe(true)
})

test('the edges of the panels move by hand and by key, and are remembered', async ({ page }) => {
  await new HopscopePage(page).open()
  const [below, beside] = [page.getByRole('separator', { name: 'Height of the panel below the stage' }), page.getByRole('separator', { name: 'Width of the inspector' })]
  const value = async (edge: Locator): Promise<number> => Number(await edge.getAttribute('aria-valuenow'))
  await expect.poll(() => value(beside)).toBe(408)
  await beside.focus()
  await page.keyboard.press('ArrowLeft')
  await expect.poll(() => value(beside)).toBe(424)
  const [edge, before] = [await below.boundingBox(), await value(below)]
  await page.mouse.move(400, (edge?.y ?? 0) + 3)
  await page.mouse.down()
  await page.mouse.move(400, (edge?.y ?? 0) - 57, { steps: 3 })
  await page.mouse.up()
  await expect.poll(() => value(below)).toBe(before + 60)
  await page.reload()
  await expect.poll(() => value(beside)).toBe(424)
  await expect.poll(() => value(below)).toBe(before + 60)
  await below.focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => value(below)).toBe(before)
})

test('a node is moved by hand and by key, with its wires; it stays so, and is put back', async ({ page }) => {
  await page.setViewportSize({ width: 1920, height: 1080 })
  await new HopscopePage(page).open()
  // it takes clicks, but not a drag
  await expect(page.locator('[data-first-painting]')).toHaveCount(0)
  const node = button(page, /^node k8s-w0/)
  const placeOf = async (of: Locator): Promise<{ readonly x: number; readonly y: number }> => (await of.boundingBox()) ?? { x: 0, y: 0 }
  const distance = async (from: { readonly x: number }): Promise<number> => Math.round((await placeOf(node)).x - from.x)
  const home = await placeOf(node)
  await page.mouse.move(home.x + 6, home.y)
  await page.mouse.down()
  await page.mouse.move(home.x + 66, home.y + 10, { steps: 4 })
  await page.mouse.move(home.x + 206, home.y + 10, { steps: 4 })
  await page.mouse.up()
  await expect.poll(async () => Math.abs((await distance(home)) - 200)).toBeLessThan(3)
  await expect.poll(async () => Math.round((await placeOf(button(page, /^interface eth0 of k8s-w0/))).x - (await placeOf(node)).x)).toBeGreaterThan(0)
  const moved = await placeOf(node)
  await node.focus()
  await page.keyboard.press('Alt+ArrowLeft')
  await expect.poll(() => distance(moved)).toBeLessThan(-10)
  await page.reload()
  await expect(button(page, /^pod pod-w0-b /)).toBeVisible()
  await expect.poll(() => distance(moved)).toBeLessThan(-10)
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog', { name: 'Commands' }).getByRole('combobox').fill('back in its place')
  await page.keyboard.press('Enter')
  await expect.poll(() => distance(home)).toBe(0)
  await page.keyboard.press('Control+z')
  await expect.poll(() => distance(moved)).toBeLessThan(-10)
})
