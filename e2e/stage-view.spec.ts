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

/** Scene pixels to CSS pixels: from the distance of two columns of a node, which is 120 at zoom 1. */
async function zoom(page: Page): Promise<number> {
  const [a, b] = [await button(page, /^pod pod-w1-a /).boundingBox(), await button(page, /^pod pod-w1-b /).boundingBox()]
  return ((b?.x ?? 0) - (a?.x ?? 0)) / 120
}

async function toFirstStep(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Last step' }).click()
  await page.getByRole('button', { name: 'First step' }).click()
}

for (const size of [{ width: 1440, height: 900 }, { width: 1024, height: 768 }]) {
  test(`with a panel open at ${size.width} × ${size.height} nothing shrinks, and the current hop is in sight at every step`, async ({ page }) => {
    await page.setViewportSize(size)
    const hopscope = new HopscopePage(page)
    await hopscope.open()
    await hopscope.ping('pod-w0-b', 'pod-w1-a')
    await page.getByRole('tab', { name: 'Explain' }).click()
    await expect.poll(() => zoom(page)).toBeCloseTo(1, 5)
    await toFirstStep(page)
    const last = Number(await hopscope.timeline.getAttribute('aria-valuemax'))
    const seen = new Set<string>()
    for (let step = 1; step <= last; step++) {
      await expect(hopscope.timeline).toHaveAttribute('aria-valuenow', String(step))
      const where = /^(?:Leaves|Arrives at) (\S+) (\S+)/.exec((await hopscope.stepTitle.textContent()) ?? '')
      const [, place, link] = where ?? []
      if (place !== undefined && link !== undefined) {
        const element = place.startsWith('pod') ? hopscope.pod(place) : button(page, new RegExp(`^interface ${link.replace('…', '\\S*')} of ${place}\\b`))
        await expect.poll(() => isInSight(page, element), `${place} ${link}`).toBe(true)
        seen.add(place)
      }
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
  const before = await hopscope.pod('pod-w0-b').boundingBox()
  await page.mouse.move(300, 440)
  await page.mouse.down()
  await page.mouse.move(300, 500, { steps: 4 })
  await page.mouse.up()
  const moved = await hopscope.pod('pod-w0-b').boundingBox()
  expect((moved?.y ?? 0) - (before?.y ?? 0)).toBeCloseTo(60, 0)
  await page.getByRole('button', { name: 'Step forward' }).click()
  expect(await hopscope.pod('pod-w0-b').boundingBox()).toEqual(moved)
  await page.getByRole('button', { name: 'Fit' }).click()
  await expect.poll(() => isInSight(page, hopscope.pod('pod-w0-b'))).toBe(true)
  await page.keyboard.press('+')
  await expect.poll(() => zoom(page)).toBeCloseTo(1.25, 2)
  await page.keyboard.press('0')
  await expect.poll(() => zoom(page)).toBeCloseTo(1, 2)
  await hopscope.pod('pod-m-a').focus()
  await expect.poll(() => isInSight(page, hopscope.pod('pod-m-a'))).toBe(true)
})
