import { findings } from './axe'
import { expect, test } from './fixtures'
import { HopscopePage } from './hopscope-page'
import { textFaults } from './text-faults'

test.use({ reducedMotion: 'reduce' })

test('the palette does what is typed: a theme, a mode, a ping', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog', { name: 'Commands' })
  await expect(palette.getByRole('combobox')).toBeFocused()
  await page.keyboard.type('contrast dark')
  await page.keyboard.press('Enter')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'high-contrast-dark')
  await expect(palette).toBeHidden()

  await page.keyboard.press('Control+k')
  await page.keyboard.type('ping from pod-w0-b')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('ping pod-w1-a')
  await page.keyboard.press('Enter')
  await expect(hopscope.timeline).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('direct')
  await page.keyboard.press('Enter')
  await expect(hopscope.mode('Direct')).toBeChecked()
})

test('the palette is left by Escape and says when nothing is called that', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog', { name: 'Commands' })
  await expect(palette.getByRole('combobox')).toBeFocused()
  await page.keyboard.type('teleport')
  await expect(palette.getByRole('status')).toHaveText('Nothing here is called that.')
  await page.keyboard.press('Escape')
  await expect(palette).toBeHidden()
})

for (const theme of ['high-contrast-light', 'high-contrast-dark'] as const) {
  test(`nothing stands in anyone’s way in what stands in front, ${theme}`, async ({ page }) => {
    await page.addInitScript((chosen) => localStorage.setItem('hopscope.theme', chosen), theme)
    const hopscope = new HopscopePage(page)
    await hopscope.open()
    await hopscope.ping('pod-w0-b', 'pod-w1-a')
    await page.getByRole('tab', { name: 'Explain' }).click()
    await expect(page.getByRole('button', { name: /chooses a route/ }).first()).toBeVisible()
    expect(await findings(page)).toEqual([])
    await page.getByRole('button', { name: 'Export a picture' }).click()
    await expect(page.getByRole('dialog', { name: 'Export a picture' })).toBeVisible()
    expect(await findings(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('dialog', { name: 'Commands' })).toBeVisible()
    expect(await findings(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Present' }).click()
    await expect(page.getByRole('dialog', { name: 'Present' })).toBeVisible()
    expect(await findings(page)).toEqual([])
  })
}

test('the palette breaks and mends, runs the flow in every mode, and a tunnel has a menu', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  const palette = page.getByRole('dialog', { name: 'Commands' })
  const openPalette = async () => {
    await page.keyboard.press('Control+k')
    await expect(palette.getByRole('combobox')).toBeFocused()
  }
  await openPalette()
  await page.keyboard.type('breaks ip_forward k8s-w1')
  await expect(palette.getByRole('option')).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Faults 1' })).toBeVisible()
  await openPalette()
  await page.keyboard.type('mends ip_forward')
  await expect(palette.getByRole('option')).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Faults none' })).toBeVisible()

  await openPalette()
  await page.keyboard.type('every mode')
  await expect(palette.getByRole('option')).toHaveCount(1)
  await page.keyboard.press('Enter')
  const compare = page.getByRole('dialog', { name: 'Compare flows' })
  await expect(compare.getByRole('region')).toHaveCount(4)
  await expect(compare.getByRole('region', { name: 'Flow 4' })).toContainText('Sealed until the far node opens it')
  expect(await textFaults(page, 'dialog[open]')).toEqual([])
  expect(await findings(page)).toEqual([])
  await page.keyboard.press('Escape')

  const [router, tunnel] = [await page.getByRole('main').getByRole('button', { name: /^router/ }).boundingBox(), await page.getByRole('main').getByRole('button', { name: /^interface tunl0 of k8s-w0/ }).boundingBox()]
  await page.mouse.click((tunnel?.x ?? 0) + 2, router?.y ?? 0, { button: 'right' })
  await expect(page.getByRole('menuitem', { name: 'Capture at both ends' })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+f')
  await expect(page.getByRole('searchbox')).toBeFocused()
})
