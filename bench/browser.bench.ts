import type * as Playwright from '@playwright/test'
import type { BenchRow } from './bench'
import { launch, VIEWPORT } from './chromium'
import { framesOf } from './frames'
import { LARGE_LABS, largeLabRows } from './large-lab-rows'
import { openSite } from './site'
import type { Site } from './site'

type Browser = Playwright.Browser
type Page = Playwright.Page

export const name = 'browser: first load, frames while packets fly, what a toggle takes, and labs up to the largest'

/** One datagram of the largest size in fragments of these MTUs: so many packets are under way at once on the four-node lab. */
const FLIGHTS = [
  { packets: '100', mtuBytes: 640 },
  { packets: '1,000', mtuBytes: 104 },
] as const

export async function run(): Promise<readonly BenchRow[]> {
  const browser = await launch()
  try {
    const rows = [...(await measured(browser, undefined, firstLoad)), ...(await measured(browser, undefined, toggles))]
    for (const { packets, mtuBytes } of FLIGHTS) rows.push(...(await measured(browser, mtuBytes, (page, site) => frames(page, site, packets))))
    for (const size of LARGE_LABS) {
      rows.push(...(await measured(browser, undefined, async (page, site) => {
        await page.goto(site.address)
        return largeLabRows(page, size)
      })))
    }
    return rows
  } finally {
    await browser.close()
  }
}

async function measured(browser: Browser, mtuBytes: number | undefined, measure: (page: Page, site: Site) => Promise<readonly BenchRow[]>): Promise<readonly BenchRow[]> {
  const site = await openSite(mtuBytes)
  const page = await browser.newPage({ viewport: VIEWPORT })
  try {
    return await measure(page, site)
  } finally {
    await page.close()
    site.close()
  }
}

async function firstLoad(page: Page, site: Site): Promise<readonly BenchRow[]> {
  const startMs = performance.now()
  await page.goto(site.address)
  const drawn = await page.evaluate(() => new Promise<{ readonly ms: number; readonly scriptBytes: number }>((resolve) => {
    const look = (): void => {
      if (document.querySelector('main button[aria-label^="pod "]') === null) {
        requestAnimationFrame(look)
        return
      }
      const ms = performance.now()
      const scripts = performance.getEntriesByType('resource').filter((entry): entry is PerformanceResourceTiming => entry instanceof PerformanceResourceTiming && entry.name.endsWith('.js') && entry.responseEnd <= ms)
      resolve({ ms, scriptBytes: scripts.reduce((sum, script) => sum + script.encodedBodySize, 0) })
    }
    look()
  }))
  await ping(page)
  const pingedMs = performance.now() - startMs
  return [
    { name: 'first load: compressed JavaScript that has come when the stage is drawn', value: drawn.scriptBytes / 1000, unit: 'kB' },
    { name: 'first load: stage drawn', value: drawn.ms, unit: 'ms' },
    { name: 'first load: the first ping of a quick person in the timeline', value: pingedMs, unit: 'ms' },
  ]
}

/** From the click on a mode to the frame in which its tunnel devices stand on the stage. */
async function toggles(page: Page, site: Site): Promise<readonly BenchRow[]> {
  await page.goto(site.address)
  await pod(page, 'pod-w0-b').waitFor()
  await ping(page)
  const times: number[] = []
  for (const [mode, device] of [['VXLAN', 'vxlan.calico'], ['WireGuard', 'wireguard.cali'], ['IPIP', 'tunl0'], ['VXLAN', 'vxlan.calico'], ['WireGuard', 'wireguard.cali'], ['IPIP', 'tunl0']] as const) {
    times.push(await page.getByRole('radio', { name: mode }).evaluate((radio: HTMLInputElement, wanted) => new Promise<number>((resolve) => {
      const startMs = performance.now()
      const look = (): void => {
        const isThere = [...document.querySelectorAll('main button')].some((button) => button.getAttribute('aria-label')?.includes(wanted) === true)
        if (isThere) requestAnimationFrame(() => resolve(performance.now() - startMs))
        else requestAnimationFrame(look)
      }
      radio.click()
      look()
    }), `${device} of k8s-w0`))
    // the ping is repeated: the next click is to meet an engine that is idle
    await page.getByRole('button', { name: 'Last step' }).click()
  }
  return [{ name: 'mode toggled: its devices on the stage (median of 6)', value: times.toSorted((a, b) => a - b)[3] ?? 0, unit: 'ms' }]
}

async function frames(page: Page, site: Site, packets: string): Promise<readonly BenchRow[]> {
  await page.goto(site.address)
  await pod(page, 'pod-w0-b').waitFor()
  await ping(page)
  await page.getByRole('button', { name: 'New flow' }).click()
  const form = page.getByRole('form', { name: 'New flow' })
  for (const [label, value] of [['From', 'pod-w0-b'], ['To', 'pod-w1-a'], ['Data bytes', '65507']] as const) await form.getByLabel(label, { exact: true }).fill(value)
  await form.getByLabel('DF').selectOption('dont')
  await form.getByRole('button', { name: 'Run' }).click()
  await page.waitForFunction(() => Number(document.querySelector('[role=slider]')?.getAttribute('aria-valuemax')) > 1000)
  await page.getByRole('button', { name: 'Pause' }).waitFor()
  return framesOf(page, `${packets} packets flying`)
}

function pod(page: Page, podName: string): ReturnType<Page['locator']> {
  return page.getByRole('main').getByRole('button', { name: new RegExp(`^pod ${podName} `) })
}

/** Two clicks, and the run is in the timeline. */
async function ping(page: Page): Promise<void> {
  await pod(page, 'pod-w0-b').click()
  await pod(page, 'pod-w1-a').click()
  await page.getByRole('slider', { name: 'Timeline' }).waitFor()
}
