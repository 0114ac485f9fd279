// tcpdump and tshark, which the tests of captures read with: found on PATH, or installed where apt-get may be used.
import { existsSync } from 'node:fs'
import { giveUp, onPath, run, say } from './machine.mjs'

const TOOLS = ['tcpdump', 'tshark']

function missing() {
  return TOOLS.filter((tool) => onPath(tool).length === 0)
}

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

/** @param {readonly string[]} tools */
function install(tools) {
  if (!existsSync('/usr/bin/apt-get')) return
  const prefix = asRoot()
  if (prefix === undefined) return
  say(`installing ${tools.join(' and ')} (apt-get)`)
  aptGet(prefix, ['update'])
  aptGet(prefix, ['install', '-y', '--no-install-recommends', ...tools])
}

export function findCaptureTools() {
  const wanted = missing()
  if (wanted.length > 0) install(wanted)
  const still = missing()
  if (still.length === 0) return
  giveUp(
    `Missing for the tests of captures: ${still.join(', ')}. Install and run again:\n` +
      `  Debian, Ubuntu   sudo apt-get install ${still.join(' ')}\n` +
      '  macOS            brew install wireshark tcpdump    (the formula, which has tshark)',
  )
}
