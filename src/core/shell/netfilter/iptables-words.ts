import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'

/** What one `iptables` line asks for. */
export interface IptablesRequest {
  readonly table: string
  readonly command: IptablesCommand
  readonly numeric: boolean
  readonly verbose: boolean
  readonly exact: boolean
  readonly lineNumbers: boolean
}

export type CommandLetter = 'A' | 'C' | 'D' | 'E' | 'F' | 'I' | 'L' | 'N' | 'P' | 'R' | 'S' | 'V' | 'X' | 'Z'

export interface IptablesCommand {
  readonly letter: CommandLetter
  readonly chain: string | undefined
  /** Number, policy or new name, as the command has it, then the words of the rule. */
  readonly rest: readonly string[]
}

/** A line that makes no sense: what iptables says of it; exit status 2. */
export interface UsageError {
  readonly text: string
  /** Said without the program's name and release before it. */
  readonly isBare?: true
}

const COMMANDS: Readonly<Record<string, CommandLetter>> = {
  '--append': 'A',
  '--check': 'C',
  '--delete': 'D',
  '--rename-chain': 'E',
  '--flush': 'F',
  '--insert': 'I',
  '--list': 'L',
  '--new-chain': 'N',
  '--new': 'N',
  '--policy': 'P',
  '--replace': 'R',
  '--list-rules': 'S',
  '--version': 'V',
  '--delete-chain': 'X',
  '--zero': 'Z',
}
const COMMAND_LETTERS = 'ACDEFILNPRSVXZ'
/** How many words each takes beside a chain that it must have. */
const NEEDS_CHAIN = 'ACDEINPR'
const TAKES_SECOND: Readonly<Record<string, 'number' | 'word'>> = { D: 'number', I: 'number', L: 'number', R: 'number', S: 'number', Z: 'number', E: 'word', P: 'word' }

const FLAGS: Readonly<Record<string, 'n' | 'v' | 'x' | 'l' | 'w' | '4'>> = {
  '-n': 'n',
  '--numeric': 'n',
  '-v': 'v',
  '--verbose': 'v',
  '-x': 'x',
  '--exact': 'x',
  '--line-numbers': 'l',
  '--line-number': 'l',
  '-w': 'w',
  '--wait': 'w',
  '-4': '4',
  '--ipv4': '4',
}
/** Options of rules that take no word, or two; all others take one. */
const RULE_WORDS: Readonly<Record<string, number>> = {
  '!': 0,
  '--random-fully': 0,
  '--limit-iface-in': 0,
  '--limit-iface-out': 0,
  '--loose': 0,
  '--validmark': 0,
  '--invert': 0,
  '--notrack': 0,
  '--match-set': 2,
}

/** Words of a real iptables that people type, whose values would else be taken for words of their own. */
const NOT_MODELLED: ReadonlySet<string> = new Set(['--syn', '--tcp-flags', '--tcp-option', '-f', '--fragment', '--clamp-mss-to-pmtu', '--set-mss', '--mss', '--length', '--string', '--hex-string', '--ttl-set', '--ttl-dec', '--set-dscp'])

/** Reads the words after `iptables` as its getopt does: options of the program may stand anywhere but inside another's value. */
export function parseIptables(words: readonly string[]): Result<IptablesRequest, UsageError> {
  const reader = new Reader(words.flatMap(splitJoined))
  const problem = reader.readAll()
  if (problem) return err(problem)
  const { command } = reader
  if (!command) {
    const [first] = reader.rule
    return err({ text: first === undefined || RULE_LETTERS.test(first) || Object.hasOwn(RULE_WORDS, first) ? 'no command specified' : `unknown option "${first}"` })
  }
  const chainProblem = needsProblem(command, reader.chainWords, reader.rule)
  if (chainProblem !== undefined) return err({ text: chainProblem })
  const [chain, ...second] = reader.chainWords
  const has = (flag: string): boolean => reader.flags.has(flag)
  return ok({
    table: reader.table,
    command: { letter: command, chain, rest: [...second, ...reader.rule] },
    numeric: has('n'),
    verbose: has('v'),
    exact: has('x'),
    lineNumbers: has('l'),
  })
}

/** `-nvL` is `-n -v -L`, `-tnat` is `-t nat`. */
function splitJoined(word: string): readonly string[] {
  if (/^-[tpsdiojgm][^-\s=]/.test(word)) return [word.slice(0, 2), word.slice(2)]
  const joined = /^-([nvx4w]+)([A-Z]?)(.*)$/.exec(word)
  if (!joined || word.length === 2) return [word]
  const [, flags = '', command = '', chain = ''] = joined
  if (chain !== '' && command === '') return [word]
  return [...Array.from(flags, (letter) => `-${letter}`), ...(command === '' ? [] : [`-${command}`]), ...(chain === '' ? [] : [chain])]
}

class Reader {
  table = 'filter'
  command: CommandLetter | undefined
  readonly flags = new Set<string>()
  readonly chainWords: string[] = []
  readonly rule: string[] = []
  private at = 0

  constructor(private readonly words: readonly string[]) {}

  readAll(): UsageError | undefined {
    while (this.at < this.words.length) {
      const problem = this.readOne()
      if (problem) return problem
    }
    return undefined
  }

  private readOne(): UsageError | undefined {
    const word = this.words[this.at++] as string
    if (word === '-t' || word === '--table') return this.readTable(word)
    const flag = Object.hasOwn(FLAGS, word) ? FLAGS[word] : undefined
    if (flag !== undefined) {
      this.flags.add(flag)
      // the seconds that `-w` would wait
      if (flag === 'w' && /^\d+$/.test(this.words[this.at] ?? '')) this.at++
      return undefined
    }
    const letter = commandLetter(word)
    if (letter) return this.readCommand(letter, word)
    if (!word.startsWith('-') && word !== '!') return { text: `Bad argument \`${word}'`, isBare: true }
    if (NOT_MODELLED.has(word)) return { text: `"${word}" is not modelled by Hopscope` }
    this.readRuleWord(word)
    return undefined
  }

  private readTable(word: string): UsageError | undefined {
    const name = this.words[this.at++]
    if (name === undefined) return { text: `option "${word}" requires an argument` }
    this.table = name
    return undefined
  }

  private readCommand(letter: CommandLetter, word: string): UsageError | undefined {
    if (this.command) return { text: `Cannot use -${letter} with -${this.command}` }
    this.command = letter
    const chain = this.takeOperand()
    if (chain === undefined) return NEEDS_CHAIN.includes(letter) ? { text: `option "${word}" requires an argument` } : undefined
    this.chainWords.push(chain)
    const second = TAKES_SECOND[letter]
    const next = this.words[this.at]
    if (second === undefined || next === undefined || next.startsWith('-') || next === '!') return undefined
    if (second === 'number' && !/^[1-9]\d{0,8}$/.test(next)) return { text: `Invalid rule number \`${next}'` }
    this.chainWords.push(next)
    this.at++
    return undefined
  }

  private readRuleWord(word: string): void {
    const values = RULE_WORDS[word] ?? 1
    this.rule.push(word, ...this.words.slice(this.at, this.at + values))
    this.at += values
  }

  private takeOperand(): string | undefined {
    const word = this.words[this.at]
    if (word === undefined || word.startsWith('-') || word === '!') return undefined
    this.at++
    return word
  }
}

function commandLetter(word: string): CommandLetter | undefined {
  if (word.startsWith('--')) return Object.hasOwn(COMMANDS, word) ? COMMANDS[word] : undefined
  const letter = word.length === 2 && word.startsWith('-') ? word.charAt(1) : ''
  return letter !== '' && COMMAND_LETTERS.includes(letter) ? (letter as CommandLetter) : undefined
}

function needsProblem(letter: CommandLetter, chainWords: readonly string[], rule: readonly string[]): string | undefined {
  if (letter === 'P' && chainWords.length < 2) return '-P requires a chain and a policy'
  if (letter === 'E' && chainWords.length < 2) return '-E requires old-chain-name and new-chain-name'
  if (letter === 'R' && chainWords.length < 2) return '-R requires a rule number'
  const takesRule = 'ACDIR'.includes(letter)
  if (!takesRule && rule[0] !== undefined) return RULE_LETTERS.test(rule[0]) ? `Illegal option \`${rule[0]}' with this command` : `unknown option "${rule[0]}"`
  return undefined
}

const RULE_LETTERS = /^(-[sdiopjgm]|--(source|src|destination|dst|in-interface|out-interface|protocol|jump|goto|match))$/
