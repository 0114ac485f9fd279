import type { Locator } from '@playwright/test'
import { expect, test } from './fixtures'
import { HopscopePage } from './hopscope-page'

test.use({ reducedMotion: 'reduce', viewport: { width: 1920, height: 1080 } })

test('a teacher steps through the flow before the class, by keys and clicks, and leaves by Escape', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await page.getByRole('button', { name: 'Present' }).click()
  const slide = page.getByRole('dialog', { name: 'Present' })
  await expect(slide).toContainText(/Step 1 of \d+\./)
  const controls = slide.getByRole('toolbar', { name: 'Slide' })
  await page.keyboard.press('ArrowRight')
  await expect(slide.getByRole('button', { name: 'Step back' })).not.toBeFocused()
  await expect(controls).toHaveCSS('opacity', '0')
  await page.mouse.move(900, 500)
  await expect(controls).toHaveCSS('opacity', '1')
  await expect(controls).toHaveCSS('opacity', '0')
  await page.keyboard.press('Space')
  await page.keyboard.press('.')
  await expect(slide).toContainText(/Step 4 of \d+\./)
  await page.keyboard.press('ArrowLeft')
  await expect(slide).toContainText(/Step 3 of \d+\./)
  await page.mouse.click(600, 500)
  await expect(slide).toContainText(/Step 4 of \d+\./)
  await page.keyboard.press('End')
  await expect(slide.getByRole('list', { name: 'Headers, outermost first' })).toContainText('ICMP echo reply')
  await page.keyboard.press('Escape')
  await expect(slide).toBeHidden()
  await expect(page.getByRole('button', { name: 'Present', exact: true })).toBeFocused()
  await expect(page.getByRole('button', { name: 'Last step' })).toBeDisabled()
})

for (const [name, size] of [['a phone', { width: 390, height: 844 }], ['a page at 200 %', { width: 720, height: 450 }], ['a phone on its side', { width: 844, height: 390 }]] as const) {
  test(`on ${name} the words of a slide are read beside the stage, and its buttons are there`, async ({ page }) => {
    const hopscope = new HopscopePage(page)
    await hopscope.open()
    await hopscope.ping('pod-w0-b', 'pod-w1-a')
    await page.setViewportSize(size)
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog', { name: 'Commands' }).getByRole('combobox').fill('present')
    await page.keyboard.press('Enter')
    const slide = page.getByRole('dialog', { name: 'Present' })
    const [heading, picture, controls] = [slide.getByRole('heading'), slide.locator('canvas').first(), slide.getByRole('toolbar')]
    await expect(heading).toHaveCSS('font-size', '15px')
    await expect(controls).toHaveCSS('opacity', '1')
    for (const part of [heading, picture, controls]) await expect(part).toBeInViewport({ ratio: 1 })
    const [words, stage, buttons] = [await heading.boundingBox(), await picture.boundingBox(), await controls.boundingBox()]
    for (const other of [stage, buttons]) expect(overlap(words, other)).toBe(false)
    await slide.getByRole('button', { name: 'Step forward' }).click()
    await expect(slide).toContainText(/Step 2 of \d+\./)
  })
}

type Box = Awaited<ReturnType<Locator['boundingBox']>>

function overlap(a: Box, b: Box): boolean {
  if (!a || !b) throw new Error('not on the page')
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}
