import type { Program } from '../../engine/kernel-api'
import type { Manual } from './entry'
import { helpText } from './help-text'

/**
 * `NAME --help`, and `NAME -h` where that is no option of its own, print what the manual says; of a program of subcommands also
 * `NAME help` and the option behind one of them.
 */
export function withHelp(manual: Manual | undefined, program: Program): Program {
  if (!manual) return program
  const asks = manual.options.some(({ flag }) => flag === '-h') ? ['--help'] : ['--help', '-h']
  return function* (system, argv) {
    const words = argv.slice(1)
    const own = words.includes('--') ? [] : words
    const isAsked = manual.hasSubcommands ? words[0] === 'help' || own.some((word) => asks.includes(word)) : words.length === 1 && asks.includes(words[0] ?? '')
    if (!isAsked) return yield* program(system, argv)
    system.stdout(helpText(manual))
    return 0
  }
}
