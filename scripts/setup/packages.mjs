// The packages of package-lock.json, installed when something is missing or has another version.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { giveUp, npm, root, say } from './machine.mjs'

/** @typedef {{ version?: string, optional?: boolean }} LockedPackage */

/**
 * @param {string} path of a lock file
 * @returns {Record<string, LockedPackage>}
 */
function packagesIn(path) {
  return JSON.parse(readFileSync(path, 'utf8')).packages
}

/** True when node_modules holds every package of the lock; optional ones are for other machines when absent. */
function installed() {
  const record = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(record)) return false
  const present = packagesIn(record)
  return Object.entries(packagesIn(join(root, 'package-lock.json'))).every(([path, wanted]) => {
    if (path === '') return true
    const found = present[path]
    return found === undefined ? wanted.optional === true : found.version === wanted.version
  })
}

export function installPackages() {
  if (installed()) return
  say('installing packages (npm ci)')
  if (!npm('ci', '--include=dev', '--no-audit', '--no-fund')) giveUp('npm ci failed: the package registry could not be reached, or the lock file is damaged.')
}
