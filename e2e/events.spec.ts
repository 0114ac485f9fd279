import { expect, test } from './fixtures'
import { HopscopePage } from './hopscope-page'

test.use({ reducedMotion: 'reduce' })

test('the list is narrowed by tcpdump’s words, and stays tied to the stage', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  const filter = page.getByRole('textbox', { name: 'Filter the events' })
  await filter.fill('frame and node router')
  await expect(hopscope.events.getByRole('option')).toHaveCount(4)
  await expect(filter).toHaveAccessibleDescription(/^4 of \d+$/)
  await hopscope.events.getByRole('option').nth(1).click()
  await expect(hopscope.stepTitle).toHaveText(/^Leaves router eth-a/)
  await hopscope.events.focus()
  await page.keyboard.press('ArrowDown')
  await expect(hopscope.stepTitle).toHaveText(/^Arrives at router eth-a/)
  // a step that is not listed leaves the one before it marked
  await hopscope.timeline.press('ArrowRight')
  await expect(hopscope.stepTitle).toHaveText(/^router decides/)
  await expect(hopscope.events.getByRole('option', { selected: true })).toHaveCount(0)
  await filter.fill('ip.addr == 192.168.10.101 && not ipip')
  await expect(page.getByText('No event of this flow is like that.')).toBeVisible()
  await filter.press('Escape')
  await expect(filter).toHaveValue('')
  await expect(hopscope.events.getByRole('option', { selected: true })).toHaveCount(1)
})

test('a filter that is not understood says so and hides nothing', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  const before = await hopscope.events.getByRole('option').count()
  const filter = page.getByRole('textbox', { name: 'Filter the events' })
  await filter.fill('icmp and quic')
  await expect(filter).toHaveAttribute('aria-invalid', 'true')
  await expect(filter).toHaveAccessibleDescription('“quic” is no filter')
  await expect(hopscope.events.getByRole('option')).toHaveCount(before)
  await filter.fill('node')
  await expect(filter).toHaveAccessibleDescription('node of what?')
})

test('drops are found by their name', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await page.getByRole('button', { name: /^Fabric/ }).click()
  await page.getByRole('menuitemradio', { name: /^Azure/ }).click()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await page.getByRole('textbox', { name: 'Filter the events' }).fill('drop')
  await hopscope.events.getByRole('option').click()
  await expect(hopscope.stepTitle).toHaveText(/^Dropped at lan-b/)
})

test('the timeline is scrubbed by dragging along it', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  const [from, to] = [await page.locator('[data-step="2"]').boundingBox(), await page.locator('[data-step="12"]').boundingBox()]
  if (!from || !to) throw new Error('the marks are not there')
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2)
  await page.mouse.down()
  await expect(hopscope.timeline).toHaveAttribute('aria-valuenow', '3')
  await page.mouse.move(to.x + to.width / 2, to.y - 10, { steps: 5 })
  await expect(hopscope.timeline).toHaveAttribute('aria-valuenow', '13')
  await page.mouse.up()
  await page.mouse.move(from.x, from.y)
  await expect(hopscope.timeline).toHaveAttribute('aria-valuenow', '13')
})
