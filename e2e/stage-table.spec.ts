import { findings } from './axe'
import { expect, test } from './fixtures'
import { HopscopePage } from './hopscope-page'

test.use({ reducedMotion: 'reduce' })

test('the stage has a twin in rows that follows the packet, and by a key stands in its place', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  const table = page.getByRole('table', { name: /^The stage as a table/ })
  const here = table.locator('[aria-current=step]')
  await expect(here).toContainText('pod pod-w0-b')
  await expect(table.getByRole('row', { name: /^node k8s-w1/ })).toContainText('eth0 192.168.10.101')
  await page.locator('[data-step="7"]').click()
  await expect(here).toHaveText(/^node k8s-w0.*Here now\. Step 8 of \d+\. Leaves k8s-w0 eth0: ICMP echo request in an IPIP envelope, 118 bytes\./)
  await expect(table.getByRole('row', { name: /^pod pod-w0-b/ })).toContainText(/was here: 1, 2/)

  await page.keyboard.press('t')
  await expect(page.getByRole('region', { name: 'The stage as a table.' })).toBeVisible()
  await page.keyboard.press('ArrowRight')
  await expect(here).toContainText('router')
  expect(await findings(page)).toEqual([])
  await page.keyboard.press('g')
  await expect(page.getByRole('region', { name: 'The stage as a table.' })).toBeHidden()
  await expect(hopscope.pod('pod-w0-b')).toBeVisible()
})
