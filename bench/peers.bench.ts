import type * as Playwright from '@playwright/test'
import type { BenchRow } from './bench'
import { launch, VIEWPORT } from './chromium'
import { openSite, serveFolder } from './site'
import type { Site } from './site'

export const name = 'peers: first load beside that of other pages, by turns in one run (PEERS=NAME=FOLDER,… names folders of built static pages)'

const TURNS = 7
/** After so long without a long task and without a request the page has settled. */
const QUIET_MS = 1_500
/** A page that is never quiet is given up after so long, which then stands for the moment it becomes interactive. */
const PATIENCE_MS = 8_000

interface Load {
  readonly firstPaintMs: number
  /** End of the last task of the page's thread that took over 50 ms, and not before the first paint: from here on a click is answered at once. */
  readonly interactiveMs: number
  readonly scriptBytes: number
}

export async function run(): Promise<readonly BenchRow[]> {
  const sites: { readonly name: string; readonly site: Site }[] = [{ name: 'Hopscope', site: await openSite() }]
  for (const peer of (process.env.PEERS ?? '').split(',').filter((text) => text !== '')) {
    const [peerName = '', folder = ''] = peer.split('=')
    sites.push({ name: peerName, site: await serveFolder(folder) })
  }
  const browser = await launch()
  try {
    const loads = new Map<string, Load[]>(sites.map((each) => [each.name, []]))
    for (let turn = 0; turn < TURNS; turn += 1) for (const each of sites) loads.get(each.name)?.push(await load(browser, each.site.address))
    return [...loads].flatMap(([site, each]) => [
      { name: `${site}: compressed JavaScript of the first load`, value: median(each.map((one) => one.scriptBytes)) / 1000, unit: 'kB' },
      { name: `${site}: first contentful paint (median of ${TURNS})`, value: median(each.map((one) => one.firstPaintMs)), unit: 'ms' },
      { name: `${site}: interactive (median of ${TURNS})`, value: median(each.map((one) => one.interactiveMs)), unit: 'ms' },
    ])
  } finally {
    await browser.close()
    for (const { site } of sites) site.close()
  }
}

/** In a browser context of its own: nothing is in its cache. */
async function load(browser: Playwright.Browser, address: string): Promise<Load> {
  const context = await browser.newContext({ viewport: VIEWPORT })
  try {
    const page = await context.newPage()
    await page.goto(address)
    return await page.evaluate(({ quietMs, patienceMs }) => new Promise<Load>((resolve) => {
      let lastTaskMs = 0
      new PerformanceObserver((list) => {
        for (const task of list.getEntries()) lastTaskMs = Math.max(lastTaskMs, task.startTime + task.duration)
      }).observe({ type: 'longtask', buffered: true })
      const look = (): void => {
        const files = performance.getEntriesByType('resource').filter((entry): entry is PerformanceResourceTiming => entry instanceof PerformanceResourceTiming)
        const firstPaintMs = performance.getEntriesByName('first-contentful-paint')[0]?.startTime
        const lastMs = Math.max(lastTaskMs, ...files.map((file) => file.responseEnd))
        if (performance.now() < patienceMs && (firstPaintMs === undefined || performance.now() - lastMs < quietMs)) {
          setTimeout(look, 100)
          return
        }
        const interactiveMs = Math.max(firstPaintMs ?? patienceMs, lastTaskMs)
        const scripts = files.filter((file) => file.name.endsWith('.js') && file.responseEnd <= interactiveMs)
        resolve({ firstPaintMs: firstPaintMs ?? patienceMs, interactiveMs, scriptBytes: scripts.reduce((sum, script) => sum + script.encodedBodySize, 0) })
      }
      look()
    }), { quietMs: QUIET_MS, patienceMs: PATIENCE_MS })
  } finally {
    await context.close()
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
