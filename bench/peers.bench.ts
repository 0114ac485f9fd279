import type * as Playwright from '@playwright/test'
import type { BenchRow } from './bench'
import { launch, VIEWPORT } from './chromium'
import { openSite, serveFolder } from './site'
import type { Site } from './site'

export const name = 'peers: first load beside that of other pages, by turns in one run (PEERS=NAME=FOLDER=SELECTOR,… names folders of built static pages, and a control of each)'

const TURNS = 15
/** After so long without a long task and without a request the page has settled. */
const QUIET_MS = 1_500
/** A page that is never quiet is given up after so long, which then stands for the moment it becomes interactive. */
const PATIENCE_MS = 8_000
const ANSWERED = 'hopscope:answered'

/** The first button of the page that does something before a lab is there. */
const OWN_CONTROL = 'header button[aria-haspopup]'

interface Peer {
  readonly name: string
  readonly site: Site
  /** What is pressed to see whether the page answers. */
  readonly control: string
}

interface Load {
  readonly firstPaintMs: number
  /** Painted, and no task of the page's thread that takes over 50 ms comes any more. */
  readonly quietMs: number
  readonly scriptBytes: number
}

export async function run(): Promise<readonly BenchRow[]> {
  const sites: Peer[] = [{ name: 'Hopscope', site: await openSite(), control: OWN_CONTROL }]
  for (const peer of (process.env.PEERS ?? '').split(',').filter((text) => text !== '')) {
    const [peerName = '', folder = '', control = 'button'] = peer.split('=')
    sites.push({ name: peerName, site: await serveFolder(folder), control })
  }
  const browser = await launch()
  try {
    const figures = sites.map((peer) => ({ peer, loads: [] as Load[], answeredMs: [] as number[] }))
    for (let turn = 0; turn < TURNS; turn += 1) {
      for (const { peer, loads, answeredMs } of figures) {
        loads.push(await load(browser, peer))
        answeredMs.push(await timeToAnswer(browser, peer))
      }
    }
    return figures.flatMap(({ peer, loads, answeredMs }) => {
      const answered = median(answeredMs)
      return [
        { name: `${peer.name}: compressed JavaScript of the first load`, value: median(loads.map((one) => one.scriptBytes)) / 1000, unit: 'kB' },
        { name: `${peer.name}: first contentful paint (median of ${TURNS})`, value: median(loads.map((one) => one.firstPaintMs)), unit: 'ms' },
        { name: `${peer.name}: a press is answered (median of ${TURNS})`, value: answered, unit: 'ms' },
        { name: `${peer.name}: interactive, which is answering and quiet (of the medians)`, value: Math.max(answered, median(loads.map((one) => one.quietMs))), unit: 'ms' },
      ]
    })
  } finally {
    await browser.close()
    for (const { site } of sites) site.close()
  }
}

/** In a browser context of its own: nothing is in its cache. */
async function load(browser: Playwright.Browser, peer: Peer): Promise<Load> {
  const context = await browser.newContext({ viewport: VIEWPORT })
  try {
    const page = await context.newPage()
    await page.goto(peer.site.address)
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
        const settledMs = Math.max(firstPaintMs ?? patienceMs, lastTaskMs)
        const scripts = files.filter((file) => file.name.endsWith('.js') && file.responseEnd <= settledMs)
        resolve({ firstPaintMs: firstPaintMs ?? patienceMs, quietMs: settledMs, scriptBytes: scripts.reduce((sum, script) => sum + script.encodedBodySize, 0) })
      }
      look()
    }), { quietMs: QUIET_MS, patienceMs: PATIENCE_MS })
  } finally {
    await context.close()
  }
}

/** When a press of the page's control first changed anything: of a load of its own, since a press has consequences. */
async function timeToAnswer(browser: Playwright.Browser, peer: Peer): Promise<number> {
  const context = await browser.newContext({ viewport: VIEWPORT })
  try {
    const page = await context.newPage()
    await page.addInitScript(pressUntilAnswered, { control: peer.control, mark: ANSWERED })
    await page.goto(peer.site.address)
    const answered = await page.waitForFunction((mark) => performance.getEntriesByName(mark)[0]?.startTime, ANSWERED, { timeout: PATIENCE_MS }).catch(() => undefined)
    return (await answered?.jsonValue()) ?? PATIENCE_MS
  } finally {
    await context.close()
  }
}

/** In the page, from its first element on: presses the control again and again, and marks when a press first changed the document. */
function pressUntilAnswered({ control, mark }: { readonly control: string; readonly mark: string }): void {
  let changes = 0
  const watch = new MutationObserver((records) => (changes += records.length))
  const press = async (): Promise<void> => {
    const element = document.querySelector<HTMLElement>(control)
    if (element && element.offsetParent !== null) {
      changes = 0
      watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
      element.click()
      // what a handler leaves to microtasks, as React does, still belongs to the press
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve()
      changes += watch.takeRecords().length
      watch.disconnect()
      if (changes > 0) {
        performance.mark(mark)
        return
      }
    }
    setTimeout(() => void press())
  }
  document.addEventListener('readystatechange', () => void press(), { once: true })
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
