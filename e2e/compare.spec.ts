import type { Locator, Page } from '@playwright/test'
import { expect, test } from './fixtures'
import { HopscopePage } from './hopscope-page'
import { Terminals } from './terminals'

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

test('at 1024 × 768 all stacks, what became of them and the one clock are in sight together', async ({ page }) => {
  await page.setViewportSize({ width: 1024, height: 768 })
  const view = await inEveryMode(page)
  await expect(view.getByRole('region', { name: 'One clock' })).toBeInViewport({ ratio: 1 })
  expect(await view.evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)).toBe(0)
  // and where something does not fit, it is not the clock that goes
  await page.setViewportSize({ width: 1024, height: 700 })
  await expect(view.getByRole('region', { name: 'One clock' })).toBeInViewport({ ratio: 1 })
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

test('what comes back in another envelope is drawn beside what went there', async ({ page }) => {
  const view = await inEveryMode(page, async (hopscope) => {
    const terminals = new Terminals(page)
    await terminals.open('k8s-w0')
    await terminals.says('ip route del 172.16.158.0/24; echo gone', 'gonegone')
    await hopscope.ping('pod-w0-b', 'pod-w1-a')
  })
  const ipip = view.getByRole('region', { name: 'Flow 2' })
  await expect(ipip.getByRole('list', { name: 'there' })).not.toContainText('Outer IPv4')
  await expect(ipip.getByRole('list', { name: 'back' })).toContainText('Outer IPv4')
  const tops = await ipip.getByRole('listitem').filter({ hasText: /^ICMP echo re/ }).evaluateAll((headers) => headers.map((header) => header.getBoundingClientRect().top))
  expect(tops[0]).toBe(tops[1])
  await expect(view.getByRole('region', { name: 'Flow 1' }).getByRole('list', { name: 'back' })).toBeHidden()
})

test('on a phone title and sentence have the width of the dialog', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await page.getByRole('button', { name: 'Compare flows' }).click()
  await page.setViewportSize({ width: 390, height: 844 })
  const view = page.getByRole('dialog', { name: 'Compare flows' })
  const heightOf = (text: RegExp): Promise<number> => view.getByText(text).evaluate((element) => element.getBoundingClientRect().height)
  expect(await heightOf(/^Compare flows$/)).toBeLessThan(30)
  expect(await heightOf(/^The first packet as it first leaves/)).toBeLessThan(60)
})

test.describe('with forced colours', () => {
  test.use({ contextOptions: { forcedColors: 'active' } })
  test('lines, dots, hand and hatch of the one clock and the colours of the columns are there, and solid buttons have an edge', async ({ page }) => {
    const view = await inEveryMode(page)
    const clock = view.getByRole('region', { name: 'One clock' })
    const lane = clock.locator('[data-mode="wireguard"]')
    // white is what forced colours make of a ground
    for (const solid of ['.bg-strong.h-0\\.5', '.bg-strong.rounded-full', '.bg-ink']) await expect(lane.locator(solid).first()).not.toHaveCSS('background-color', 'rgb(255, 255, 255)')
    await expect(lane.locator('.sealed').first()).not.toHaveCSS('background-image', 'none')
    const [direct, sealed] = [view.getByRole('region', { name: 'Flow 1' }), view.getByRole('region', { name: 'Flow 4' })]
    await expect(direct.getByRole('listitem').filter({ hasText: 'Data' })).toHaveCSS('background-color', 'rgb(252, 224, 255)')
    await expect(sealed.getByRole('listitem').filter({ hasText: 'Sealed' })).not.toHaveCSS('background-image', 'none')
    await expect(sealed.locator('.bg-hue')).toHaveCSS('background-color', 'rgb(0, 90, 72)')
    await expect(view.getByRole('button', { name: 'Run the flow in every mode' })).toHaveCSS('border-top-style', 'solid')
    await page.keyboard.press('Escape')
    await expect(page.getByRole('button', { name: 'Play', exact: true })).toHaveCSS('border-top-style', 'solid')
  })
})

test('after a pod was deleted the flows that ran are there, and a press runs one that the lab still has', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  const terminals = new Terminals(page)
  await terminals.open('k8s-m')
  await terminals.type('kubectl delete pod pod-w1-a')
  await expect(hopscope.pod('pod-w1-a')).toBeHidden()
  await expect(hopscope.flows.getByRole('listitem')).toHaveCount(1)
  await page.getByRole('button', { name: 'Compare flows' }).click()
  const view = page.getByRole('dialog', { name: 'Compare flows' })
  await expect(view.getByRole('region', { name: 'Flow 1' })).toContainText('118 B')
  await expect(view.getByRole('button', { name: 'Run the flow in every mode' })).toBeHidden()
  await view.getByRole('button', { name: /^Ping pod-w0-b → / }).click()
  await view.getByRole('button', { name: 'Run the flow in every mode' }).click()
  await expect(view.getByRole('region', { name: /^Flow/ })).toHaveCount(4)
})
