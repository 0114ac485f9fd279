import { findings } from './axe'
import { expect, test } from './fixtures'
import { HopscopePage } from './hopscope-page'

test.use({ reducedMotion: 'reduce' })

for (const theme of ['light', 'dark'] as const) {
  test(`nothing stands in anyone’s way, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme })
    const hopscope = new HopscopePage(page)
    await hopscope.open()
    expect(await findings(page)).toEqual([])
    await hopscope.ping('pod-w0-b', 'pod-w1-a')
    await page.getByRole('button', { name: 'Last step' }).click()
    await hopscope.stepBackTo(/^Leaves k8s-w0 eth0/)
    expect(await findings(page)).toEqual([])
    for (const tab of ['Routes', 'Neighbours', 'NAT', 'WireGuard', 'Links']) {
      await hopscope.inspector.getByRole('tab', { name: tab }).click()
      expect(await findings(page)).toEqual([])
    }
  })

  test(`nothing stands in anyone’s way in opened headers, a filter, the text and the legend, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme })
    const hopscope = new HopscopePage(page)
    await hopscope.open()
    await hopscope.ping('pod-w0-b', 'pod-w1-a')
    await page.getByRole('button', { name: 'Last step' }).click()
    await hopscope.headers.getByRole('button', { name: /^IPv4/ }).click()
    await page.getByRole('textbox', { name: 'Filter the events' }).fill('icmp and quic')
    expect(await findings(page)).toEqual([])
    await page.getByRole('textbox', { name: 'Filter the events' }).fill('icmp')
    await page.getByRole('tab', { name: 'Explain' }).click()
    expect(await findings(page)).toEqual([])
    await page.getByRole('button', { name: 'Zoom in' }).click()
    await page.getByRole('button', { name: 'Legend' }).click()
    expect(await findings(page)).toEqual([])
  })
}

for (const theme of ['light', 'dark'] as const) {
  test(`nothing stands in anyone’s way in menus, dialogs, errors and on narrow screens, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme })
    const hopscope = new HopscopePage(page)
    await hopscope.open()
    await page.keyboard.press('?')
    expect(await findings(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^Lab/ }).click()
    await expect(page.getByRole('menu')).toBeVisible()
    expect(await findings(page)).toEqual([])
    await page.keyboard.press('Escape')
    for (const menu of [/^Fabric/, /^Faults/, 'Settings of the lab']) {
      await page.getByRole('button', { name: menu }).click()
      await expect(page.getByRole('menu').or(page.getByRole('dialog'))).toBeVisible()
      expect(await findings(page)).toEqual([])
      await page.keyboard.press('Escape')
    }
    await page.getByRole('button', { name: 'New flow' }).click()
    await expect(page.getByRole('form', { name: 'New flow' })).toBeVisible()
    expect(await findings(page)).toEqual([])
    await page.getByLabel('Lab files').setInputFiles({ name: 'broken.yaml', mimeType: 'text/yaml', buffer: Buffer.from('kind: [') })
    await expect(page.getByRole('alert', { name: 'Problems' })).toBeVisible()
    expect(await findings(page)).toEqual([])
    await page.setViewportSize({ width: 1024, height: 768 })
    await page.getByRole('button', { name: 'Cluster and flows' }).click()
    expect(await findings(page)).toEqual([])
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await findings(page)).toEqual([])
  })
}

for (const theme of ['light', 'dark'] as const) {
  test(`nothing stands in anyone’s way at a drop, in a menu on the stage and in what stands in front, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme })
    const hopscope = new HopscopePage(page)
    await hopscope.open()
    await hopscope.ping('pod-w0-b', 'pod-w1-a')
    await page.getByRole('button', { name: /^Fabric/ }).click()
    await page.getByRole('menuitemradio', { name: /^Azure/ }).click()
    await expect(hopscope.comparison).toContainText('dropped at lan-b')
    await page.getByRole('button', { name: 'Last step' }).click()
    await expect(hopscope.stepTitle).toHaveText(/^Dropped/)
    expect(await findings(page)).toEqual([])
    await hopscope.pod('pod-w2-a').click({ button: 'right' })
    await expect(page.getByRole('menu')).toBeVisible()
    expect(await findings(page)).toEqual([])
    await page.keyboard.press('Escape')
    for (const [command, front] of [['', 'Commands'], ['export a picture', 'Export a picture'], ['present', 'Present']] as const) {
      await page.keyboard.press('Control+k')
      await expect(page.getByRole('dialog', { name: 'Commands' }).getByRole('combobox')).toBeFocused()
      if (front !== 'Commands') {
        await page.keyboard.type(command)
        await page.keyboard.press('Enter')
      }
      await expect(page.getByRole('dialog', { name: front })).toBeVisible()
      expect(await findings(page)).toEqual([])
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog', { name: front })).toBeHidden()
    }
  })
}

test('the theme goes round system, light and dark, and is kept', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await page.getByRole('button', { name: 'Theme: as the system' }).click()
  await page.getByRole('button', { name: 'Theme: light' }).click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await page.reload()
  await expect(page.getByRole('button', { name: 'Theme: dark' })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
})
