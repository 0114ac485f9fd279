import { expect, test } from './fixtures'

test('the page opens and calls itself Hopscope', async ({ page }) => {
  await page.goto('/')
  await expect(page).toHaveTitle(/Hopscope/)
})
