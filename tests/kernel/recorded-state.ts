import type { RanCommand, Recording } from './recordings'

/** One state command of a recording and what it printed, standard error included. */
export interface RecordedOutput {
  readonly ns: string
  readonly command: string
  readonly output: string
}

/** What the state commands printed in every namespace before the first flow, or after the last. */
export function recordedState(recording: Recording, when: 'initial' | 'final'): readonly RecordedOutput[] {
  const suffix = `.${when}`
  return Object.entries(recording.state)
    .filter(([file]) => file.endsWith(suffix))
    .flatMap(([file, text]) => commandsOf(text).map((part) => ({ ns: file.slice(0, -suffix.length), ...part })))
    .flatMap(withRealCommands)
}

/** `$ COMMAND`, its output, and a blank line, again and again. */
function commandsOf(text: string): readonly { readonly command: string; readonly output: string }[] {
  return text.split(/^\$ /m).slice(1).map((part) => {
    const end = part.indexOf('\n')
    return { command: part.slice(0, end), output: withoutExitNote(part.slice(end + 1)) }
  })
}

/** `(exit 0) …` is what a command said on standard error. */
function withoutExitNote(output: string): string {
  return output.replace(/^\(exit \d+\) ?/m, '')
}

/** `sysctl of LINK` and `other sysctls` are headings over `KEY = VALUE` lines: each line answers to a command of its own. */
function withRealCommands({ ns, command, output }: RecordedOutput): readonly RecordedOutput[] {
  if (!command.includes('sysctl')) return [{ ns, command, output }]
  return output.split('\n').flatMap((line) => {
    const key = /^(\S+) = /.exec(line)?.[1]
    return key === undefined ? [] : [{ ns, command: `sysctl ${key}`, output: `${line}\n` }]
  })
}

/** `[NAMESPACE] $ ip route get …` and its output, for every destination that was asked for before the first flow. */
export function recordedRouteGets(recording: Recording): readonly RecordedOutput[] {
  return (recording.state['route-get'] ?? '').split(/^\[/m).slice(1).map((part) => {
    const [, ns = '', command = '', output = ''] = /^([^\]]+)\] \$ ([^\n]*)\n([\s\S]*)$/.exec(part) ?? []
    return { ns, command, output: withoutExitNote(output) }
  })
}

/** What a state command around a flow printed. */
export function outputOf({ ns, command, stdout, stderr }: RanCommand): RecordedOutput {
  return { ns, command, output: stdout + (stderr ?? '') }
}
