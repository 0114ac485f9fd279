// tcpdump and tshark, which the tests of captures read with: found on PATH, or installed where apt-get may be used.
import { install } from './apt-get.mjs'
import { giveUp, onPath } from './machine.mjs'

const TOOLS = ['tcpdump', 'tshark']

function missing() {
  return TOOLS.filter((tool) => onPath(tool).length === 0)
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
