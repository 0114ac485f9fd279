import { expect, test } from './fixtures'
import { HopscopePage } from './hopscope-page'

test.use({ reducedMotion: 'reduce' })

test('a change in the middle of a ping happens there; the flow until then is kept', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await hopscope.timeline.press('End')
  await hopscope.stepBackTo(/^Arrives at router eth-b/)
  const step = await hopscope.step()
  await page.getByRole('button', { name: /^Faults/ }).click()
  await page.getByRole('checkbox', { name: /^ip_forward 0 on k8s-w1/ }).check()
  await page.keyboard.press('Escape')
  await expect(hopscope.comparison).toContainText(`from step ${step} on: dropped at k8s-w1: ip_forward is 0 (was answered)`)
  expect(await hopscope.step()).toBe(step)
  await expect(hopscope.stepTitle).toHaveText(/^Arrives at router eth-b/)
  await expect(hopscope.flows.getByRole('button', { name: `changed at step ${step}` })).toHaveAttribute('aria-current', 'true')
  const before = hopscope.flows.getByRole('button', { name: `as it was before the change at step ${step}` })
  await before.click()
  await hopscope.timeline.press('End')
  await expect(hopscope.stepTitle).toHaveText(/^pod-w0-b/)
})

test('the flow and what it was stand side by side, each whole', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await hopscope.mode('VXLAN').check()
  await hopscope.comparison.getByRole('button', { name: 'Side by side' }).click()
  const view = page.getByRole('dialog', { name: 'Compare flows' })
  await expect(view.getByRole('region', { name: 'Flow 1' })).toContainText(/118 B\s+on the wire, k8s-w0 eth0.*Outer IPv420 B/)
  await expect(view.getByRole('region', { name: 'Flow 2' })).toContainText(/148 B\s+\+30 B on the wire, k8s-w0 eth0.*VXLAN8 B/)
  await expect(view.getByRole('region', { name: 'Flow 2' })).toContainText('Pod MTU8,951')
  await page.keyboard.press('Escape')
  await expect(view).toBeHidden()
})
