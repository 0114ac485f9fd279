import { readFileSync } from 'node:fs'
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

test('a key pressed in the moment in which a dialog goes is a key of the page', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  // the dialog is closed at once and keeps the focus; it says so, and goes, in a later task
  await page.getByRole('dialog').evaluate((dialog: HTMLDialogElement) => {
    dialog.close()
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: '/', bubbles: true, cancelable: true }))
  })
  await expect(page.getByRole('navigation').getByLabel(/^Find/)).toBeFocused()
  await expect(page.locator('dialog')).toHaveCount(0)
  await expect(page.getByRole('navigation').getByLabel(/^Find/)).toBeFocused()
})

test('what a key asks for in the moment in which a dialog goes stays, also where it is the same again', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  for (const [key, control, name] of [['k', true, 'Commands'], ['?', false, 'Keyboard shortcuts']] as const) {
    await page.keyboard.press('?')
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
    // what the browser does at Escape, and a key before it tells that the dialog has closed
    await page.getByRole('dialog').evaluate(async (dialog: HTMLDialogElement, [again, ctrlKey]) => {
      const told = new Promise((resolve) => dialog.addEventListener('close', resolve))
      dialog.dispatchEvent(new Event('cancel', { cancelable: true }))
      dialog.close()
      await Promise.resolve()
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: again, ctrlKey, bubbles: true, cancelable: true }))
      await told
    }, [key, control] as const)
    await expect(page.getByRole('dialog', { name })).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.locator('dialog')).toHaveCount(0)
  }
})

test('keys of the list work from a tab and from a radio button, which keep those that choose', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  for (const chooser of [page.getByRole('tab', { name: 'Events', exact: true }), hopscope.mode('IPIP')]) {
    const step = await hopscope.step()
    await chooser.focus()
    await page.keyboard.press('?')
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toContainText('Ctrl F')
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
    await chooser.focus()
    await page.keyboard.press('t')
    await expect(page.locator('main [inert]')).toHaveCount(1)
    await chooser.focus()
    await page.keyboard.press('g')
    await expect(page.locator('main [inert]')).toHaveCount(0)
    await chooser.focus()
    await page.keyboard.press('ArrowRight')
    await expect(chooser).not.toBeFocused()
    expect(await hopscope.step()).toBe(step)
    await page.keyboard.press('ArrowLeft')
    await expect(chooser).toBeFocused()
    await page.keyboard.press('/')
    await expect(page.getByRole('navigation').getByLabel(/^Find/)).toBeFocused()
  }
})

test('Control+S, or the lab’s menu, saves the lab as a file that opens again', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await expect(hopscope.mode('IPIP')).toBeChecked()
  const saved = page.waitForEvent('download')
  await page.keyboard.press('Control+s')
  const file = await saved
  expect(file.suggestedFilename()).toBe('two-subnets.yaml')
  const chosen = page.waitForEvent('filechooser')
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog', { name: 'Commands' }).getByRole('combobox').fill('open a file')
  await page.keyboard.press('Enter')
  await (await chosen).setFiles({ name: 'saved.yaml', mimeType: 'application/yaml', buffer: readFileSync(await file.path()) })
  // another lab than before, with the same in it
  await expect(page.getByRole('button', { name: /^Undo/ })).toBeEnabled()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  const savedAgain = page.waitForEvent('download')
  await page.getByRole('button', { name: /^Lab/ }).click()
  await page.getByRole('menuitem', { name: /^Save the lab as a file/ }).click()
  expect((await savedAgain).suggestedFilename()).toBe('two-subnets.yaml')
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
