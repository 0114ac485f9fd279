import { expect, test } from './fixtures'
import { HopscopePage } from './hopscope-page'

test.use({ reducedMotion: 'reduce' })

test('a field says its value, what it means, whose address it is, and where it is defined', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await page.getByRole('button', { name: 'Last step' }).click()
  await hopscope.stepBackTo(/^Leaves k8s-w0 eth0/)
  await hopscope.headers.getByRole('button', { name: /^Outer IPv4/ }).click()
  const fields = hopscope.headers.getByRole('table', { name: 'Fields of Outer IPv4' })
  await expect(fields.getByRole('row', { name: /^Protocol/ })).toContainText('4IPIP')
  await expect(fields.getByRole('row', { name: /^Destination address/ })).toContainText('k8s-w1 eth0')
  await expect(fields.getByRole('row', { name: /^Don't fragment/ })).toContainText('no router may cut it')
  await fields.getByRole('row', { name: /^Time to live/ }).hover()
  await expect(hopscope.headers).toContainText('Time to live: RFC 791 §3.1')
})

test('the fields of a WireGuard handshake, long and opaque, stay within their box', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.mode('WireGuard').check()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await page.getByRole('tab', { name: 'Events' }).click()
  await hopscope.events.getByRole('option', { name: /k8s-w0 eth0.*192\.168\.20\.100\.51820 > / }).first().click()
  await hopscope.headers.getByRole('button', { name: /^WireGuard handshake initiation/ }).click()
  const fields = hopscope.headers.getByRole('table', { name: /WireGuard/ })
  await expect(fields.getByRole('row', { name: /^Unencrypted ephemeral/ })).toContainText('a public key for this handshake only')
  const [table, box] = [await fields.boundingBox(), await hopscope.headers.boundingBox()]
  expect((table?.x ?? 0) + (table?.width ?? 0)).toBeLessThan((box?.x ?? 0) + (box?.width ?? 0))
  expect(await fields.evaluate(({ scrollWidth, parentElement }) => scrollWidth - (parentElement?.clientWidth ?? 0))).toBeLessThanOrEqual(0)
})

test('the options of a TCP header are fields with a value, a meaning and bytes of their own', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  const form = await hopscope.newFlow('pod-w0-b', 'pod-w1-a')
  await form.getByLabel('What').selectOption('TCP connection')
  await form.getByRole('button', { name: 'Run' }).click()
  await hopscope.events.getByRole('option', { name: /Flags \[S\]/ }).first().click()
  await hopscope.headers.getByRole('button', { name: /^TCP/ }).click()
  const fields = hopscope.headers.getByRole('table', { name: 'Fields of TCP' })
  await expect(fields.getByRole('row', { name: /^Timestamps/ })).toContainText('TSecr 0')
  await expect(fields.getByRole('row', { name: /^Window scale/ })).toContainText('its sender’s windows count 128 times')
  await fields.getByRole('row', { name: /^Maximum segment size/ }).hover()
  await expect(hopscope.headers).toContainText('Maximum segment size: RFC 9293 §3.7.1')
  await expect(hopscope.inspector.getByText('Maximum segment size, 4 bytes at 54')).toBeVisible()
  await hopscope.inspector.getByRole('button', { name: /^\d+ more$/ }).click()
  await hopscope.inspector.locator('[data-byte="59"]').hover()
  await expect(hopscope.headers).toContainText('SACK permitted: RFC 2018 §2')
})
