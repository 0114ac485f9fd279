import type { Program } from '../engine/kernel-api'

/** `sleep SECONDS`: lets simulated time pass. */
export const sleep: Program = function* (system, [, word = '', ...others]) {
  const seconds = Number(word)
  if (word === '' || others.length > 0 || !Number.isFinite(seconds) || seconds < 0) {
    system.stderr(word === '' ? 'sleep: missing operand\n' : `sleep: invalid time interval ‘${[word, ...others].join(' ')}’\n`)
    return 1
  }
  const untilNs = system.nowNs() + seconds * 1e9
  while (system.nowNs() < untilNs) yield { untilNs }
  return 0
}
