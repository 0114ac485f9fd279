import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'
import { HopscopePage } from './hopscope-page'

test.use({ reducedMotion: 'reduce' })

/** The stage as it is painted; rings are on a canvas and nowhere else. */
const stage = async (page: Page) => (await page.getByRole('main').screenshot()).toString('base64')

test('a row of a table rings its interface on the stage, by mouse and by keyboard', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await page.getByRole('button', { name: 'Last step' }).click()
  await hopscope.stepBackTo(/^Leaves k8s-w0 eth0/)
  for (const [tab, row] of [
    ['Links', /tunl0/],
    ['Routes', /172\.16\.158\.0\/24/],
    ['Neighbours', /192\.168\.20\.1/],
  ] as const) {
    await hopscope.inspector.getByRole('tab', { name: tab }).click()
    const line = hopscope.inspector.getByRole('row', { name: row }).first()
    await expect(line).toBeVisible()
    await page.mouse.move(2, 2)
    const plain = await stage(page)
    await line.hover()
    await expect.poll(() => stage(page)).not.toBe(plain)
    await page.mouse.move(2, 2)
    await expect.poll(() => stage(page)).toBe(plain)
    await line.focus()
    await expect.poll(() => stage(page)).not.toBe(plain)
    // a row that goes away takes its ring along
    await hopscope.inspector.getByRole('tab', { name: 'Packet' }).click()
    await expect.poll(() => stage(page)).toBe(plain)
  }
})

test('where the stage has no room for the legend it is behind a button', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  const legend = page.getByRole('list', { name: 'Legend' })
  await expect(legend).toContainText('ahead')
  await page.getByRole('button', { name: 'Last step' }).click()
  await expect(legend).toContainText('travelled')
  await expect(legend, 'nothing is ahead any more').not.toContainText('ahead')
  // a stage that was moved can lie anywhere
  await page.getByRole('button', { name: 'Zoom in' }).click()
  await expect(legend).toBeHidden()
  await page.getByRole('button', { name: 'Legend' }).click()
  await expect(legend).toContainText('fill: protocol, here ICMP')
  await page.keyboard.press('Escape')
  await expect(legend).toBeHidden()
  await expect(page.getByRole('button', { name: 'Legend' })).toBeFocused()
})
