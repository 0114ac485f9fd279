import { expect, test } from './fixtures'
import { HopscopePage } from './hopscope-page'

test.use({ reducedMotion: 'reduce' })

test('the keyboard stays where it is when what it pressed goes or can be pressed no more', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  // the hint goes with the first flow
  await page.getByRole('button', { name: 'Ping pod-w0-b → pod-w1-a' }).focus()
  await page.keyboard.press('Enter')
  await expect(hopscope.timeline).toBeVisible()
  await expect(page.getByRole('main').locator('button:focus')).toHaveCount(1)

  // the last step has none behind it
  await page.getByRole('slider', { name: 'Timeline' }).focus()
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Shift+Tab')
  const last = page.getByRole('button', { name: 'Last step' })
  await expect(last).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(last).toBeDisabled()
  await expect(last).toBeFocused()

  // a menu that is left
  await hopscope.pod('pod-w0-b').focus()
  await page.keyboard.press('Shift+F10')
  await expect(page.getByRole('menu')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(hopscope.pod('pod-w0-b')).toBeFocused()

  // a button that waits for what it has started
  await page.getByRole('button', { name: 'Compare flows' }).focus()
  await page.keyboard.press('Enter')
  const every = page.getByRole('button', { name: /^Run(ning| the flow in every mode)/ })
  await expect(every).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog').getByRole('region', { name: /^Flow/ })).toHaveCount(4)
  await expect(every).toBeFocused()
})
