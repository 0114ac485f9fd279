import { defineCommand } from 'just-bash/browser'
import type { CommandName, CustomCommand } from 'just-bash/browser'
import type { Line } from './line'
import { withoutAdvice } from './printable'
import { OUTPUT_VARIABLE, PIPE_VARIABLE } from './rewrite'

/** What a shell has besides the lab's programs: text and files. Nothing of it reaches a network, a clock or another machine. */
export const TEXT_COMMANDS: readonly CommandName[] = [
  'awk', 'base64', 'basename', 'bash', 'cat', 'chmod', 'clear', 'column', 'comm', 'cp', 'cut', 'diff', 'dirname', 'du', 'echo', 'egrep', 'env',
  'expand', 'expr', 'false', 'fgrep', 'find', 'fold', 'grep', 'head', 'join', 'jq', 'ls', 'md5sum', 'mkdir', 'mv', 'nl', 'od', 'paste',
  'printenv', 'printf', 'pwd', 'readlink', 'rev', 'rm', 'rmdir', 'sed', 'seq', 'sh', 'sha256sum', 'sort', 'split', 'stat', 'strings', 'tac', 'tail',
  'tee', 'touch', 'tr', 'tree', 'true', 'uniq', 'wc', 'which', 'xargs',
]

/** Options that say not to hold lines back, which nothing here does. */
const UNBUFFERED: Readonly<Partial<Record<CommandName, readonly string[]>>> = {
  grep: ['--line-buffered'],
  egrep: ['--line-buffered'],
  fgrep: ['--line-buffered'],
  sed: ['-u', '--unbuffered'],
}

/** The shell's own command, with its output on the terminal as soon as it is there. */
export function textCommand(name: CommandName, line: () => Line): CustomCommand {
  return defineCommand(name, async (args, context) => {
    if (!line().mayBegin()) return { stdout: '', stderr: '', exitCode: 130 }
    const mark = context.env.get(OUTPUT_VARIABLE) ?? '-'
    if (!context.origCommand) return { stdout: '', stderr: `${name}: not there\n`, exitCode: 127 }
    const unbuffered = UNBUFFERED[name]
    const result = await context.origCommand(unbuffered === undefined ? args : args.filter((word) => !unbuffered.includes(word)))
    const stdout = name === 'env' || name === 'printenv' ? withoutOurVariables(result.stdout) : result.stdout
    if (mark.startsWith('o')) line().print(stdout)
    if (mark.endsWith('e')) line().print(withoutAdvice(result.stderr))
    return { ...result, stdout: mark.startsWith('o') ? '' : stdout, stderr: mark.endsWith('e') ? '' : result.stderr }
  })
}

function withoutOurVariables(text: string): string {
  return text
    .split('\n')
    .filter((row) => !row.startsWith(`${OUTPUT_VARIABLE}=`) && !row.startsWith(`${PIPE_VARIABLE}=`))
    .join('\n')
}
