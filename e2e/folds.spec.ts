import type { Locator, Page } from '@playwright/test'
import { asYaml, largeLab } from '../tests/labs/large-lab'
import { expect, test } from './fixtures'
import { HopscopePage } from './hopscope-page'

test.use({ reducedMotion: 'reduce' })

const onStage = (page: Page, name: RegExp | string): Locator => page.getByRole('main').getByRole('button', { name })

async function openLab(page: Page, lab: Parameters<typeof largeLab>[0]): Promise<void> {
  await new HopscopePage(page).open()
  await page.getByRole('button', { name: /^Lab/ }).click()
  await page.getByLabel('Lab files').setInputFiles({ name: 'lab.yaml', mimeType: 'text/yaml', buffer: Buffer.from(asYaml(largeLab(lab))) })
  await expect(page.getByRole('banner')).toContainText(`${lab.nodes}-nodes`)
}

test('a node is folded by its button, shown again by its menu and by a key, remembered, undone and redone', async ({ page }) => {
  await new HopscopePage(page).open()
  const [tunnel, node] = [onStage(page, /^interface tunl0 of k8s-m/), onStage(page, /^node k8s-m/)]
  await onStage(page, 'Fold k8s-m to one line').click()
  await expect(tunnel).toHaveCount(0)
  await page.reload()
  await expect(node).toBeVisible()
  await expect(tunnel).toHaveCount(0)
  await node.click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Show k8s-m in full' }).click()
  await expect(tunnel).toHaveCount(1)
  await node.focus()
  await page.keyboard.press('c')
  await expect(tunnel).toHaveCount(0)
  await page.keyboard.press('Control+z')
  await expect(tunnel).toHaveCount(1)
  await page.keyboard.press('Control+Shift+Z')
  await expect(tunnel).toHaveCount(0)
})

test('the nodes of a large subnet are chosen from a list by keys alone, and their cells by the pointer', async ({ page }) => {
  await openLab(page, { nodes: 500, podsPerNode: 4, nodesPerSubnet: 250 })
  const fold = onStage(page, '250 nodes of 10.0.0.0/20')
  await fold.focus()
  await page.keyboard.press('Enter')
  const list = page.getByRole('dialog', { name: '250 nodes, 10.0.0.0/20' })
  await expect(list.getByRole('option', { name: /^node-0 / })).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.type('node-17')
  await expect(list.getByRole('option')).toHaveCount(11)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(list).toBeHidden()
  await expect(onStage(page, /^interface tunl0 of node-170/)).toBeVisible()
  await expect(onStage(page, '249 more nodes of 10.0.0.0/20')).toBeFocused()
  const [stage, other] = [await page.getByRole('region', { name: 'Stage' }).boundingBox(), await onStage(page, '250 nodes of 10.0.16.0/20').boundingBox()]
  await page.mouse.click((other?.x ?? 0) - 70, (other?.y ?? 0) - 24)
  await expect(onStage(page, /^node node-\d+ 10\.0\.16\./)).toBeVisible()
  expect(stage).not.toBeNull()
  // Enter means what has been typed, also before the list shows it
  await onStage(page, '249 more nodes of 10.0.0.0/20').focus()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: '249 nodes, 10.0.0.0/20' }).getByRole('combobox').evaluate((field: HTMLInputElement) => {
    field.setRangeText('node-42')
    field.dispatchEvent(new InputEvent('input', { bubbles: true }))
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))
  })
  await expect(onStage(page, /^interface tunl0 of node-42/)).toBeVisible()
})

test('pods that have no box are listed, picked, and all shown', async ({ page }) => {
  await openLab(page, { nodes: 3, podsPerNode: 40, nodesPerSubnet: 3 })
  await onStage(page, '39 more of node-1').click()
  await page.getByRole('dialog', { name: '39 pods, node-1' }).getByRole('option', { name: /^web-4 / }).click()
  await expect(page.getByText('From web-4: click the other end')).toBeVisible()
  await page.keyboard.press('Escape')
  await onStage(page, /more of node-1$/).click()
  await page.getByRole('button', { name: 'Show all 40 on the stage' }).click()
  await expect(onStage(page, /^pod web-118 /)).toHaveCount(1)
})
