import type { Program } from '../../engine/kernel-api'
import { UNAME } from '../manual/system'
import { lettersOf, optionErrorText, parseOptions } from '../options'

const LETTERS = lettersOf(UNAME)

/** The kernel that runs here: Linux 6.1, simulated. */
export const KERNEL_RELEASE = '6.1.0-hopscope'

/** `uname` of coreutils: what kernel this is. */
export const uname: Program = function* (system, argv) {
  const parsed = parseOptions(argv.slice(1), LETTERS)
  if (!parsed.ok || parsed.value.operands.length > 0) {
    system.stderr(parsed.ok ? `uname: extra operand ‘${parsed.value.operands[0] ?? ''}’\n` : optionErrorText('uname', parsed.error, LETTERS))
    return 1
  }
  const { flags } = parsed.value
  const words: readonly (readonly [letter: string, word: string])[] = [['s', 'Linux'], ['n', system.netnsName.split('/').at(-1) ?? ''], ['r', KERNEL_RELEASE], ['v', '#1 SMP'], ['m', 'x86_64'], ['o', 'GNU/Linux']]
  const shown = words.filter(([letter]) => flags.has('a') || flags.has(letter) || (flags.size === 0 && letter === 's'))
  system.stdout(`${shown.map(([, word]) => word).join(' ')}\n`)
  return 0
}
