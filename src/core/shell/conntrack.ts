import type { Program } from '../engine/kernel-api'

/** `conntrack` 1.4.7: `-F`. */
export const conntrack: Program = function* (system, argv) {
  if (argv.length === 2 && (argv[1] === '-F' || argv[1] === '--flush')) {
    system.flushConntrack()
    system.stderr('conntrack v1.4.7 (conntrack-tools): connection tracking table has been emptied.\n')
    return 0
  }
  system.stderr(`conntrack: "${argv.slice(1).join(' ')}" is not modelled; Hopscope's conntrack has -F\n`)
  return 2
}
