// Programs of the system that tests need: installed where apt-get may be used.
import { existsSync } from 'node:fs'
import { onPath, run, say } from './machine.mjs'

/** How to become root without a question asked; undefined where that cannot be. */
function asRoot() {
  if (process.getuid?.() === 0) return []
  return onPath('sudo').length > 0 && run('sudo', ['-n', 'true']) ? ['sudo', '-n'] : undefined
}

/** @param {readonly string[]} prefix @param {readonly string[]} args */
function aptGet(prefix, args) {
  const command = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', '-o', 'DPkg::Lock::Timeout=300', ...args]
  return run(command[0] ?? 'env', command.slice(1))
}

/** Installs the packages; whether they are there afterwards is for the caller to see. @param {readonly string[]} packages */
export function install(packages) {
  if (!existsSync('/usr/bin/apt-get')) return
  const prefix = asRoot()
  if (prefix === undefined) return
  say(`installing ${packages.join(' and ')} (apt-get)`)
  aptGet(prefix, ['update'])
  aptGet(prefix, ['install', '-y', '--no-install-recommends', ...packages])
}
