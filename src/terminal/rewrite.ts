import type { Bash } from 'just-bash/browser'
import { canStream, isFilter } from './streams'

/**
 * The shell hands a line's output over when the whole line has ended. So that a terminal shows it as it comes, every simple
 * command is told where its output goes, by a variable that is set for it alone.
 */
export const OUTPUT_VARIABLE = 'HOPSCOPE_OUT'
/** Index of the rest of its pipeline, for a command that is at the head of a live one. */
export const PIPE_VARIABLE = 'HOPSCOPE_PIPE'
/** The command that a statement with `&` becomes. */
export const BACKGROUND_COMMAND = 'hopscope-background'
/** The shell's own `wait` knows no jobs; a command cannot take a builtin's name. */
export const WAIT_COMMAND = 'hopscope-wait'

/** `o`: standard output is the terminal, `e`: standard error is. */
export type OutputMark = 'oe' | 'o' | 'e' | '-'

type Script = ReturnType<Bash['transform']>['ast']
type Statement = Script['statements'][number]
type Pipeline = Statement['pipelines'][number]
type Command = Pipeline['commands'][number]
type SimpleCommand = Extract<Command, { type: 'SimpleCommand' }>
type Redirection = SimpleCommand['redirections'][number]

export interface Rewritten {
  readonly script: string
  /** What follows the head of each live pipeline. */
  readonly pipes: readonly { readonly script: string; readonly lastCommand: readonly string[] }[]
  readonly background: readonly { readonly script: string; readonly text: string }[]
}

interface Streams {
  readonly out: boolean
  readonly err: boolean
}

const TERMINAL: Streams = { out: true, err: true }
const NEITHER: Streams = { out: false, err: false }

/** Text from a tree, by the shell's own printer. */
export type Serialize = (ast: Script) => string

/** Marks every simple command of a script; `ast` is changed in place and belongs to the caller no more. */
export function rewrite(ast: Script, serialize: Serialize): Rewritten {
  const rewriter = new Rewriter(serialize)
  rewriter.statements(ast.statements, TERMINAL)
  return { script: serialize(ast), pipes: rewriter.pipes, background: rewriter.background }
}

class Rewriter {
  readonly pipes: { readonly script: string; readonly lastCommand: readonly string[] }[] = []
  readonly background: { readonly script: string; readonly text: string }[] = []

  constructor(private readonly serialize: Serialize) {}

  statements(statements: Statement[], to: Streams): void {
    for (const statement of statements) {
      if (statement.background && to.out) this.sendToBackground(statement)
      else for (const pipeline of statement.pipelines) this.pipeline(pipeline, to)
    }
  }

  private sendToBackground(statement: Statement): void {
    const text = this.serialize(scriptOf([{ ...statement, background: false }])).trim()
    this.background.push({ script: text, text })
    statement.background = false
    statement.operators = []
    statement.pipelines = [pipelineOf(simpleCommand(BACKGROUND_COMMAND, String(this.background.length - 1)))]
    for (const pipeline of statement.pipelines) this.pipeline(pipeline, TERMINAL)
  }

  private pipeline(pipeline: Pipeline, to: Streams): void {
    const live = to.out ? liveParts(pipeline.commands) : undefined
    if (live) return this.livePipeline(pipeline, live.head, live.rest)
    pipeline.commands.forEach((command, index) => {
      const isLast = index === pipeline.commands.length - 1
      this.command(command, { out: to.out && isLast, err: to.err && (isLast || pipeline.pipeStderr?.[index] !== true) })
    })
  }

  /** `ping … | grep …`: the head runs, the rest is evaluated anew whenever the head has printed. */
  private livePipeline(pipeline: Pipeline, head: SimpleCommand, rest: readonly SimpleCommand[]): void {
    const lastCommand = rest.at(-1)
    for (const command of rest) this.command(command, NEITHER)
    this.pipes.push({ script: this.serialize(scriptOf([statementOf([...rest])])), lastCommand: lastCommand ? literalWords(lastCommand) : [] })
    const both = pipeline.pipeStderr?.[0] === true
    this.command(head, { out: false, err: !both })
    head.assignments.push(assignment(PIPE_VARIABLE, String(this.pipes.length - 1)))
    pipeline.commands = [head]
  }

  private command(command: Command, to: Streams): void {
    this.substitutions(command, command.type === 'FunctionDef')
    // a function writes to where its caller's output goes
    if (command.type === 'FunctionDef') return
    const inner = redirected(to, command.redirections)
    switch (command.type) {
      case 'SimpleCommand':
        if (command.name && wordText(command.name) === 'wait') command.name = literal(WAIT_COMMAND)
        if (command.name) command.assignments.push(assignment(OUTPUT_VARIABLE, markOf(inner)))
        return
      case 'If':
        for (const clause of command.clauses) {
          this.statements(clause.condition, inner)
          this.statements(clause.body, inner)
        }
        if (command.elseBody) this.statements(command.elseBody, inner)
        return
      case 'While':
      case 'Until':
        this.statements(command.condition, inner)
        return this.statements(command.body, inner)
      case 'Case':
        for (const item of command.items) this.statements(item.body, inner)
        return
      case 'For':
      case 'CStyleFor':
      case 'Group':
      case 'Subshell':
        return this.statements(command.body, inner)
      case 'ArithmeticCommand':
      case 'ConditionalCommand':
        return
    }
  }

  /**
   * What `$(…)` prints goes into a word, not to the terminal, wherever the command around it writes. Bodies are visited as
   * statements, where each command's own words come up again; `deeply` goes into them too.
   */
  private substitutions(node: unknown, deeply: boolean): void {
    if (typeof node !== 'object' || node === null) return
    if (isSubstitution(node)) return this.statements(node.body.statements, { out: false, err: true })
    const parts = Array.isArray(node) || deeply ? Object.values(node) : Object.entries(node).flatMap(([key, part]) => (BODIES.has(key) ? [] : [part as unknown]))
    for (const part of parts) this.substitutions(part, deeply)
  }
}

/** Where a command holds statements. */
const BODIES: ReadonlySet<string> = new Set(['body', 'condition', 'elseBody', 'clauses', 'items'])

function isSubstitution(node: object): node is { readonly body: Script } {
  return 'type' in node && (node.type === 'CommandSubstitution' || node.type === 'ProcessSubstitution')
}

/** A command that prints as it goes, and filters behind it. */
function liveParts(commands: readonly Command[]): { readonly head: SimpleCommand; readonly rest: readonly SimpleCommand[] } | undefined {
  const [head, ...rest] = commands.filter((command) => command.type === 'SimpleCommand')
  if (head === undefined || rest.length === 0 || rest.length + 1 < commands.length || head.redirections.length > 0) return undefined
  return canStream(literalWords(head)[0] ?? '') && rest.every((command) => isFilter(literalWords(command))) ? { head, rest } : undefined
}

function redirected(to: Streams, redirections: readonly Redirection[]): Streams {
  let { out, err } = to
  for (const { fd, operator, target } of redirections) {
    if (operator === '&>' || operator === '&>>') [out, err] = [false, false]
    else if (operator === '>&') {
      const from = 'parts' in target ? wordText(target) : undefined
      const isTerminal = from === '1' ? out : from === '2' ? err : false
      if (fd === 2) err = isTerminal
      else out = isTerminal
    } else if (operator === '>' || operator === '>>' || operator === '>|') {
      if (fd === 2) err = false
      else if (fd === null || fd === 1) out = false
    }
  }
  return { out, err }
}

function markOf({ out, err }: Streams): OutputMark {
  if (out) return err ? 'oe' : 'o'
  return err ? 'e' : '-'
}

/** The words of a command as far as they are plain text; anything else is an empty word. */
function literalWords(command: SimpleCommand): readonly string[] {
  return [...(command.name ? [command.name] : []), ...command.args].map((word) => wordText(word) ?? '')
}

function wordText(word: NonNullable<SimpleCommand['name']>): string | undefined {
  let text = ''
  for (const part of word.parts) {
    if (part.type === 'Literal' || part.type === 'SingleQuoted' || part.type === 'Escaped') text += part.value
    else if (part.type === 'DoubleQuoted') for (const inner of part.parts) text += inner.type === 'Literal' ? inner.value : '\0'
    else return undefined
  }
  return text
}

function literal(value: string): NonNullable<SimpleCommand['name']> {
  return { type: 'Word', parts: [{ type: 'Literal', value }] }
}

function assignment(name: string, value: string): SimpleCommand['assignments'][number] {
  return { type: 'Assignment', name, value: literal(value), append: false, array: null }
}

function simpleCommand(name: string, ...args: readonly string[]): SimpleCommand {
  return { type: 'SimpleCommand', assignments: [], name: literal(name), args: args.map(literal), redirections: [] }
}

function pipelineOf(...commands: Command[]): Pipeline {
  return { type: 'Pipeline', commands, negated: false }
}

function statementOf(commands: Command[]): Statement {
  return { type: 'Statement', pipelines: [pipelineOf(...commands)], operators: [], background: false }
}

function scriptOf(statements: Statement[]): Script {
  return { type: 'Script', statements }
}
