import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as base } from '@playwright/test'
import { launch } from 'puppeteer-core'
import type { Browser, Page } from 'puppeteer-core'
import { FirefoxPage } from './firefox-page'

/** What scripts/setup/firefox.mjs found on this machine. */
function firefoxPath(): string {
  const path = join(import.meta.dirname, '..', '..', '.cache', 'firefox.json')
  if (!existsSync(path)) throw new Error('No Firefox has been looked for yet: run `node scripts/setup.mjs --tests` first.')
  return (JSON.parse(readFileSync(path, 'utf8')) as { readonly executable: string }).executable
}

interface Firefox {
  readonly browser: Browser
  /** Where downloads arrive. */
  readonly folder: string
}

/**
 * Stories in Firefox as its users have it. Playwright drives only a build of its own, so the browser is driven over WebDriver
 * BiDi; the runner, its count and its server are the same. Like the other stories these fail when the page complains.
 */
export const test = base.extend<{ firefoxPage: FirefoxPage; arrived: (suffix: string) => Promise<Buffer> }, { firefox: Firefox }>({
  firefox: [
    async ({ browserName: _browserName }, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'hopscope-firefox-'))
      const browser = await launch({
        browser: 'firefox',
        executablePath: firefoxPath(),
        headless: true,
        defaultViewport: { width: 1440, height: 900 },
        // a home of its own: as root Firefox refuses somebody else's
        env: { ...process.env, HOME: folder },
        extraPrefsFirefox: {
          'ui.prefersReducedMotion': 1,
          'intl.accept_languages': 'en',
          'browser.download.dir': folder,
          'browser.download.folderList': 2,
          'browser.download.alwaysOpenPanel': false,
        },
      })
      await use({ browser, folder })
      await browser.close()
      rmSync(folder, { recursive: true, force: true })
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  firefoxPage: async ({ firefox, baseURL }, use) => {
    const context = await firefox.browser.createBrowserContext()
    const page = await context.newPage()
    const complaints = complaintsOf(page)
    const opened = new FirefoxPage(page)
    await page.goto(baseURL ?? '')
    await opened.pod('pod-w0-b')
    await use(opened)
    await context.close()
    expect(complaints, 'the page complained on its console').toEqual([])
  },
  arrived: async ({ firefox }, use) => {
    const before = new Set(readdirSync(firefox.folder))
    await use(async (suffix) => {
      // Firefox keeps the name by an empty file, and moves the whole one there at the end
      const isWhole = (name: string) => statSync(join(firefox.folder, name)).size > 0
      const fresh = () => readdirSync(firefox.folder).find((name) => name.endsWith(suffix) && !before.has(name) && isWhole(name))
      await expect.poll(fresh, { message: `a file *${suffix} arrives` }).toBeDefined()
      return readFileSync(join(firefox.folder, fresh() ?? ''))
    })
  },
})

function complaintsOf(page: Page): readonly string[] {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warn') complaints.push(`console ${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => complaints.push(`uncaught: ${String(error)}`))
  return complaints
}

export { expect }
