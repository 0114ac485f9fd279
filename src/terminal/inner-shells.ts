import { matchAbbreviation } from '../core/shell/ip/words'
import type { ShellPlace } from './shell-host'

export type ShellName = 'bash' | 'sh'

export interface ShellRun {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
}

/** Shells that commands start in other namespaces. */
export interface InnerShells {
  /** One that a person types in; resolves when it is left. Undefined: nobody could type there. */
  enter(place: ShellPlace, name: ShellName): Promise<number> | undefined
  /** One that works off its arguments and its input. `mark`: where its output goes; `cwd`: undefined for a container's own. */
  run(place: ShellPlace, argv: readonly string[], given: { readonly stdin: string; readonly mark: string; readonly cwd: string | undefined }): Promise<ShellRun>
}

/** A command that starts a shell in another namespace. */
export interface ShellStart {
  /** The same command with `true` in the shell's place: it tells whether the namespace can be entered, and which it is. */
  readonly probe: readonly string[]
  readonly name: ShellName
  /** What the shell is given. */
  readonly args: readonly string[]
  /** Standard input is handed on. */
  readonly readsInput: boolean
  /** In a container, with its own files; else only the network is another. */
  readonly inContainer: boolean
}

const SHELLS: Readonly<Record<string, ShellName>> = { sh: 'sh', ash: 'sh', bash: 'bash', '/bin/sh': 'sh', '/bin/ash': 'sh', '/bin/bash': 'bash', '/usr/bin/bash': 'bash' }

/** `kubectl exec [-it] POD -- SHELL …` and `ip netns exec NAME SHELL …`. */
export function shellStartOf(argv: readonly string[]): ShellStart | undefined {
  const at = argv[0] === 'kubectl' ? containerShellAt(argv) : argv[0] === 'ip' ? netnsShellAt(argv) : -1
  const typed = at < 0 ? '' : (argv[at] ?? '')
  const name = Object.hasOwn(SHELLS, typed) ? SHELLS[typed] : undefined
  if (name === undefined) return undefined
  const inContainer = argv[0] === 'kubectl'
  const readsInput = !inContainer || argv.slice(1, at).some((word) => word === '--stdin' || /^-[a-z]*i/.test(word))
  return { probe: [...argv.slice(0, at), 'true'], name, args: argv.slice(at + 1), readsInput, inContainer }
}

function containerShellAt(argv: readonly string[]): number {
  const dashes = argv.indexOf('--')
  return dashes > 0 && argv.slice(1, dashes).includes('exec') ? dashes + 1 : -1
}

/** Behind `netns exec NAME`, whose first word may be shortened. */
function netnsShellAt(argv: readonly string[]): number {
  const object = argv.findIndex((word, index) => index > 0 && !word.startsWith('-'))
  const isExec = object > 0 && 'netns'.startsWith(argv[object] ?? '-') && (argv[object]?.length ?? 0) >= 3 && matchAbbreviation(argv[object + 1] ?? '-', ['exec']) !== undefined
  return isExec ? object + 3 : -1
}

/** A shell with these arguments reads what is typed. */
export function isInteractive({ args, readsInput }: ShellStart): boolean {
  return readsInput && args.every((word) => /^(-[il]+|--login)$/.test(word))
}
