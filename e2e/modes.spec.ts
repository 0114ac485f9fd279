import { expect, test } from './fixtures'
import { HopscopePage } from './hopscope-page'

test.use({ reducedMotion: 'reduce' })

for (const [mode, sentence] of [
  ['VXLAN', 'VXLAN instead of IPIP: 148 B on the wire instead of 118 (+30), around the packet IPv4 / UDP / VXLAN / Ethernet instead of IPv4.'],
  ['Direct', 'Direct instead of IPIP: 16 hops instead of 20, 98 B on the wire instead of 118 (−20), no envelope any more.'],
  ['WireGuard', /^WireGuard instead of IPIP: .*around the packet IPv4 \/ UDP \/ WireGuard instead of IPv4\./],
] as const) {
  test(`switching to ${mode} repeats the ping and says what changed`, async ({ page }) => {
    const hopscope = new HopscopePage(page)
    await hopscope.open()
    await hopscope.ping('pod-w0-b', 'pod-w1-a')
    await hopscope.mode(mode).check()
    await expect(hopscope.comparison).toContainText(sentence)
    await expect(hopscope.flows.getByRole('button', { name: /ping pod-w0-b to pod-w1-a answered/ })).toHaveCount(2)
  })
}

test('CrossSubnet leaves neighbours unwrapped, and undo goes back to Always', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w1-a', 'pod-w2-a')
  await page.getByRole('radio', { name: 'CrossSubnet' }).check()
  await expect(hopscope.comparison).toContainText('CrossSubnet instead of Always:')
  await expect(hopscope.comparison).toContainText(`calicoctl patch ippool default-ipv4-ippool -p '{"spec":{`)
  await expect(hopscope.comparison).toContainText('no envelope any more')
  await page.keyboard.press('Control+z')
  await expect(page.getByRole('radio', { name: 'Always' })).toBeChecked()
  await expect(hopscope.comparison).toContainText('Always instead of CrossSubnet:')
  await page.getByRole('button', { name: 'Redo' }).click()
  await expect(page.getByRole('radio', { name: 'CrossSubnet' })).toBeChecked()
  // a mode that asks nobody who is near leaves the choice where it was
  const leftOfFabric = async (): Promise<number> => (await page.getByRole('button', { name: /^Fabric/ }).boundingBox())?.x ?? 0
  const before = await leftOfFabric()
  await hopscope.mode('Direct').check()
  await expect(page.getByRole('radio', { name: 'CrossSubnet' })).toBeDisabled()
  expect(Math.abs((await leftOfFabric()) - before)).toBeLessThan(4)
  await hopscope.mode('IPIP').check()
  await expect(page.getByRole('radio', { name: 'CrossSubnet' })).toBeChecked()
})

for (const [lab, name, unanswered] of [
  [/^One subnet, WireGuard/, 'wireguard', 0],
  // its router speaks no BGP and knows no pod
  [/^VXLAN as the operator/, 'vxlan-operator', 1],
] as const) {
  test(`every mode runs in the lab ${name}`, async ({ page }) => {
    const hopscope = new HopscopePage(page)
    await hopscope.open()
    await page.getByRole('button', { name: /^Lab/ }).click()
    await page.getByRole('menuitem', { name: lab }).click()
    await expect(page.getByRole('button', { name: `Lab ${name}` })).toBeVisible()
    await page.getByRole('button', { name: /^Ping / }).click()
    await expect(hopscope.timeline).toBeVisible()
    for (const mode of ['Direct', 'IPIP', 'VXLAN', 'WireGuard']) {
      if (await hopscope.mode(mode).isChecked()) continue
      await hopscope.mode(mode).check()
      await expect(hopscope.comparison).toContainText(`${mode} instead of`)
    }
    const flows = hopscope.flows.getByRole('listitem')
    const count = await flows.count()
    expect(count).toBeGreaterThanOrEqual(4)
    await expect(flows.filter({ hasText: 'answered' })).toHaveCount(count - unanswered)
  })
}

test('a fabric says why it drops, and does', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await page.getByRole('button', { name: /^Fabric/ }).click()
  await expect(page.getByRole('menuitemradio', { name: /^Azure/ })).toContainText('drops IP protocol 4')
  await page.getByRole('menuitemradio', { name: /^Azure/ }).click()
  await expect(hopscope.comparison).toContainText('Fabric Azure instead of On-prem: dropped at lan-b')
  await hopscope.mode('VXLAN').check()
  await expect(hopscope.comparison).toContainText('answered (was dropped at lan-b)')
})

test('a fault shows its commands, breaks the flow, and is mended by its repair', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await page.getByRole('button', { name: /^Faults/ }).click()
  const fault = page.getByRole('checkbox', { name: /^ip_forward 0 on k8s-w1/ })
  const commands = page.getByRole('region', { name: 'Commands' })
  await fault.focus()
  await expect(commands).toContainText('k8s-w1$ sysctl -w net.ipv4.ip_forward=0')
  await fault.check()
  await expect(hopscope.comparison).toContainText('dropped at k8s-w1: ip_forward is 0 (was answered)')
  await expect(commands).toContainText('k8s-w1$ sysctl -w net.ipv4.ip_forward=1')
  await expect(page.getByRole('button', { name: 'Faults 1' })).toBeVisible()
  await fault.uncheck()
  await expect(hopscope.comparison).toContainText('answered (was dropped at k8s-w1)')
  await expect(page.getByRole('button', { name: 'Faults none' })).toBeVisible()
})

test('MTU, natOutgoing and Calico version are settings of the lab', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await page.getByRole('button', { name: 'Settings of the lab' }).click()
  await page.getByRole('combobox', { name: /^MTU/ }).selectOption('1500')
  await expect(page.getByRole('button', { name: /^interface tunl0 of k8s-w0/ })).toBeVisible()
  await page.getByRole('combobox', { name: /^Calico/ }).selectOption('v3.32.1')
  await page.getByRole('checkbox', { name: /^natOutgoing/ }).uncheck()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Faults 1' })).toBeVisible()
  await page.getByRole('navigation').getByRole('button', { name: /^k8s-w0/ }).click()
  await hopscope.inspector.getByRole('tab', { name: 'Links' }).click()
  await expect(hopscope.inspector.getByRole('row', { name: /tunl0/ })).toContainText('1480')
})

test('pools that differ are told as such, and a network that no file describes as assumed', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  const pool = (name: string, cidr: string, natOutgoing: boolean) => `{apiVersion: projectcalico.org/v3, kind: IPPool, metadata: {name: ${name}}, spec: {cidr: ${cidr}, natOutgoing: ${natOutgoing}}}`
  const text = [
    '{apiVersion: v1, kind: Node, metadata: {name: n1, annotations: {projectcalico.org/IPv4Address: 10.0.0.1/24}}}',
    '{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {nodeName: n1}}',
    pool('a', '10.1.0.0/16', true),
    pool('b', '10.2.0.0/16', false),
  ].join('\n---\n')
  const dataTransfer = await page.evaluateHandle((yaml) => {
    const transfer = new DataTransfer()
    transfer.items.add(new File([yaml], 'two-pools.yaml'))
    return transfer
  }, text)
  await page.getByRole('main').dispatchEvent('drop', { dataTransfer })
  await expect(hopscope.pod('web')).toBeVisible()
  await page.getByRole('button', { name: 'Settings of the lab' }).click()
  const box = page.getByRole('checkbox', { name: 'natOutgoing on for some pools, off for others' })
  await expect(box).toBeChecked({ indeterminate: true })
  await expect(page.getByRole('combobox', { name: /^MTU/ })).toContainText('as assumed: 1500')
  await box.check()
  await expect(page.getByRole('checkbox', { name: /^natOutgoing/ })).toBeChecked()
})

test('the lab is there as it was left when the page is opened again', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.mode('VXLAN').check()
  await page.getByRole('button', { name: /^Faults/ }).click()
  await page.getByRole('checkbox', { name: /^Port 4789 dropped/ }).check()
  await expect(page.getByRole('button', { name: 'Faults 1' })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.reload()
  await expect(hopscope.mode('VXLAN')).toBeChecked()
  await expect(page.getByRole('button', { name: 'Faults 1' })).toBeVisible()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await expect(hopscope.flows.getByRole('button', { name: /dropped: fabric filter/ })).toBeVisible()
})

test('what a browser kept of another version is no hindrance', async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem('hopscope.lab', '{"version":1,"source":{"kind":"built-in","name":"gone"}}'))
  await new HopscopePage(page).open()
})
