import type { Locator, Page } from '@playwright/test'
import { expect, test } from './fixtures'
import { HopscopePage } from './hopscope-page'

test.use({ reducedMotion: 'reduce' })

const stageOf = (page: Page): Locator => page.getByRole('region', { name: 'Stage' })
const EVERY_POD = ['pod-m-a', 'pod-w0-a', 'pod-w0-b', 'pod-w1-a', 'pod-w1-b', 'pod-w2-a']

/** Whether a box is wholly in what can be seen of the page. */
async function isWhole(page: Page, element: Locator): Promise<boolean> {
  const [box, size] = [await element.boundingBox(), page.viewportSize()]
  return box !== null && size !== null && box.x >= 0 && box.y >= 0 && box.x + box.width <= size.width && box.y + box.height <= size.height
}

/** By the wheel over the middle of the stage. */
async function wheelTo(page: Page, element: Locator): Promise<void> {
  await page.evaluate(() => window.scrollTo(0, 0))
  const stage = await stageOf(page).boundingBox()
  await page.mouse.move((stage?.x ?? 0) + (stage?.width ?? 0) / 2, (stage?.y ?? 0) + (stage?.height ?? 0) / 2)
  await expect(async () => {
    await page.mouse.wheel(0, 120)
    await expect(element).toBeInViewport({ timeout: 50 })
  }).toPass()
}

for (const size of [{ width: 720, height: 450 }, { width: 640, height: 400 }]) {
  test(`at ${size.width} × ${size.height} a mouse pings from pod to pod, and its wheel reaches what stands below the stage`, async ({ page }) => {
    await page.setViewportSize(size)
    const hopscope = new HopscopePage(page)
    await hopscope.open()
    await hopscope.ping('pod-w0-b', 'pod-w1-a')
    await expect(page.getByRole('main').getByText('pod-w0-b chooses a route')).toBeInViewport()
    await expect(page.getByRole('button', { name: 'Play' })).toBeInViewport()
    const before = await hopscope.pod('pod-w0-b').boundingBox()
    await wheelTo(page, hopscope.events)
    await wheelTo(page, hopscope.stepTitle)
    await page.evaluate(() => window.scrollTo(0, 0))
    expect(await hopscope.pod('pod-w0-b').boundingBox()).toEqual(before)
    await page.keyboard.down('Control')
    await page.mouse.wheel(0, -240)
    await page.keyboard.up('Control')
    await expect.poll(async () => JSON.stringify(await hopscope.pod('pod-w0-b').boundingBox())).not.toBe(JSON.stringify(before))
    expect(await page.evaluate(() => window.scrollY)).toBe(0)
  })
}

test('on a phone the whole lab can be seen and pressed, and what happens is read in full', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  for (const name of EVERY_POD) await hopscope.pod(name).click({ trial: true })
  expect((await page.getByRole('banner').boundingBox())?.height).toBeLessThan(110)
  await expect(page.getByRole('button', { name: 'Undo' })).toBeHidden()
  await page.getByRole('button', { name: 'More buttons' }).click()
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible()
  await page.getByRole('button', { name: 'More buttons' }).click()
  await page.getByRole('button', { name: /^Ping pod-w0-b/ }).click()
  await page.getByRole('button', { name: 'Last step' }).click()
  await hopscope.stepBackTo(/^Leaves k8s-w0 eth0/)
  const told = page.getByRole('main')
  for (const text of ['The ping leaves in an envelope', '192.168.20.100 → 192.168.10.101', '172.16.34.9 → 172.16.158.16', '104 B IP, 118 B on the wire']) {
    expect(await isWhole(page, told.getByText(text)), text).toBe(true)
  }
  for (const name of EVERY_POD) await hopscope.pod(name).click({ trial: true })
})

test('at 1024 × 768 every step says what happens, and every frame what the packet is, also where it ends', async ({ page }) => {
  await page.setViewportSize({ width: 1024, height: 768 })
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  const [title, size] = [stageOf(page).getByRole('paragraph').first(), stageOf(page).getByText(/ B (on the wire|at \S+)$/)]
  const stepsBack = async (): Promise<void> => {
    await page.keyboard.press('End')
    for (let step = await hopscope.step(); step > 1; step--) {
      await expect(hopscope.timeline).toHaveAttribute('aria-valuenow', String(step))
      await expect(title).toBeInViewport({ ratio: 1 })
      // while packets fly the panel may come a frame later than the timeline
      await expect(hopscope.stepTitle).toHaveText(new RegExp(`\\b${step}\\D*$`))
      if (/^(?:Leaves|Arrives|Dropped)/.test((await hopscope.stepTitle.textContent()) ?? '')) await expect(size).toBeInViewport({ ratio: 1 })
      await page.keyboard.press('ArrowLeft')
    }
  }
  await stepsBack()
  await hopscope.mode('Direct').click()
  await hopscope.fabric(/^AWS/)
  await page.keyboard.press('End')
  await expect(hopscope.stepTitle).toHaveText(/^Dropped at/)
  await stepsBack()
})

test('a panel that opens below the stage leaves the whole picture in sight', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  for (const tab of ['Explain', 'Captures', 'Terminal', 'Events']) {
    await page.getByRole('tab', { name: tab, exact: true }).click()
    for (const name of EVERY_POD) await hopscope.pod(name).click({ trial: true })
    await expect(page.getByRole('list', { name: 'Legend' })).toBeVisible()
  }
})

test('every button of the bar can be pressed at every width, and the event list shows the current step in its one row', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.fabric(/check on/)
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  const last = page.getByRole('banner').getByRole('button')
  for (const width of [900, 960, 1024, 1199, 1200, 1280, 1366, 1440, 1639, 1640, 1920]) {
    await page.setViewportSize({ width, height: 800 })
    for (const name of ['Compare flows', 'Present', 'Export a picture', 'Redo', 'Keyboard shortcuts']) await expect(last.and(page.getByRole('button', { name }))).toHaveJSProperty('disabled', name === 'Redo')
    expect(await page.getByRole('banner').getByRole('button').evaluateAll((buttons) => buttons.filter((button) => {
      const { x, y, width: wide, height } = button.getBoundingClientRect()
      return wide > 0 && !button.contains(document.elementFromPoint(x + wide / 2, y + height / 2))
    }).map((button) => button.getAttribute('aria-label'))), `covered at ${width} px`).toEqual([])
  }
  await page.setViewportSize({ width: 1024, height: 768 })
  for (const step of [1, 2, 3]) {
    await expect(hopscope.events.getByRole('option', { selected: true })).toHaveAttribute('aria-posinset', String(step))
    await expect(hopscope.events.getByRole('option', { selected: true })).toBeInViewport({ ratio: 0.9 })
    await page.keyboard.press('ArrowRight')
  }
})

test('the offered ping is whole where its pods have long names and the picture little room', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await page.setViewportSize({ width: 1440, height: 720 })
  const dataTransfer = await page.evaluateHandle(async () => {
    const text = await (await fetch('/labs/two-subnets.yaml')).text()
    const transfer = new DataTransfer()
    transfer.items.add(new File([text.replaceAll(/\bpod-(\w+)-(\w)\b/g, 'web-frontend-$1-6d4cf56db6-abcd$2')], 'long-names.yaml'))
    return transfer
  })
  await page.getByRole('main').dispatchEvent('drop', { dataTransfer })
  const offer = page.getByRole('button', { name: /^Ping web-frontend-w0-6d4cf56db6-abcdb → / })
  await expect(offer).toBeVisible()
  const cutBy = await offer.evaluate((button) => {
    const around: string[] = []
    const { right } = button.getBoundingClientRect()
    for (let box = button.parentElement; box; box = box.parentElement) if (getComputedStyle(box).overflowX !== 'visible' && box.getBoundingClientRect().right < right) around.push(box.className)
    return around
  })
  expect(cutBy).toEqual([])
  expect(await offer.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0)
})
