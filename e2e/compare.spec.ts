import type { Locator, Page } from '@playwright/test'
import { expect, test } from './fixtures'
import { HopscopePage } from './hopscope-page'

test.use({ reducedMotion: 'reduce' })

/** The flow in every mode, side by side, after `before`. */
async function inEveryMode(page: Page, before?: (hopscope: HopscopePage) => Promise<void>): Promise<Locator> {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await before?.(hopscope)
  await page.getByRole('button', { name: 'Compare flows' }).click()
  const view = page.getByRole('dialog', { name: 'Compare flows' })
  await view.getByRole('button', { name: 'Run the flow in every mode' }).click()
  await expect(view.getByRole('region', { name: /^Flow/ })).toHaveCount(4)
  return view
}

test('a flow that is dropped ends in a cross on the one clock, its facts stand level with the others, and all is in sight', async ({ page }) => {
  const view = await inEveryMode(page, (hopscope) => hopscope.fabric(/^AWS/))
  await expect(view.getByRole('region', { name: 'Flow 1' })).toContainText('dropped at lan-b')
  const clock = view.getByRole('region', { name: 'One clock' })
  await expect(clock.locator('.text-drop svg')).toHaveCount(2)
  await expect(clock.getByRole('listitem').last()).toHaveText('dropped')
  for (const fact of ['Outcome', 'Pod MTU', 'From first frame to last']) {
    const tops = await view.getByRole('term').filter({ hasText: fact }).evaluateAll((terms) => terms.map((term) => term.getBoundingClientRect().top))
    expect(new Set(tops).size, fact).toBe(1)
  }
  expect(await view.evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)).toBe(0)
})

test('a flow that asked ARP first says for how long: its time beside the others is not that of its mode', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await hopscope.mode('VXLAN').check()
  await hopscope.comparison.getByRole('button', { name: 'Side by side' }).click()
  const view = page.getByRole('dialog', { name: 'Compare flows' })
  await expect(view.getByRole('region', { name: 'Flow 1' })).toContainText('From first frame to last108.0 µsOf it spent waiting57.0 µs for ARP')
  await expect(view.getByRole('region', { name: 'Flow 2' })).toContainText('From first frame to last51.0 µsOf it spent waitingnone')
})
