import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'
import { HopscopePage } from './hopscope-page'
import { textFaults } from './text-faults'

test.use({ reducedMotion: 'reduce' })

const SIZES = [{ width: 1440, height: 900 }, { width: 1920, height: 1080 }, { width: 1024, height: 768 }] as const

async function nothingBroken(page: Page, where: string, within?: string): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size)
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
    expect(await textFaults(page, within), `${where} at ${size.width} × ${size.height}`).toEqual([])
  }
}

for (const lab of ['One subnet, WireGuard', 'VXLAN as'] as const) {
  test(`routes, neighbours, rules and peers are no wider than their box where addresses are long: ${lab}`, async ({ page }) => {
    const hopscope = new HopscopePage(page)
    await hopscope.open()
    await page.getByRole('button', { name: /^Lab/ }).click()
    await page.getByRole('menuitem', { name: new RegExp(`^${lab}`) }).click()
    await page.getByRole('main').getByRole('button', { name: /^Ping / }).first().click()
    await page.getByRole('button', { name: 'Last step' }).click()
    await page.getByRole('navigation').getByRole('button', { name: /^(node-1|k8s-w1)/ }).first().click()
    for (const tab of ['Routes', 'Neighbours', 'NAT', 'WireGuard']) {
      await page.setViewportSize(SIZES[0])
      await hopscope.inspector.getByRole('tab', { name: tab }).click()
      await expect(hopscope.inspector.getByRole('heading', { name: new RegExp(`^${tab}`) })).toBeVisible()
      await nothingBroken(page, tab, '[aria-label="Inspector"]')
    }
  })
}

for (const [code, name, explain] of [['en', 'English', 'Explain'], ['ko', 'Korean', '설명']] as const) {
  test(`no word of the panels is cut or on another, at three sizes, in ${name}`, async ({ page }) => {
    await page.addInitScript((language) => localStorage.setItem('hopscope.language', language), code)
    const hopscope = new HopscopePage(page)
    await page.goto('/')
    const pod = (podName: string) => page.getByRole('main').getByRole('button', { name: new RegExp(`^(pod|파드) ${podName} `) })
    await expect(pod('pod-w0-b')).toBeVisible()
    await page.evaluate(() => document.fonts.ready)
    await nothingBroken(page, 'first open')
    await pod('pod-w0-b').click()
    await pod('pod-w1-a').click()
    await expect(page.locator('[data-step="7"]')).toBeVisible()
    await page.locator('[data-step="7"]').click()
    await nothingBroken(page, 'in the tunnel')
    await page.getByRole('radio', { name: 'WireGuard', exact: true }).check()
    await expect(page.getByRole('status').filter({ hasText: 'WireGuard' })).toBeVisible()
    await nothingBroken(page, 'a mode compared')
    await page.setViewportSize(SIZES[0])
    await page.getByRole('tab', { name: explain }).click()
    await nothingBroken(page, 'the text')
    expect(await hopscope.page.evaluate(() => document.documentElement.lang)).toBe(code)
  })
}
