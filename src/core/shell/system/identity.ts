import type { Program } from '../../engine/kernel-api'
import { ID, WHOAMI } from '../manual/system'
import { lettersOf, optionErrorText, parseOptions } from '../options'

/** `whoami`: everybody is root here. */
export const whoami: Program = function* (system, argv) {
  const parsed = parseOptions(argv.slice(1), lettersOf(WHOAMI))
  if (!parsed.ok || parsed.value.operands.length > 0) {
    system.stderr(parsed.ok ? `whoami: extra operand ‘${parsed.value.operands[0] ?? ''}’\n` : optionErrorText('whoami', parsed.error, lettersOf(WHOAMI)))
    return 1
  }
  system.stdout('root\n')
  return 0
}

/** `id` of coreutils. */
export const id: Program = function* (system, argv) {
  const parsed = parseOptions(argv.slice(1), lettersOf(ID))
  if (!parsed.ok) {
    system.stderr(optionErrorText('id', parsed.error, lettersOf(ID)))
    return 1
  }
  const { flags, operands } = parsed.value
  const other = operands.find((name) => name !== 'root')
  if (other !== undefined) {
    system.stderr(`id: ‘${other}’: no such user\n`)
    return 1
  }
  const asksForOne = flags.has('u') || flags.has('g') || flags.has('G')
  if (!asksForOne && flags.has('n')) {
    system.stderr('id: cannot print only names or real IDs in default format\n')
    return 1
  }
  system.stdout(asksForOne ? `${flags.has('n') ? 'root' : '0'}\n` : 'uid=0(root) gid=0(root) groups=0(root)\n')
  return 0
}
