import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'
import { HopscopePage } from './hopscope-page'

test.use({ permissions: ['clipboard-read', 'clipboard-write'] })

const PASTED = [
  '{apiVersion: v1, kind: Node, metadata: {name: n1, annotations: {projectcalico.org/IPv4Address: 10.0.0.1/24}}}',
  '{apiVersion: v1, kind: Pod, metadata: {name: pasted-pod}, spec: {nodeName: n1}}',
  '{apiVersion: projectcalico.org/v3, kind: IPPool, metadata: {name: a}, spec: {cidr: 10.1.0.0/16}}',
].join('\n---\n')

/** Copies elsewhere, and pastes by the key. */
async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text)
  await page.keyboard.press('Control+v')
}

test('manifests that were copied are pasted on the page, and what is none is said to be none', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await paste(page, 'not a lab')
  await expect(page.getByRole('alert')).toContainText('pasted.yaml')
  await expect(hopscope.pod('pod-w0-b')).toBeVisible()
  await paste(page, PASTED)
  await expect(hopscope.pod('pasted-pod')).toBeVisible()
  await expect(page.getByRole('alert')).toBeHidden()
  await page.keyboard.press('Control+z')
  await expect(hopscope.pod('pod-w0-b')).toBeVisible()
})

test('what is pasted in a field stays in it', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  const find = page.getByRole('searchbox', { name: /^Find/ })
  await find.focus()
  await paste(page, PASTED)
  await expect(find).toHaveValue(/pasted-pod/)
  await expect(page.getByRole('alert')).toBeHidden()
})
