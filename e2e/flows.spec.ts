import { expect, test } from './fixtures'
import { HopscopePage } from './hopscope-page'

test.use({ reducedMotion: 'reduce' })

test('a flow described in the form runs as the line that it shows', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  const form = await hopscope.newFlow('pod-w0-b', 'pod-w1-a')
  await form.getByLabel('Data bytes').fill('9100')
  await form.getByLabel('DF').selectOption('set')
  await expect(form).toContainText('pod-w0-b$ ping -c 1 -s 9100 -M do 172.16.158.16')
  await form.getByRole('button', { name: 'Run' }).click()
  await expect(hopscope.flows.getByRole('button', { name: /ping pod-w0-b to pod-w1-a .*refused locally/ })).toBeVisible()
  await form.getByLabel('To', { exact: true }).fill('8.8.8.8')
  await expect(form).toContainText('pod-w0-b$ ping -c 1 -s 9100 -M do 8.8.8.8')
  await form.getByLabel('To', { exact: true }).fill('nobody')
  await expect(form).toContainText('Nothing is called “nobody”')
  await expect(form.getByRole('button', { name: 'Run' })).toBeDisabled()
})

test('what the sender may not send is told as any end is: where, why, by how much, and the cure', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  const form = await hopscope.newFlow('pod-w0-b', 'pod-w1-a')
  await form.getByLabel('Data bytes').fill('8954')
  await form.getByLabel('DF').selectOption('set')
  await form.getByRole('button', { name: 'Run' }).click()
  await expect(hopscope.events).toContainText('DF forbids to cut it')
  await page.getByRole('button', { name: 'Last step' }).click()
  await expect(hopscope.stepTitle).toHaveText(/pod-w0-b/)
  await expect(hopscope.headers).toContainText('ICMP echo request')
  await expect(hopscope.inspector).toContainText('8,982 of 8,981 B')
  await page.getByRole('tab', { name: 'Explain' }).click()
  const explain = page.getByRole('tabpanel', { name: 'Explain' })
  await expect(explain).toContainText('8,982 bytes, but eth0 takes 8,981')
  await expect(explain).toContainText('ping -s 8953')
})

test('the form shows what it will run: each kind its own fields, each lab its own ends, and the button in sight', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  const form = await hopscope.newFlow('pod-m-a', 'pod-w1-a')
  await expect(form.getByRole('button', { name: 'Run' })).toBeInViewport({ ratio: 1 })
  for (const kind of ['TCP connection', 'UDP datagrams']) {
    await form.getByLabel('What').selectOption(kind)
    await expect(form.getByLabel('Port')).toHaveValue('8080')
    await expect(form.getByRole('button', { name: 'Run' })).toBeInViewport({ ratio: 1 })
    await form.getByLabel('What').selectOption('Ping')
    await expect(form.getByLabel('Count')).toHaveValue('1')
  }
  await page.getByRole('button', { name: /^Lab/ }).click()
  await page.getByRole('menuitem', { name: /^VXLAN/ }).click()
  await expect(form).not.toContainText('Nothing is called')
  await expect(form.getByRole('button', { name: 'Run' })).toBeEnabled()
})

test('how a flow of the form ends is in sight, the focus stays, and its options are not those of another flow', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  const form = await hopscope.newFlow('pod-w0-b', 'pod-w1-a')
  await form.getByLabel('TTL').fill('1')
  await form.getByRole('button', { name: 'Run' }).press('Enter')
  const verdict = hopscope.flows.getByRole('button', { name: /ping pod-w0-b to pod-w1-a/ })
  await expect(verdict).toBeInViewport({ ratio: 1 })
  await expect(form.getByRole('button', { name: 'Run' })).toBeFocused()
  await hopscope.pod('pod-w2-a').click({ modifiers: ['Shift'], force: true })
  await expect(form.getByLabel('To', { exact: true })).toHaveValue('pod-w2-a')
  await expect(form.getByLabel('TTL')).toHaveValue('64')
})

test('a TCP connection is made with a server at the other end, and refused without', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.pod('pod-w1-a').click({ modifiers: ['Shift'], force: true })
  const form = page.getByRole('form', { name: 'New flow' })
  await form.getByLabel('What').selectOption('TCP connection')
  await form.getByLabel('From').fill('pod-w0-b')
  await expect(form).toContainText('pod-w1-a$ nc -lk 8080')
  await form.getByRole('button', { name: 'Run' }).click()
  await expect(hopscope.events).toContainText('172.16.34.9.')
  await expect(hopscope.events).toContainText('Flags [S]')
  await expect(hopscope.flows.getByRole('button', { name: /nc pod-w0-b to pod-w1-a .*answered/ })).toBeVisible()
  await form.getByLabel('listening').uncheck()
  await form.getByRole('button', { name: 'Run' }).click()
  await expect(hopscope.flows.getByRole('button', { name: /nc pod-w0-b to pod-w1-a/ })).toHaveCount(2)
  await page.getByRole('button', { name: 'Last step' }).click()
  await expect(hopscope.events).toContainText('Flags [R.]')
})

test('the menu of a node pings and traces it from where the last flow came', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  const node = page.getByRole('main').getByRole('button', { name: /^node k8s-w2 / })
  await node.focus()
  await node.dispatchEvent('contextmenu', { clientX: 700, clientY: 200 })
  await page.getByRole('menuitem', { name: 'Traceroute from pod-w0-b' }).click()
  await expect(hopscope.flows.getByRole('button', { name: /traceroute pod-w0-b to k8s-w2 .*answered/ })).toBeVisible()
  // its packets end on the way, and that is what it is for
  await page.getByRole('tab', { name: 'Explain' }).click()
  await expect(page.getByText(/more steps: told when one stands there/)).toBeVisible()
  await expect(page.getByRole('region', { name: 'Why it was dropped' })).toHaveCount(0)
  await page.getByRole('tab', { name: 'Events' }).click()
  await expect(hopscope.events).toContainText('UDP')
})

test('right of the mouse on a pod of the canvas opens its menu too', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  const box = await hopscope.pod('pod-w2-a').boundingBox()
  if (!box) throw new Error('no place')
  await page.mouse.move(box.x - 30, box.y)
  await page.mouse.click(box.x - 30, box.y, { button: 'right' })
  await expect(page.getByRole('menu')).toContainText('pod-w2-a')
  await page.getByRole('menuitem', { name: 'New flow to here…' }).click()
  await expect(page.getByRole('form', { name: 'New flow' }).getByLabel('To', { exact: true })).toHaveValue('pod-w2-a')
})

test('a finger that rests on another host while a menu is open gets the menu of that one', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  // a touch leaves what is open until it ends, which is after the menu has been asked for
  for (const name of ['pod-w2-a', 'pod-w1-a']) {
    await hopscope.pod(name).dispatchEvent('contextmenu', { clientX: 700, clientY: 200 })
    await expect(page.getByRole('menu')).toContainText(name)
    await expect(page.getByRole('menu')).toHaveCount(1)
  }
})
