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
  await page.keyboard.press('ArrowRight')
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
