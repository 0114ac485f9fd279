// Runs before `npm start` and, with --tests, before `npm test`. Needs Node alone, so it works straight after a clone.
import { giveUp } from './setup/machine.mjs'
import { findBrowser } from './setup/browser.mjs'
import { findCaptureTools } from './setup/capture-tools.mjs'
import { findFirefox } from './setup/firefox.mjs'
import { installPackages } from './setup/packages.mjs'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) giveUp(`Hopscope needs Node 20.19 or newer; this is ${process.versions.node}.`)

installPackages()
if (process.argv.includes('--tests')) {
  findBrowser()
  findCaptureTools()
  findFirefox()
}
