import { expect, test } from './fixtures'
import { HopscopePage } from './hopscope-page'
import { MOST_OUT_OF_PLACE, apartFromReviewed } from './looks'

/** `whole`: of the page, words of the picture that it paints included; else of the stage, which another face leaves as it is. */
type State = readonly [name: string, reach: (hopscope: HopscopePage) => Promise<void>, shows?: 'whole']

/** The eighth step of a ping through a tunnel: the wrapped packet leaves its node. */
async function toTheWire({ page, timeline }: HopscopePage): Promise<void> {
  await page.locator('[data-step="7"]').click()
  await expect(timeline).toHaveAttribute('aria-valuenow', '8')
}

const FIRST: readonly State[] = [
  ['open', async (hopscope) => {
    await hopscope.open()
    await expect(hopscope.page.getByRole('tab', { name: 'Packet' })).toBeVisible()
    await expect(hopscope.page.getByRole('tab', { name: 'Events' })).toBeVisible()
    await expect(hopscope.page.getByRole('button', { name: 'Play' })).toBeVisible()
    await hopscope.page.evaluate(() => document.fonts.ready)
  }],
  ['ipip', async (hopscope) => {
    await hopscope.ping('pod-w0-b', 'pod-w1-a')
    await toTheWire(hopscope)
  }],
  ['explain', async ({ page }) => {
    await page.getByRole('tab', { name: 'Explain' }).click()
    await expect(page.getByRole('button', { name: /chooses a route/ }).first()).toBeVisible()
  }],
]

const PARTS: readonly State[] = [
  ...FIRST,
  ['terminal', async ({ page }) => {
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Type what you want to do' }).fill('open a shell in k8s-w0')
    await page.keyboard.press('Enter')
    await expect(page.locator('.xterm-rows')).toContainText('root@k8s-w0:~#')
    await expect(page.getByRole('textbox', { name: /^Shell in / })).toBeFocused()
    await page.keyboard.type('ip route')
    await page.keyboard.press('Enter')
    await expect(page.locator('.xterm-rows')).toContainText(/dev tunl0 proto bird onlink[^]*root@k8s-w0:~#\s*$/)
  }],
  ['present', async ({ page }) => {
    await page.getByRole('tab', { name: 'Events' }).click()
    await page.getByRole('button', { name: 'Present' }).click()
    await expect(page.getByRole('dialog', { name: 'Present' })).toContainText(/Step 8 of/)
  }, 'whole'],
  ['picture', async ({ page }) => {
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Export a picture' }).click()
    await expect(page.getByRole('dialog', { name: 'Export a picture' })).toContainText('pixels')
  }, 'whole'],
]

const CHANGES: readonly State[] = [
  ['crosssubnet', async (hopscope) => {
    await hopscope.open()
    await hopscope.ping('pod-w1-a', 'pod-w2-a')
    await hopscope.page.getByRole('radio', { name: 'CrossSubnet' }).check()
    await expect(hopscope.comparison).toContainText('CrossSubnet instead of Always')
    await toTheWire(hopscope)
  }],
  ['vxlan', async (hopscope) => {
    await hopscope.page.getByRole('radio', { name: 'Always' }).check()
    await expect(hopscope.comparison).toContainText('Always instead of CrossSubnet')
    await hopscope.ping('pod-w0-b', 'pod-w1-a')
    await expect(hopscope.flows.getByRole('button', { name: /ping pod-w0-b to pod-w1-a answered/ })).toBeVisible()
    await hopscope.mode('VXLAN').check()
    await expect(hopscope.comparison).toContainText('VXLAN instead of IPIP')
    await toTheWire(hopscope)
  }],
  ['wireguard', async (hopscope) => {
    await hopscope.mode('WireGuard').check()
    await expect(hopscope.comparison).toContainText('WireGuard instead of VXLAN')
    await hopscope.page.getByRole('button', { name: 'Last step' }).click()
    await hopscope.stepBackTo(/^Leaves k8s-w1 eth0/)
  }],
  ['direct', async (hopscope) => {
    await hopscope.mode('Direct').check()
    await expect(hopscope.comparison).toContainText('Direct instead of WireGuard')
    await toTheWire(hopscope)
  }],
  ['drop', async (hopscope) => {
    await hopscope.mode('IPIP').check()
    await expect(hopscope.comparison).toContainText('IPIP instead of Direct')
    await hopscope.page.getByRole('button', { name: /^Fabric/ }).click()
    await hopscope.page.getByRole('menuitemradio', { name: /^Azure/ }).click()
    await expect(hopscope.comparison).toContainText('dropped at lan-b')
    await hopscope.page.getByRole('button', { name: 'Last step' }).click()
    await expect(hopscope.stepTitle).toHaveText(/^Dropped/)
  }],
  ['korean', async ({ page }) => {
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Type what you want to do' }).fill('한국어')
    await page.keyboard.press('Enter')
    await expect(page.locator('html')).toHaveAttribute('lang', 'ko')
    await page.waitForFunction(() => document.fonts.status === 'loaded' && [...document.fonts].some((face) => face.family.includes('KR') && face.status === 'loaded'))
  }],
]

/** Each state goes on from the one before. */
const WALKS = [
  ['light', 1440, 900, 'its parts', PARTS],
  ['light', 1440, 900, 'its changes', CHANGES],
  ['light', 1920, 1080, 'the first flow', FIRST],
  ['light', 1024, 768, 'the first flow', FIRST],
  ['dark', 1440, 900, 'its parts', PARTS],
  ['dark', 1920, 1080, 'the first flow', FIRST],
  ['dark', 1024, 768, 'the first flow', FIRST],
] as const

for (const [colorScheme, width, height, what, states] of WALKS) {
  test(`the page at ${width} × ${height}, ${colorScheme}, looks as it was reviewed: ${what}`, async ({ browser }, info) => {
    // the page takes no style from outside; the one that hides its words comes from here
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce', bypassCSP: true })
    const hopscope = new HopscopePage(await context.newPage())
    for (const [name, reach, shows] of states) {
      await reach(hopscope)
      await hopscope.page.mouse.move(0, 0)
      expect.soft(await apartFromReviewed(hopscope.page, hopscope.page.locator(shows === 'whole' ? 'body' : 'main section >> nth=0'), info, `${name}-${width}-${colorScheme}`), name).toBeLessThan(MOST_OUT_OF_PLACE)
    }
    await context.close()
  })
}
