// Finds a Firefox for the stories that run in both browsers, or installs one, and writes down where it is: .cache/firefox.json.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { install } from './apt-get.mjs'
import { cache, giveUp, onPath, say } from './machine.mjs'

const NAMES = ['firefox', 'firefox-esr']
const USUAL_PLACES = ['/Applications/Firefox.app/Contents/MacOS/firefox', 'C:\\Program Files\\Mozilla Firefox\\firefox.exe']
/** Debian's name for it. Ubuntu's package installs a snap, which works on few build machines. */
const PACKAGE = 'firefox-esr'

/** True when the program runs and says that it is a Firefox. @param {string} path */
function starts(path) {
  if (!existsSync(path)) return false
  if (process.platform === 'win32') return true // firefox.exe prints no version
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 30_000 })
  return status === 0 && /Firefox/.test(stdout)
}

function find() {
  const candidates = [process.env.FIREFOX_PATH, ...NAMES.flatMap((name) => onPath(name)), ...USUAL_PLACES]
  return candidates.find((path) => path !== undefined && path !== '' && starts(path))
}

export function findFirefox() {
  let executable = find()
  if (executable === undefined) {
    install([PACKAGE])
    executable = find()
  }
  if (executable === undefined) {
    giveUp(
      'No Firefox for the browser tests. Install one and run again:\n' +
        '  Debian           sudo apt-get install firefox-esr\n' +
        '  Ubuntu           sudo snap install firefox\n' +
        '  macOS            brew install --cask firefox\n' +
        'or name one: FIREFOX_PATH=/path/to/firefox npm test',
    )
  }
  mkdirSync(cache, { recursive: true })
  writeFileSync(join(cache, 'firefox.json'), `${JSON.stringify({ executable }, undefined, 2)}\n`)
  say(`firefox: ${executable}`)
}
