import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as Playwright from '@playwright/test'

export const VIEWPORT = { width: 1440, height: 900 }

/** The browser that the set-up found (`node scripts/setup.mjs --tests`), with a screen of no graphics card. */
export async function launch(): Promise<Playwright.Browser> {
  const { executable } = JSON.parse(readFileSync(join('.cache', 'browser.json'), 'utf8')) as { readonly executable: string }
  const library = pathToFileURL(join(process.cwd(), 'node_modules', '@playwright', 'test', 'index.mjs')).href
  const { chromium } = (await import(/* @vite-ignore */ library)) as typeof Playwright
  return chromium.launch({ executablePath: executable, args: process.getuid?.() === 0 ? ['--disable-gpu', '--no-sandbox'] : ['--disable-gpu'] })
}
