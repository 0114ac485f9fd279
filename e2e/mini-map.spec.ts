import { expect, test } from './fixtures'
import { HopscopePage } from './hopscope-page'

test('a map of the whole lab comes when only a part is in view, and moves the view', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  const map = page.getByRole('application', { name: /^Map of the whole lab/ })
  await expect(map).toHaveCount(0)
  for (let press = 0; press < 4; press++) await page.getByRole('button', { name: 'Zoom in' }).click()
  await expect(map).toBeVisible()
  const left = async (): Promise<number> => (await hopscope.pod('pod-w0-b').boundingBox())?.x ?? Number.NaN

  const box = await map.boundingBox()
  if (!box) throw new Error('the map has no place')
  await page.mouse.move(box.x + 8, box.y + box.height / 2)
  await page.mouse.down()
  const atTheLeft = await left()
  await page.mouse.move(box.x + box.width - 8, box.y + box.height / 2)
  await page.mouse.up()
  await expect.poll(left, 'dragged to the right').toBeLessThan(atTheLeft - 100)

  const atTheRight = await left()
  await map.focus()
  await page.keyboard.press('ArrowLeft')
  await expect.poll(left, 'by a key back to the left').toBeGreaterThan(atTheRight)
  expect(await hopscope.timeline.count(), 'the key moved the view and no packet').toBe(0)

  await page.getByRole('button', { name: 'Fit' }).click()
  await expect(map).toHaveCount(0)
})
