import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from '@playwright/test'

interface FoundBrowser {
  readonly executable: string
  readonly env: Readonly<Record<string, string>>
}

/** What scripts/setup/browser.mjs found on this machine. */
function foundBrowser(): FoundBrowser {
  const path = join(import.meta.dirname, '.cache', 'browser.json')
  if (!existsSync(path)) throw new Error('No browser has been looked for yet: run `node scripts/setup.mjs --tests` first.')
  return JSON.parse(readFileSync(path, 'utf8')) as FoundBrowser
}

const QUIET = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

const browser = foundBrowser()
const port = process.env.HOPSCOPE_TEST_PORT ?? '4179'
const address = `http://127.0.0.1:${port}`

/** Stories in a real browser, against the built page as `npm start` serves it. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  fullyParallel: true,
  forbidOnly: true,
  snapshotPathTemplate: '{testDir}/looks/{arg}{ext}',
  retries: 0,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: '.cache/browser-tests.json' }]],
  use: {
    baseURL: address,
    viewport: { width: 1440, height: 900 },
    // recording every story takes a third of the time: `--trace on` records the one that fails
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: browser.executable,
      env: { ...definedEnvironment(), ...browser.env },
      // a sandbox cannot be had as root
      args: process.getuid?.() === 0 ? [...QUIET, '--no-sandbox'] : QUIET,
    },
  },
  projects: [
    { name: 'chromium', testIgnore: 'firefox/**', use: { browserName: 'chromium' } },
    { name: 'firefox', testMatch: 'firefox/**/*.spec.ts' },
  ],
  webServer: {
    command: `"${process.execPath}" node_modules/vite/bin/vite.js preview --host 127.0.0.1 --port ${port} --strictPort`,
    url: address,
    timeout: 30_000,
    reuseExistingServer: false,
  },
})

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined))
}
