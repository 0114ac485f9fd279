import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'
import { HopscopePage } from './hopscope-page'

test.use({ reducedMotion: 'reduce', permissions: ['clipboard-read', 'clipboard-write'] })

/** The NAT tables of the node of a pod that has pinged outside, at the flow's last step. */
async function natAfterAPingOutside(page: Page): Promise<HopscopePage> {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.pod('pod-w0-b').click({ force: true })
  await page.getByRole('main').getByRole('button', { name: /^outside host inet|^inet|8\.8\.8\.8/ }).first().click({ force: true })
  await expect(hopscope.timeline).toBeVisible()
  await page.getByRole('navigation').getByRole('button', { name: /^k8s-w0/ }).click()
  await page.getByRole('button', { name: 'Last step' }).click()
  await hopscope.inspector.getByRole('tab', { name: 'NAT' }).click()
  return hopscope
}

test('routes come with the rules that lead to them, and what the packet used is lit', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.mode('WireGuard').check()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await page.getByRole('button', { name: 'Last step' }).click()
  await hopscope.stepBackTo(/^Leaves k8s-w0 eth0/)
  await hopscope.inspector.getByRole('tab', { name: 'Routes' }).click()
  const rules = hopscope.inspector.getByRole('region', { name: 'Rules' })
  await expect(rules.getByRole('listitem')).toHaveText([/0:from all lookup local/, /99:not from all fwmark 0x[\da-f]+\/0x[\da-f]+ lookup 1used/, /32766:/, /32767:/])
  await expect(hopscope.inspector.getByRole('table', { name: 'Table 1' }).getByRole('row', { name: /wins/ })).toContainText('172.16.158.0/24')
  await hopscope.inspector.getByRole('tab', { name: 'WireGuard' }).click()
  await expect(hopscope.inspector.getByRole('region', { name: 'Peers' })).toContainText('endpoint: 192.168.10.101:51820')
  // the peer, the rule and the route that sealed it, and nothing that the flow did not bring
  await expect(hopscope.inspector.locator('pre [data-lit=true]')).toHaveText([/^peer: /, /endpoint: 192\.168\.10\.101:51820/, /99:\s+not from all fwmark/, /32766:/, /^172\.16\.158\.0\/24 dev wireguard\.cali/])
  await expect(hopscope.inspector.getByRole('region', { name: /^Table 1/ }).locator('[data-new=true]')).toHaveCount(0)
})

test('the links light the one of this step, and mark what the flow has counted on', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await page.getByRole('button', { name: 'Last step' }).click()
  await hopscope.stepBackTo(/^Leaves k8s-w0 eth0/)
  await hopscope.inspector.getByRole('tab', { name: 'Links' }).click()
  await expect(hopscope.inspector.locator('tr[data-lit=true]')).toContainText('eth0 of this step')
  const counters = hopscope.inspector.getByRole('region', { name: 'Counters' }).locator('pre')
  await expect(counters.locator('[data-new=true]').first()).toHaveText(/^counted in this flow: \s+\d+ /)
  expect(await counters.evaluate((lines) => lines.scrollWidth - lines.clientWidth)).toBe(0)
})

test('NAT shows the chains with counters, what matched, the connections and the sets', async ({ page }) => {
  const hopscope = await natAfterAPingOutside(page)
  await expect(hopscope.inspector.getByRole('table', { name: /^cali-nat-outgoing/ })).toContainText('MASQUERADE')
  await expect(hopscope.inspector.getByRole('region', { name: 'Connections' })).toContainText('src=172.16.34.9 dst=8.8.8.8')
  await expect(hopscope.inspector.getByRole('region', { name: 'Sets' })).toContainText('172.16.0.0/16')
})

test('every table is copied as the commands print it', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.mode('VXLAN').check()
  await page.getByRole('navigation').getByRole('button', { name: /^k8s-w0/ }).click()
  for (const [tab, line] of [
    ['Routes', 'k8s-w0$ ip route show table all\n'],
    ['Neighbours', 'k8s-w0$ bridge fdb\n'],
    ['NAT', 'k8s-w0$ iptables-save -c\n'],
    ['Links', 'k8s-w0$ ip -s link\n1: lo:'],
  ] as const) {
    await hopscope.inspector.getByRole('tab', { name: tab }).click()
    await hopscope.inspector.getByRole('button', { name: /^Copy what/ }).click()
    await expect(hopscope.inspector.getByText('Copied')).toBeVisible()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(line)
  }
  await expect(hopscope.flows.getByRole('listitem'), 'a look is no flow').toHaveCount(0)
})

test('a decision is a chain whose links lead to the rows of the tables', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await page.locator('[data-step="7"]').click()
  await expect(hopscope.stepTitle).toHaveText(/^Leaves k8s-w0 eth0/)
  const why = hopscope.inspector.getByRole('region', { name: /^Why tunl0/ })
  await why.getByText('outer dst').click()
  const chain = hopscope.inspector.getByRole('region', { name: /^Why eth0/ })
  await expect(chain.getByRole('listitem').filter({ hasText: /^(Asked|Rule|Route|Next hop|Neighbour)/ })).toContainText([
    '192.168.10.101',
    'from all lookup main',
    'default via 192.168.20.1',
    '192.168.20.1 dev eth0',
    '192.168.20.1 dev eth0 INCOMPLETE',
    '192.168.20.1 dev eth0 lladdr 02:00:c0:a8:14:01 REACHABLE',
  ])
  await chain.getByRole('button', { name: /REACHABLE$/ }).click()
  await expect(hopscope.inspector.getByRole('tab', { name: 'Neighbours' })).toHaveAttribute('aria-selected', 'true')
  await expect(hopscope.inspector.getByRole('row', { name: /192\.168\.20\.1 .*eth0/ })).toBeFocused()
})

test('tables are of the step in sight, and what the flow added is marked', async ({ page }) => {
  const hopscope = await natAfterAPingOutside(page)
  const connections = hopscope.inspector.getByRole('region', { name: 'Connections' })
  await expect(connections.locator('[data-new=true]')).toContainText('learned in this flow: icmp')
  await page.getByRole('button', { name: 'First step' }).click()
  await expect(connections).toContainText('No connection is tracked.')
  await expect(hopscope.inspector).toContainText('As it was at step 1')
})

test('a row of the packet panel’s route table tells all that ip route prints of it, in few lines where every route has a metric', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await page.getByRole('button', { name: 'Settings of the lab' }).click()
  await page.getByRole('combobox', { name: /^Calico/ }).selectOption('v3.32.1')
  await page.keyboard.press('Escape')
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await hopscope.inspector.getByRole('tab', { name: 'Packet' }).click()
  await page.getByRole('button', { name: 'Last step' }).click()
  await hopscope.stepBackTo(/^Arrives at k8s-w1 tunl0/)
  const table = hopscope.inspector.getByRole('table', { name: /^routes on/ })
  await expect(table).toContainText('metric 1024')
  const heights = await table.getByRole('row').evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().height))
  expect(heights.filter((height) => height > 56)).toEqual([])
  await expect(table.getByRole('columnheader')).toHaveText(['match', 'destination', 'via', 'dev'])
  await expect(table.getByRole('row', { name: /192\.168\.10\.0\/24/ })).toContainText('proto kernel scope link src 192.168.10.101')
})
