import { expect, test } from './fixtures'
import { HopscopePage } from './hopscope-page'

test.use({ reducedMotion: 'reduce' })

test('the whole ping by keyboard alone', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.pod('pod-w0-b').focus()
  await page.keyboard.press('Enter')
  await hopscope.pod('pod-w1-a').focus()
  await page.keyboard.press('Enter')
  await expect(hopscope.timeline).toHaveAttribute('aria-valuenow', '1')

  await hopscope.timeline.focus()
  await page.keyboard.press('ArrowRight')
  await expect(hopscope.timeline).toHaveAttribute('aria-valuenow', '2')
  await page.keyboard.press('ArrowLeft')
  await expect(hopscope.timeline).toHaveAttribute('aria-valuenow', '1')
  await page.keyboard.press('End')
  await expect(hopscope.headers).toContainText('ICMP echo reply')
  await expect(page.getByRole('status').filter({ hasText: /^Step \d+ of \d+\./ })).not.toBeEmpty()
})

test('the list of keys opens by ? and the search by /', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await page.keyboard.press('/')
  await page.keyboard.type('w1-b')
  await expect(page.getByRole('navigation').getByRole('button', { name: /^pod-/ })).toHaveCount(1)
})

test('space plays and pauses, and the brackets change the speed', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'no-preference' })
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await page.getByRole('button', { name: 'Pause' }).click()
  await hopscope.timeline.focus()
  await page.keyboard.press('Space')
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible()
  await page.keyboard.press(']')
  await page.keyboard.press(']')
  await expect(page.getByRole('combobox', { name: 'Speed' })).toHaveValue('4')
  await expect(page.getByRole('button', { name: 'Last step' })).toBeDisabled()
  await expect(hopscope.headers).toContainText('ICMP echo reply')
})

test('on a narrow screen the tree opens over the stage and closes again', async ({ page }) => {
  await page.setViewportSize({ width: 1024, height: 768 })
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await expect(page.getByRole('navigation')).toBeHidden()
  await page.keyboard.press('/')
  await page.keyboard.type('k8s-w2')
  await page.getByRole('navigation').getByRole('button', { name: /^k8s-w2/ }).press('Enter')
  await hopscope.inspector.getByRole('tab', { name: 'Links' }).click()
  await expect(hopscope.stepTitle).toHaveText(/^Links on k8s-w2/)
  await page.getByRole('button', { name: 'Cluster and flows' }).click()
  await expect(page.getByRole('navigation')).toBeHidden()
})

test('what stood in front gives the focus back when it is left', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  const pod = hopscope.pod('pod-w0-b')
  for (const [command, front] of [['', 'Commands'], ['export a picture', 'Export a picture']] as const) {
    await pod.focus()
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('dialog', { name: 'Commands' }).getByRole('combobox')).toBeFocused()
    await page.keyboard.type(command)
    if (command !== '') await page.keyboard.press('Enter')
    await expect(page.getByRole('dialog', { name: front })).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(pod, front).toBeFocused()
  }
})
