import { expect, test } from './fixtures'
import { HopscopePage } from './hopscope-page'

test.use({ reducedMotion: 'reduce', permissions: ['clipboard-read', 'clipboard-write'] })

test('a flow is told in sentences, and each leads to its step', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await page.getByRole('tab', { name: 'Explain' }).click()
  const wraps = page.getByRole('button', { name: /tunl0 on k8s-w0 wraps the packet\./ })
  await wraps.click()
  await expect(wraps).toHaveAttribute('aria-current', 'step')
  await expect(hopscope.timeline).toHaveAttribute('aria-valuenow', /^\d+$/)
  expect(`${await hopscope.step()}`).toBe(await wraps.locator('span').first().textContent())
  await page.getByRole('button', { name: 'Step back' }).click()
  await expect(wraps).not.toHaveAttribute('aria-current', 'step')
})

test('a drop is told with its reason, the commands that prove it, what they print, and the cure', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await page.getByRole('button', { name: /^Fabric/ }).click()
  await page.getByRole('menuitemradio', { name: /^Azure/ }).click()
  await page.getByRole('tab', { name: 'Explain' }).click()
  const drop = page.getByRole('region', { name: 'Why it was dropped' })
  await expect(drop).toContainText('dropped')
  await expect(drop).toContainText('tcpdump -nni eth0 ip proto 4')
  await expect(drop).toContainText(/\d\d:\d\d:\d\d\.\d{6} IP 192\.168\.20\.100 > 192\.168\.10\.101: IP 172\.16\.34\.9 > 172\.16\.158\.16: ICMP echo request/)
  await expect(drop).toContainText('Azure drops IP protocol 4')
  await expect(drop).toContainText('Use VXLAN')
  await drop.getByRole('button', { name: 'Copy tcpdump -nni eth0 ip proto 4' }).click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('tcpdump -nni eth0 ip proto 4')
})
