import { byteStringOf } from '../../base/byte-string'
import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'
import type { IptablesError, Program, System } from '../../engine/kernel-api'
import { parseCommandLine } from '../command-line'
import { IPTABLES_RESTORE } from '../manual/netfilter'
import { lettersOf, optionErrorText, parseOptions } from '../options'
import { toolRelease } from '../tool-release'

const LETTERS = lettersOf(IPTABLES_RESTORE)
const TABLES = ['filter', 'nat', 'mangle', 'raw']

/** `iptables-restore`: reads what iptables-save prints, from its input or a file. A document with an error in it changes nothing. */
export const iptablesRestore: Program = function* (system, argv) {
  const parsed = parseOptions(argv.slice(1), LETTERS)
  if (!parsed.ok) {
    system.stderr(optionErrorText('iptables-restore', parsed.error, LETTERS))
    return 1
  }
  const { flags, operands } = parsed.value
  const [path] = operands
  const bytes = path === undefined ? system.stdin : system.files.read(path)
  if (bytes === undefined) {
    system.stderr(`Can't open ${path ?? ''}: No such file or directory\n`)
    return 1
  }
  const tables = readDocument(byteStringOf(bytes))
  const problem = tables.ok ? tables.value.flatMap((table) => problemWith(system, table, flags.has('n')) ?? [])[0] : tables.error
  if (problem) return complain(system, problem)
  if (tables.ok && !flags.has('t')) for (const table of tables.value) load(system, table, flags.has('n'))
  return 0
}

interface Line {
  readonly number: number
  readonly words: readonly string[]
}

interface TableDocument {
  readonly name: string
  readonly chains: readonly { readonly name: string; readonly policy: string }[]
  readonly rules: readonly Line[]
}

interface Problem {
  readonly line: number
  readonly error: IptablesError
}

function complain(system: System, { line, error }: Problem): number {
  if (error.kind === 'usage') {
    const hint = "Try `iptables-restore -h' or 'iptables-restore --help' for more information.\n"
    system.stderr(`iptables-restore ${toolRelease(system).iptables}: ${error.text}\nError occurred at line: ${line}\n${hint}`)
    return 2
  }
  system.stderr(`iptables-restore: ${error.text}\n`)
  return 1
}

function readDocument(text: string): Result<readonly TableDocument[], Problem> {
  const tables: TableDocument[] = []
  let table: { name: string; chains: { name: string; policy: string }[]; rules: Line[] } | undefined
  const lines = text.split('\n')
  for (const [i, line] of lines.entries()) {
    const number = i + 1
    if (line.trim() === '' || line.startsWith('#')) continue
    if (line.startsWith('*') && !table) {
      table = { name: line.slice(1).trim(), chains: [], rules: [] }
      if (!TABLES.includes(table.name)) return err({ line: number, error: { kind: 'usage', text: `iptables-restore: line ${number} table name '${table.name}' invalid` } })
    } else if (line.trim() === 'COMMIT' && table) {
      tables.push(table)
      table = undefined
    } else if (line.startsWith(':') && table) {
      const [name = '', policy = '-'] = line.slice(1).split(/\s+/)
      table.chains.push({ name, policy })
    } else {
      const words = table && parseCommandLine(line.replace(/^\[\d+:\d+\] /, ''))
      if (!table || !words?.ok || !words.value[0]?.startsWith('-')) return err({ line: number, error: { kind: 'refused', text: `line ${number} failed` } })
      table.rules.push({ number, words: words.value })
    }
  }
  return table ? err({ line: lines.length, error: { kind: 'refused', text: `COMMIT expected at line ${lines.length}` } }) : ok(tables)
}

/** What the kernel would refuse; chains of the document itself count as there. */
function problemWith(system: System, { name, chains, rules }: TableDocument, keepsOthers: boolean): Problem | undefined {
  const existing = system.iptablesTables().find((table) => table.name === name)?.chains ?? []
  const known = new Set([...chains.map((chain) => chain.name), ...(keepsOthers ? existing : existing.filter(({ policy }) => policy !== undefined)).map((chain) => chain.name)])
  for (const { number, words } of rules) {
    const [command, chain = '', ...rule] = words
    if (command !== '-A') return { line: number, error: { kind: 'usage', text: `"${command ?? ''}" is not modelled in a document; Hopscope's iptables-restore has -A` } }
    if (!known.has(chain) && !BUILT_IN.has(chain)) return { line: number, error: { kind: 'refused', text: `line ${number} failed: No chain/target/match by that name.` } }
    const asked = system.iptablesHas(name, 'OUTPUT', rule.map((word, i) => (known.has(word) && (rule[i - 1] === '-j' || rule[i - 1] === '-g') ? 'ACCEPT' : word)))
    if (!asked.ok && !asked.error.text.startsWith("Can't use")) return { line: number, error: asked.error }
  }
  return undefined
}

const BUILT_IN: ReadonlySet<string> = new Set(['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'])

function load(system: System, { name, chains, rules }: TableDocument, keepsOthers: boolean): void {
  if (!keepsOthers) {
    system.iptablesCommand(name, ['-F'])
    system.iptablesCommand(name, ['-X'])
  }
  for (const chain of chains) {
    const isBuiltIn = chain.policy !== '-'
    const done = system.iptablesCommand(name, isBuiltIn ? ['-P', chain.name, chain.policy] : ['-N', chain.name])
    if (!done.ok && !isBuiltIn) system.iptablesCommand(name, ['-F', chain.name])
  }
  for (const { words } of rules) system.iptablesCommand(name, words)
}
