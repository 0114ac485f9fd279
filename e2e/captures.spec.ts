import AxeBuilder from '@axe-core/playwright'
import { readFileSync } from 'node:fs'
import { expect, test } from './fixtures'
import { HopscopePage } from './hopscope-page'

test.use({ reducedMotion: 'reduce', viewport: { width: 1680, height: 1000 } })

test('captures of several interfaces stand side by side, one packet a row, and lead back to the stage', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await page.getByRole('tab', { name: 'Captures' }).click()
  const grid = page.getByRole('grid', { name: 'Captures' })
  await expect(grid.getByRole('columnheader')).toHaveCount(4)
  await expect(grid.getByRole('columnheader').nth(1)).toContainText(/^k8s-w0 cali/)
  const request = grid.getByRole('row').filter({ hasText: 'echo request' }).first()
  await expect(request.getByRole('gridcell').nth(1)).toContainText(/In.*IP 172\.16\.34\.9 > 172\.16\.158\.16: ICMP echo request/)
  await expect(request.getByRole('gridcell').nth(2)).toContainText(/Out.*IP 172\.16\.34\.9 > 172\.16\.158\.16: ICMP echo request/)
  await expect(request.getByRole('gridcell').nth(3)).toContainText(/Out.*IP 192\.168\.20\.100 > 192\.168\.10\.101: IP 172\.16\.34\.9 > 172\.16\.158\.16: ICMP echo request/)
  await request.getByRole('gridcell').nth(3).click()
  await expect(hopscope.stepTitle).toHaveText(/^Leaves k8s-w0 eth0/)
  await expect(request).toHaveAttribute('aria-selected', 'true')
  await grid.focus()
  await page.keyboard.press('ArrowDown')
  await expect(hopscope.stepTitle).not.toHaveText(/^Leaves k8s-w0 eth0/)

  // another interface, beside the others
  await page.getByRole('button', { name: /^Interfaces/ }).click()
  await page.getByRole('menuitemcheckbox', { name: 'eth-b' }).click()
  await page.keyboard.press('Escape')
  await expect(grid.getByRole('columnheader')).toHaveCount(5)
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze()
  expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.target.join(' ') ?? ''}`)).toEqual([])

  const saving = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save what k8s-w0 tunl0 saw (pcap)' }).click()
  const download = await saving
  expect(download.suggestedFilename()).toBe('k8s-w0.tunl0.pcap')
  // nanoseconds, raw IP: what a capture of a tunnel device is
  const one = readFileSync(await download.path())
  expect([one.readUInt32LE(0), one.readUInt32LE(20)]).toEqual([0xa1b23c4d, 101])
  const savingSome = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save these (pcapng)' }).click()
  const some = readFileSync(await (await savingSome).path()).toString('latin1')
  for (const name of ['k8s-w0.tunl0', 'k8s-w0.eth0', 'router.eth-b']) expect(some).toContain(name)
  expect(some).not.toContain('pod-w0-b.eth0')

  for (let left = 4; left > 0; left--) {
    await expect(grid.getByRole('button', { name: /^Take / })).toHaveCount(left)
    await grid.getByRole('button', { name: /^Take / }).first().click()
  }
  await expect(page.getByText('No interface is chosen.')).toBeVisible()
})
