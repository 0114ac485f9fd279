import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'

export const IPSET_COMMANDS = ['create', 'destroy', 'flush', 'rename', 'list', 'save', 'add', 'del', 'test', 'help', 'version'] as const
export type IpsetCommand = (typeof IPSET_COMMANDS)[number]

/** Other names of the same commands. */
const ALIASES: Readonly<Record<string, IpsetCommand>> = {
  '-N': 'create',
  '--create': 'create',
  n: 'create',
  '-X': 'destroy',
  x: 'destroy',
  '--destroy': 'destroy',
  '-F': 'flush',
  '--flush': 'flush',
  '-E': 'rename',
  '--rename': 'rename',
  '-L': 'list',
  '--list': 'list',
  '-S': 'save',
  '--save': 'save',
  '-A': 'add',
  '--add': 'add',
  '-D': 'del',
  '--del': 'del',
  '-T': 'test',
  '--test': 'test',
  '-v': 'version',
  '-V': 'version',
  '--version': 'version',
  '-h': 'help',
  '--help': 'help',
}

const FLAGS: Readonly<Record<string, 'exist' | 'quiet' | 'name' | 'terse'>> = {
  '-exist': 'exist',
  '-!': 'exist',
  '-quiet': 'quiet',
  '-q': 'quiet',
  '-name': 'name',
  '-n': 'name',
  '-terse': 'terse',
  '-t': 'terse',
}

export interface IpsetRequest {
  readonly command: IpsetCommand
  readonly operands: readonly string[]
  readonly exist: boolean
  readonly quiet: boolean
  readonly shows: 'all' | 'names' | 'heads' | 'commands'
}

/** Least and most words after each command. */
const OPERANDS: Readonly<Record<IpsetCommand, readonly [number, number]>> = {
  create: [2, 20],
  destroy: [0, 1],
  flush: [0, 1],
  rename: [2, 2],
  list: [0, 1],
  save: [0, 1],
  add: [2, 20],
  del: [2, 20],
  test: [2, 20],
  help: [0, 1],
  version: [0, 0],
}

/** Reads the words after `ipset`; options may stand anywhere. The error is told with a hint and exit status 2. */
export function parseIpset(words: readonly string[]): Result<IpsetRequest, string> {
  const flags = new Set<string>()
  const rest: string[] = []
  let output = 'plain'
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string
    const flag = Object.hasOwn(FLAGS, word) ? FLAGS[word] : undefined
    if (flag !== undefined) flags.add(flag)
    else if (word === '-o' || word === '-output') output = words[++i] ?? ''
    else rest.push(word)
  }
  const [typed, ...operands] = rest
  if (typed === undefined) return err('No command specified.')
  const command = IPSET_COMMANDS.find((name) => name === typed) ?? (Object.hasOwn(ALIASES, typed) ? ALIASES[typed] : undefined)
  if (command === undefined) return err(`No command specified: unknown argument ${typed}`)
  if (output !== 'plain' && output !== 'save') return err(`output ${output} is not modelled; Hopscope's ipset has plain and save`)
  const [least, most] = OPERANDS[command]
  if (operands.length < least) return err(`Missing ${operands.length === 0 ? '' : 'second '}mandatory argument to command ${command}`)
  if (operands.length > most) return err(`Unknown argument ${operands[most] ?? ''}`)
  const shows = command === 'save' || output === 'save' ? 'commands' : flags.has('name') ? 'names' : flags.has('terse') ? 'heads' : 'all'
  return ok({ command, operands, exist: flags.has('exist'), quiet: flags.has('quiet'), shows })
}
