// Finds a Chromium for the browser tests, or fetches one, and writes down where it is: .cache/browser.json.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { cache, giveUp, npm, onPath, root, run, say } from './machine.mjs'

/** The last release for Node 20; a Chromium for Linux x64 that needs nothing of the system. */
const PACKED_BROWSER = '@sparticuz/chromium@147.0.0'
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const USUAL_PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]
const folder = join(cache, 'browser')
const packed = join(folder, 'chromium')
const load = createRequire(join(root, 'package.json'))

/**
 * True when the program runs and says that it is a Chromium.
 * @param {string} path
 * @param {NodeJS.ProcessEnv} [env]
 */
function starts(path, env = {}) {
  if (!existsSync(path)) return false
  if (process.platform === 'win32') return true // chrome.exe prints no version
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 30_000, env: { ...process.env, ...env } })
  return status === 0 && /Chrom/.test(stdout)
}

/**
 * What the packed browser needs in its environment: its own libraries and fonts, where the system has none.
 * @param {boolean} ownLibraries
 * @returns {Record<string, string>}
 */
function packedEnv(ownLibraries) {
  const libraries = [join(folder, 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':')
  return {
    ...(ownLibraries ? { LD_LIBRARY_PATH: libraries } : {}),
    ...(existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_FILE: join(folder, 'fonts.conf') }),
  }
}

/** Unpacks the browser that comes as an npm package; its own unpacker would use a shared temporary folder. */
function unpack() {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"private":true}')
  say(`fetching ${PACKED_BROWSER}`)
  if (!npm('install', '--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts', '--save-exact', PACKED_BROWSER)) return
  const archives = join(folder, 'node_modules', '@sparticuz', 'chromium', 'bin')
  for (const name of ['al2023', 'fonts', 'swiftshader']) {
    spawnSync('tar', ['-x', '-C', folder], { input: brotliDecompressSync(readFileSync(join(archives, `${name}.tar.br`))) })
  }
  const fonts = `<dir>${folder}/fonts</dir><cachedir>${folder}/fontcache</cachedir>`
  writeFileSync(join(folder, 'fonts.conf'), `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>${fonts}</fontconfig>`)
  writeFileSync(packed, brotliDecompressSync(readFileSync(join(archives, 'chromium.br'))), { mode: 0o755 })
}

/** @returns {{ executable: string, env: Record<string, string> } | undefined} */
function packedBrowser() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  if (!existsSync(packed)) unpack()
  const env = [packedEnv(false), packedEnv(true)].find((each) => starts(packed, each))
  return env && { executable: packed, env }
}

/** @returns {{ executable: string, env: Record<string, string> } | undefined} */
function downloadedBrowser() {
  if (!run(process.execPath, [load.resolve('playwright-core/cli.js'), 'install', 'chromium'])) return undefined
  return { executable: load('playwright-core').chromium.executablePath(), env: {} }
}

export function findBrowser() {
  const own = load('playwright-core').chromium.executablePath()
  const candidates = [process.env.CHROMIUM_PATH, own, ...NAMES.flatMap((name) => onPath(name)), ...USUAL_PLACES]
  const found = candidates.find((path) => path !== undefined && path !== '' && starts(path))
  const browser = found === undefined ? (packedBrowser() ?? downloadedBrowser()) : { executable: found, env: {} }
  if (!browser) {
    giveUp(
      'No Chromium for the browser tests. Install one and run again:\n' +
        '  Debian, Ubuntu   sudo apt-get install chromium\n' +
        '  macOS            brew install --cask chromium\n' +
        '  anywhere         node node_modules/playwright-core/cli.js install chromium\n' +
        'or name one: CHROMIUM_PATH=/path/to/chrome npm test',
    )
  }
  mkdirSync(cache, { recursive: true })
  writeFileSync(join(cache, 'browser.json'), `${JSON.stringify(browser, undefined, 2)}\n`)
  say(`browser: ${browser.executable}`)
}
