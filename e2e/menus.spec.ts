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

test('by keyboard the faults are read from the first one, though they come after the menu', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await page.evaluate('releaseMenus()')
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await page.getByRole('button', { name: /^Faults/ }).focus()
  await page.keyboard.press('Enter')
  const boxes = page.getByRole('dialog').getByRole('checkbox')
  await expect(page.getByRole('dialog').getByRole('group', { name: /pod-w0-b/ })).toBeVisible()
  await expect(boxes.first()).toBeFocused()
  // what this flow has no use for says so, and comes last
  await expect(page.getByRole('dialog')).toContainText(/Port 4789 dropped by the fabric.*Changes nothing for the flow in sight/)
  await page.keyboard.press('Tab')
  await expect(boxes.nth(1)).toBeFocused()
})
