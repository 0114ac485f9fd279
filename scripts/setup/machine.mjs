// What the set-up steps know of the machine: where the project lies, what is on PATH, how to run a program.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

export const root = join(import.meta.dirname, '..', '..')
/** Everything that set-up, build and tests produce beside dist/; not in the repository. */
export const cache = join(root, '.cache')

/** Where system administration tools lie on machines whose users do not have them on PATH. */
const SYSTEM_FOLDERS = ['/usr/sbin', '/usr/local/bin', '/usr/local/sbin', '/opt/homebrew/bin']

/** PATH with the folders where tcpdump and its kind may lie. */
export function widePath() {
  return [process.env.PATH, ...SYSTEM_FOLDERS].filter(Boolean).join(delimiter)
}

/**
 * All files of that name on the wide PATH.
 * @param {string} name
 */
export function onPath(name) {
  return widePath()
    .split(delimiter)
    .map((folder) => join(folder, name))
    .filter((path) => existsSync(path))
}

/**
 * Runs a program in the project's folder, its output shown; true when it ended well.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env] added to the present one
 */
export function run(program, args, env = {}) {
  // what it prints goes to standard error: standard output belongs to the command that a person asked for
  return spawnSync(program, args, { cwd: root, stdio: ['ignore', 2, 2], env: { ...process.env, ...env } }).status === 0
}

/**
 * npm, the one that runs us if there is one.
 * @param {readonly string[]} args
 */
export function npm(...args) {
  const path = process.env.npm_execpath
  return path !== undefined && /npm-cli\.[cm]?js$/.test(path) ? run(process.execPath, [path, ...args]) : run('npm', args)
}

/** @param {string} message */
export function say(message) {
  process.stderr.write(`${message}\n`)
}

/**
 * Ends the set-up: what is missing, and how to get it.
 * @param {string} message
 * @returns {never}
 */
export function giveUp(message) {
  say(message)
  process.exit(1)
}
