import { expect, test } from './fixtures'
import { HopscopePage } from './hopscope-page'

/** The menus' own code comes late; what a person does before that is not lost. */
test.beforeEach(async ({ page }) => {
  let release: () => void = () => undefined
  const released = new Promise<void>((resolve) => (release = resolve))
  await page.route(/\/(lab|fabric|fault|settings)-menu-/, async (route) => {
    await released
    await route.continue()
  })
  await page.exposeFunction('releaseMenus', () => release())
  await new HopscopePage(page).open()
})

for (const [name, role] of [
  [/^Lab/, 'menu'],
  [/^Fabric/, 'menu'],
  [/^Faults/, 'dialog'],
  ['Settings of the lab', 'dialog'],
] as const) {
  test(`a press on ${String(name)} opens it when it has come`, async ({ page }) => {
    await page.getByRole('button', { name }).click()
    await expect(page.getByRole('button', { name })).toHaveAttribute('aria-busy', 'true')
    await page.evaluate('releaseMenus()')
    await expect(page.getByRole(role)).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('button', { name })).toBeFocused()
  })
}

test('the keyboard stays on a menu that comes while it is there', async ({ page }) => {
  await page.getByRole('button', { name: /^Fabric/ }).focus()
  await page.evaluate('releaseMenus()')
  await expect(page.getByRole('button', { name: /^Fabric/ })).toHaveAttribute('data-state', 'closed')
  await expect(page.getByRole('button', { name: /^Fabric/ })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menu')).toBeVisible()
})
