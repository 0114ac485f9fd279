import type { Program } from '../../engine/kernel-api'
import type { Manual } from './entry'
import { helpText } from './help-text'

/** `NAME --help`, and `NAME -h` where that is no option of its own, print what the manual says. */
export function withHelp(manual: Manual | undefined, program: Program): Program {
  if (!manual) return program
  const asks = manual.options.some(({ flag }) => flag === '-h') ? ['--help'] : ['--help', '-h']
  return function* (system, argv) {
    if (argv.length !== 2 || !asks.includes(argv[1] ?? '')) return yield* program(system, argv)
    system.stdout(helpText(manual))
    return 0
  }
}
