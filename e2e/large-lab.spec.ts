import type { Locator, Page } from '@playwright/test'
import { asYaml, largeLab } from '../tests/labs/large-lab'
import { expect, test } from './fixtures'
import { HopscopePage } from './hopscope-page'

/** 500 nodes and 2,000 pods in two subnets. */
const LAB = asYaml(largeLab({ nodes: 500, podsPerNode: 4, nodesPerSubnet: 250 }))

async function openLargeLab(page: Page): Promise<HopscopePage> {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await page.getByRole('button', { name: /^Lab/ }).click()
  await page.getByLabel('Lab files').setInputFiles({ name: 'large.yaml', mimeType: 'text/yaml', buffer: Buffer.from(LAB) })
  await expect(page.getByRole('banner')).toContainText('500-nodes')
  return hopscope
}

/** Types into the search and gives what it finds. */
async function found(page: Page, name: string): Promise<Locator> {
  await page.getByRole('searchbox').fill(name)
  return page.getByRole('navigation').getByRole('button', { name: new RegExp(`^${name} `) })
}

test('in a lab of 500 nodes a pod is found, clicked, and pings another that is found', async ({ page }) => {
  const hopscope = await openLargeLab(page)
  await (await found(page, 'web-3')).click()
  await expect(hopscope.pod('web-3'), 'pulled out onto the stage').toBeVisible()
  await expect(page.getByRole('main').getByRole('button', { name: /^interface tunl0 of node-3/ })).toBeVisible()
  await (await found(page, 'web-400')).click()
  await expect(hopscope.timeline).toBeVisible()
  await expect(hopscope.flows.getByRole('button', { name: /ping web-3/ })).toBeVisible()
  await page.getByRole('button', { name: 'Last step' }).click()
  await expect(hopscope.pod('web-400')).toBeVisible()
  await expect(hopscope.flows).toContainText('answered')
})
