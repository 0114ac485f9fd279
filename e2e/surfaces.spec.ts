import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'
import { HopscopePage } from './hopscope-page'

test.use({ reducedMotion: 'reduce' })

/** A ping at its first envelope. */
async function wrapped(page: Page): Promise<HopscopePage> {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  // the stage's own suggestion: on a small screen not every pod is in sight
  await page.getByRole('button', { name: /^Ping pod-w0-b/ }).click()
  await page.getByRole('button', { name: 'Last step' }).click()
  await hopscope.stepBackTo(/^Leaves k8s-w0 eth0/)
  return hopscope
}

for (const [what, width, height] of [
  ['a phone', 390, 844],
  ['a laptop at a zoom of 200 %', 720, 450],
] as const) {
  test(`on ${what} everything is there, below each other and never cut at the side`, async ({ page }) => {
    await page.setViewportSize({ width, height })
    const hopscope = await wrapped(page)
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0)
    const timeline = await hopscope.timeline.boundingBox()
    expect(timeline?.width).toBeGreaterThan(width / 2)
    await expect(hopscope.events.getByRole('option', { selected: true })).toContainText('192.168.20.100')
    await hopscope.headers.scrollIntoViewIfNeeded()
    await expect(hopscope.headers).toBeInViewport()
  })
}

test('on paper stand the stage and the inspector, and nothing to press', async ({ page }) => {
  const hopscope = await wrapped(page)
  await page.emulateMedia({ media: 'print' })
  await expect(page.getByRole('region', { name: 'Stage' })).toBeVisible()
  await expect(hopscope.headers).toBeVisible()
  await expect(page.getByRole('button', { name: /^Lab/ })).toBeHidden()
  await expect(page.getByRole('button', { name: 'Play' })).toBeHidden()
  await expect(page.getByRole('button', { name: 'Zoom in' })).toBeHidden()
})

test.describe('with high contrast', () => {
  test.use({ contextOptions: { contrast: 'more' } })
  test('the MTU bar has a frame, and what is chosen has an edge', async ({ page }) => {
    const hopscope = await wrapped(page)
    await expect(hopscope.inspector.getByRole('region', { name: /^MTU budget/ }).locator('[data-mode]')).toHaveCSS('outline', 'rgb(74, 74, 74) solid 1px')
    await expect(hopscope.events.getByRole('option', { selected: true })).toHaveCSS('box-shadow', 'rgb(0, 0, 0) 0px 0px 0px 2px inset')
  })
})

test.describe('with forced colours', () => {
  test.use({ contextOptions: { forcedColors: 'active' } })
  test('what a colour tells keeps it, and what is chosen has an edge', async ({ page }) => {
    const hopscope = await wrapped(page)
    const budget = hopscope.inspector.getByRole('region', { name: /^MTU budget/ })
    await expect(budget.locator('[data-mode] > span').first()).not.toHaveCSS('background-color', 'rgb(255, 255, 255)')
    await expect(hopscope.inspector.getByRole('tab', { name: 'Packet' })).toHaveCSS('outline-style', 'solid')
  })
})
