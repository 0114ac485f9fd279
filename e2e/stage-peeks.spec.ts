import type { Locator, Page } from '@playwright/test'
import { expect, test } from './fixtures'
import { HopscopePage } from './hopscope-page'

test.use({ reducedMotion: 'reduce' })

const element = (page: Page, name: RegExp): Locator => page.getByRole('main').getByRole('button', { name })

async function middleOf(of: Locator): Promise<{ readonly x: number; readonly y: number }> {
  const box = await of.boundingBox()
  if (!box) throw new Error('it is not on the page')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

/** A ping through the tunnel, at the step where it leaves its node in an envelope. */
async function wrappedPing(page: Page): Promise<HopscopePage> {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await page.getByRole('button', { name: 'Step forward' }).click()
  await expect(async () => {
    if (!((await hopscope.stepTitle.textContent()) ?? '').startsWith("Leaves k8s-w0 eth0")) await page.keyboard.press('ArrowRight')
    await expect(hopscope.stepTitle).toHaveText(/^Leaves k8s-w0 eth0/, { timeout: 300 })
  }).toPass()
  return hopscope
}

test('what rests under the pointer is told beside it, can be pointed at, and goes on Escape', async ({ page }) => {
  await wrappedPing(page)
  const peek = page.getByRole('tooltip')
  for (const [name, told] of [
    [/^node k8s-w0/, /172\.16\.158\.0\/24 via 192\.168\.10\.101 dev tunl0 proto bird onlink/],
    [/^interface eth0 of k8s-w1/, /mtu 9001.*link\/ether.*inet 192\.168\.10\.101\/24/s],
    [/^pod pod-w1-b/, /on node k8s-w1.*inet 172\.16\.158\.17\/32/s],
    [/^packet ICMP echo request at k8s-w0 eth0/, /Outer IPv4.*192\.168\.20\.100 → 192\.168\.10\.101.*Inner IPv4.*ICMP echo request/s],
  ] as const) {
    const { x, y } = await middleOf(element(page, name))
    await page.mouse.move(x, y)
    await expect(peek, String(name)).toBeVisible()
    await expect(peek).toContainText(told)
    const [box, packet] = [await peek.boundingBox(), await middleOf(element(page, /^packet /))]
    expect(box && packet.x > box.x && packet.x < box.x + box.width && packet.y > box.y && packet.y < box.y + box.height).toBe(false)
    const inside = await middleOf(peek)
    await page.mouse.move(inside.x, inside.y, { steps: 2 })
    await expect(peek).toContainText(told)
    await page.keyboard.press('Escape')
    await expect(peek).toBeHidden()
    await page.mouse.move(4, 500)
  }
})

test('the row that the packet uses is lit, and the keyboard gets the same', async ({ page }) => {
  await wrappedPing(page)
  await element(page, /^pod pod-w0-b/).focus()
  await page.keyboard.press('ArrowDown')
  await element(page, /^node k8s-w0/).focus()
  const peek = page.getByRole('tooltip')
  await expect(peek.locator('[data-lit=true]').first()).toContainText('in use')
  await expect(element(page, /^node k8s-w0/)).toHaveAttribute('aria-describedby', await peek.getAttribute('id') ?? '')
})

test('a link is captured on, and taken down by a command that is typed', async ({ page }) => {
  await wrappedPing(page)
  const eth0 = await middleOf(element(page, /^interface eth0 of k8s-w1/))
  await page.mouse.click(eth0.x + 30, eth0.y, { button: 'right' })
  await page.getByRole('menuitem', { name: 'Capture here' }).click()
  await expect(page.getByRole('tab', { name: 'Captures' })).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByRole('tabpanel', { name: 'Captures' })).toContainText('k8s-w1 eth0')
  await element(page, /^interface tunl0 of k8s-w1/).focus()
  await page.keyboard.press('Shift+F10')
  await page.getByRole('menuitem', { name: 'Take it down: ip link set dev tunl0 down' }).click()
  await expect(page.locator('.xterm-rows')).toContainText('root@k8s-w1:~# ip link set dev tunl0 down')
  await expect(page.getByRole('button', { name: /^Undo/ })).toBeEnabled()
})

test('a packet in flight is copied, filtered for, and dropped by a command that is typed', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const hopscope = await wrappedPing(page)
  const packet = element(page, /^packet ICMP echo request at k8s-w0 eth0/)
  const menu = async (item: string | RegExp): Promise<void> => {
    const { x, y } = await middleOf(packet)
    await page.mouse.click(x, y + 12, { button: 'right' })
    await page.getByRole('menuitem', { name: item }).click()
  }
  await menu('Copy as tcpdump’s line')
  await expect.poll(() => page.evaluate('navigator.clipboard.readText()')).toContain('IP 192.168.20.100 > 192.168.10.101: IP 172.16.34.9 > 172.16.158.16: ICMP echo request')
  await menu('Copy as hex')
  await expect.poll(() => page.evaluate('navigator.clipboard.readText()')).toMatch(/^02 00 c0 a8 14 01 02 00 c0 a8 14 64 08 00 45 00\n/)
  await menu('List only its flow')
  await expect(page.getByRole('textbox', { name: /filter/i })).toHaveValue('host 172.16.34.9 and host 172.16.158.16')
  await expect(hopscope.events.getByRole('option').first()).toBeVisible()
  await packet.focus()
  await page.keyboard.press('Shift+F10')
  await page.getByRole('menuitem', { name: /^Drop such packets at k8s-w0: iptables -I OUTPUT/ }).click()
  await expect(page.locator('.xterm-rows')).toContainText('iptables -I OUTPUT -s 192.168.20.100 -d 192.168.10.101 -p 4 -j DROP')
  await expect(page.getByRole('button', { name: /^Undo/ })).toBeEnabled()
})
