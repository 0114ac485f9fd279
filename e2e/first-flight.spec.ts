import { copyFileSync, mkdirSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'
import { HopscopePage } from './hopscope-page'

// without travel a press of a button is a step, at once
test.use({ reducedMotion: 'reduce' })

test('a learner clicks two pods and sees the answer come back', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await expect(hopscope.flows.getByRole('button', { name: /ping pod-w0-b to pod-w1-a answered/ })).toBeVisible()
  await page.getByRole('button', { name: 'Last step' }).click()
  await expect(hopscope.headers).toContainText('ICMP echo reply')
  await expect(hopscope.events).toContainText('IP 172.16.158.16 > 172.16.34.9: ICMP echo reply')
})

test('stepping back to the encapsulation shows the outer header around the inner one', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await page.getByRole('button', { name: 'Last step' }).click()
  await hopscope.stepBackTo(/^Leaves k8s-w0 eth0/)
  await expect(hopscope.headers).toContainText(/Outer IPv4\s*IPIP envelope.*192\.168\.20\.100.*192\.168\.10\.101.*Inner IPv4.*172\.16\.34\.9.*172\.16\.158\.16.*ICMP echo request/)
  await expect(hopscope.inspector.getByText('118 B', { exact: true })).toBeVisible()
  await expect(hopscope.inspector.getByRole('region', { name: /^MTU budget, eth0/ })).toContainText('104 of 9,001 B')
  const why = hopscope.inspector.getByRole('region', { name: /^Why tunl0: routes on k8s-w0/ })
  await expect(why.getByRole('listitem').filter({ hasText: /^Route/ })).toContainText('wins: 172.16.158.0/24 via 192.168.10.101 dev tunl0 proto bird onlink')
  await expect(why).toContainText('The /24 wins because it is longer than default’s /0')
})

test('switching to Direct repeats the ping, and the outer header is gone', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await hopscope.mode('Direct').check()
  await expect(hopscope.flows.getByRole('button', { name: /ping pod-w0-b to pod-w1-a/ })).toHaveCount(2)
  await page.getByRole('button', { name: 'Last step' }).click()
  await hopscope.stepBackTo(/^Leaves k8s-w0 eth0/)
  await expect(hopscope.headers).toContainText(/IPv4.*172\.16\.34\.9.*172\.16\.158\.16.*ICMP echo request/)
  await expect(hopscope.headers).not.toContainText('Outer')
  await expect(hopscope.events).not.toContainText('192.168.20.100 > 192.168.10.101')
})

test('a header opens to every field with its bytes, and pointing at a field lights its bytes', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await page.getByRole('button', { name: 'Step forward' }).click()
  await hopscope.headers.getByRole('button', { name: /^IPv4/ }).click()
  const fields = hopscope.headers.getByRole('table', { name: 'Fields of IPv4' })
  const ttl = fields.getByRole('row', { name: /Time to live/ })
  await expect(ttl).toContainText('64')
  await ttl.hover()
  await expect(hopscope.inspector.getByText('Time to live, 1 byte at 22')).toBeVisible()
})

test('a lab with an error shows where, what and what to do, and the last good lab stays', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  const lab = ['apiVersion: v1', 'kind: Node', 'metadata:', '  name: lonely', 'spec: {}', 'status:', '  addresses: []', ''].join('\n')
  await page.getByLabel('Lab files').setInputFiles({ name: 'nodes.yaml', mimeType: 'text/yaml', buffer: Buffer.from(lab) })
  const problems = page.getByRole('alert', { name: 'Problems' })
  await expect(problems).toContainText('nodes.yaml was not loaded')
  await expect(problems).toContainText(/nodes\.yaml, document 1, line \d+/)
  await expect(problems.getByRole('listitem').first().getByRole('paragraph').last()).not.toBeEmpty()
  await expect(hopscope.pod('pod-w0-b')).toBeVisible()
  await problems.getByRole('button', { name: 'Dismiss' }).click()
  await expect(problems).toBeHidden()
})

test('a built-in lab is chosen from the menu', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await page.getByRole('button', { name: /^Lab/ }).click()
  await expect(page.getByRole('menuitem')).toHaveCount(5)
  await page.getByRole('menuitem', { name: /^One subnet, WireGuard/ }).click()
  await expect(page.getByRole('button', { name: /^Lab wireguard/ })).toBeVisible()
})

test('the tables of a node that no packet has crossed are there when it is selected', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await page.getByRole('navigation').getByRole('button', { name: /^k8s-w2/ }).click()
  await hopscope.inspector.getByRole('tab', { name: 'Routes' }).click()
  await expect(hopscope.inspector.getByRole('table', { name: 'Table main' })).toContainText('172.16.34.0/24')
  await hopscope.inspector.getByRole('button', { name: 'Deselect' }).click()
  await expect(hopscope.stepTitle).toHaveText(/^Routes on pod-w0-b/)
})

test('a packet that ends says where and why, with the table that was asked in vain', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  const text = await (await page.request.get('labs/two-subnets.yaml')).text()
  const buffer = Buffer.from(text.replace('bgp: true', 'bgp: false'))
  await page.getByLabel('Lab files').setInputFiles({ name: 'without-bgp.yaml', mimeType: 'text/yaml', buffer })
  await hopscope.mode('Direct').check()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await expect(hopscope.flows.getByRole('button', { name: /dropped: no route/ })).toBeVisible()
  await page.getByRole('button', { name: 'Last step' }).click()
  await expect(hopscope.stepTitle).toHaveText(/^Dropped at router/)
  await expect(hopscope.inspector).toContainText('dropped: no rule or route covers the destination')
  await expect(hopscope.inspector.getByRole('region', { name: /^Why it ends: routes on router/ })).toContainText('No row matches 172.16.158.16')
})

test('a file dropped on the page is loaded as a lab', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  const text = await (await page.request.get('labs/vxlan-operator.yaml')).text()
  const dataTransfer = await page.evaluateHandle((yaml) => {
    const transfer = new DataTransfer()
    transfer.items.add(new File([yaml], 'mine.yaml', { type: 'text/yaml' }))
    return transfer
  }, text)
  await page.getByRole('main').dispatchEvent('drop', { dataTransfer })
  await expect(page.getByRole('button', { name: /^Lab vxlan-operator/ })).toBeVisible()
  await expect(hopscope.pod('nginx')).toBeVisible()
})

test('a folder that is dropped is its manifests, and one without any is told', async ({ page }, testInfo) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  const [cluster, nothing] = [testInfo.outputPath('cluster'), testInfo.outputPath('nothing')]
  for (const folder of [`${cluster}/calico`, nothing]) mkdirSync(folder, { recursive: true })
  copyFileSync('public/labs/vxlan-operator.yaml', `${cluster}/calico/all.yaml`)
  copyFileSync('README.md', `${cluster}/README.md`)
  await dropPath(page, nothing)
  await expect(page.getByRole('main')).toContainText('There is nothing in this file')
  await dropPath(page, cluster)
  await expect(hopscope.pod('nginx')).toBeVisible()
})

/** Lets go of a file or folder of the disk over the stage, as a file manager does, as soon as it has come there from the bar. */
async function dropPath(page: Page, path: string): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files: [path], dragOperationsMask: 1 }
  const way = [['dragEnter', 20], ['dragOver', 20], ['drop', 300]] as const
  for (const [type, y] of way) await session.send('Input.dispatchDragEvent', { type, x: 500, y, data })
}
