import type { Bash } from 'just-bash/browser'
import { withoutHereDocuments } from './here-documents'
import { assignmentOf } from './output-mark'
import type { Goes, Streams } from './output-mark'
import { canStream, isFilter } from './streams'

/** Index of the rest of its pipeline, for a command that is at the head of a live one. */
export const PIPE_VARIABLE = 'HOPSCOPE_PIPE'
/** The command that a statement with `&` becomes. */
export const BACKGROUND_COMMAND = 'hopscope-background'
/** The shell's own `wait` knows no jobs; a command cannot take a builtin's name. */
export const WAIT_COMMAND = 'hopscope-wait'
/** Prints a script, given as words or as a file, with its commands marked: what `eval` and `source` run. */
export const INNER_COMMAND = 'hopscope-inner'

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
  /** The functions that it defines, which the shell has from now on. */
  readonly functions: readonly ShellFunction[]
}

export interface ShellFunction {
  readonly name: string
  /** Empty: it is there no more. */
  readonly script: string
}

const TERMINAL: Streams = { out: 'terminal', err: 'terminal' }
const NEITHER: Streams = { out: 'elsewhere', err: 'elsewhere' }
const CALLER: Streams = { out: 'caller-out', err: 'caller-err' }

/** Text from a tree, by the shell's own printer. */
export type Serialize = (ast: Script) => string

/** Marks every simple command of a script; `ast` is changed in place and belongs to the caller no more. */
export function rewrite(ast: Script, serialize: Serialize): Rewritten {
  const rewriter = new Rewriter(serialize)
  rewriter.statements(ast.statements, TERMINAL)
  return { script: serialize(ast), pipes: rewriter.pipes, background: rewriter.background, functions: rewriter.functions }
}

/** The same for a script that a command runs, whose output goes to where the command's goes. */
export function rewriteInner(ast: Script, serialize: Serialize): Pick<Rewritten, 'script' | 'functions'> {
  const rewriter = new Rewriter(serialize)
  rewriter.statements(ast.statements, CALLER)
  return { script: serialize(ast), functions: rewriter.functions }
}

class Rewriter {
  readonly pipes: { readonly script: string; readonly lastCommand: readonly string[] }[] = []
  readonly background: { readonly script: string; readonly text: string }[] = []
  readonly functions: ShellFunction[] = []

  constructor(private readonly serialize: Serialize) {}

  statements(statements: Statement[], to: Streams): void {
    for (const statement of statements) {
      if (statement.background && to.out === 'terminal') this.sendToBackground(statement)
      else for (const pipeline of statement.pipelines) this.pipeline(pipeline, to)
    }
  }

  private sendToBackground(statement: Statement): void {
    const text = this.serialize(scriptOf([{ ...statement, background: false }])).trim()
    this.background.push({ script: text, text: text.replaceAll('\n', '; ') })
    statement.background = false
    statement.operators = []
    statement.pipelines = [pipelineOf(simpleCommand(BACKGROUND_COMMAND, String(this.background.length - 1)))]
    for (const pipeline of statement.pipelines) this.pipeline(pipeline, TERMINAL)
  }

  private pipeline(pipeline: Pipeline, to: Streams): void {
    const live = to.out === 'terminal' ? liveParts(pipeline.commands) : undefined
    if (live) return this.livePipeline(pipeline, live.head, live.rest)
    pipeline.commands.forEach((command, index) => {
      const isLast = index === pipeline.commands.length - 1
      const isErrPiped = !isLast && pipeline.pipeStderr?.[index] === true
      this.command(command, { out: isLast ? to.out : 'elsewhere', err: isErrPiped ? 'elsewhere' : to.err })
    })
  }

  /** `ping … | grep …`: the head runs, the rest is evaluated anew whenever the head has printed. */
  private livePipeline(pipeline: Pipeline, head: SimpleCommand, rest: readonly SimpleCommand[]): void {
    const lastCommand = rest.at(-1)
    for (const command of rest) this.command(command, NEITHER)
    this.pipes.push({ script: this.serialize(scriptOf([statementOf([...rest])])), lastCommand: lastCommand ? literalWords(lastCommand) : [] })
    const both = pipeline.pipeStderr?.[0] === true
    this.command(head, { out: 'elsewhere', err: both ? 'elsewhere' : 'terminal' })
    head.assignments.push(assignment(PIPE_VARIABLE, String(this.pipes.length - 1)))
    pipeline.commands = [head]
  }

  private command(command: Command, to: Streams): void {
    withoutHereDocuments(command.redirections)
    this.substitutions(command, to.err)
    // a function writes to where its caller's output goes
    if (command.type === 'FunctionDef') {
      this.command(command.body, CALLER)
      this.functions.push({ name: command.name, script: this.serialize(scriptOf([statementOf([command])])) })
      return
    }
    const inner = redirected(to, command.redirections)
    switch (command.type) {
      case 'SimpleCommand':
        return this.simpleCommand(command, inner)
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

  private simpleCommand(command: SimpleCommand, to: Streams): void {
    if (!command.name) return
    const name = wordText(command.name) ?? ''
    const mark = assignmentOf(to)
    if (mark) command.assignments.push(mark)
    if (name === 'wait') command.name = literal(WAIT_COMMAND)
    // scripts are marked when they are known: when they run
    else if (name === 'eval') command.args = [inDoubleQuotes(substitution('CommandSubstitution', [literal('-c'), ...command.args], to.err))]
    else if (name === 'source' || name === '.') command.args = [word(substitution('ProcessSubstitution', command.args.slice(0, 1), to.err)), ...command.args.slice(1)]
    else if (name === 'unset' && literalWords(command)[1] === '-f') for (const gone of literalWords(command).slice(2)) this.functions.push({ name: gone, script: '' })
    else if (isScriptsPath(name)) {
      command.args.unshift(command.name)
      command.name = literal('bash')
    }
  }

  /**
   * What `$(…)` prints goes into a word, not to the terminal, wherever the command around it writes. Bodies are visited as
   * statements, where each command's own words come up again.
   */
  private substitutions(node: unknown, err: Goes): void {
    if (typeof node !== 'object' || node === null) return
    if (isSubstitution(node)) return this.statements(node.body.statements, { out: 'elsewhere', err })
    const parts = Array.isArray(node) ? (node as readonly unknown[]) : Object.entries(node).flatMap(([key, part]) => (BODIES.has(key) ? [] : [part as unknown]))
    for (const part of parts) this.substitutions(part, err)
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
    if (operator === '&>' || operator === '&>>') [out, err] = ['elsewhere', 'elsewhere']
    else if (operator === '>&') {
      const from = 'parts' in target ? wordText(target) : undefined
      const there: Goes = from === '1' ? out : from === '2' ? err : 'elsewhere'
      if (fd === 2) err = there
      else out = there
    } else if (operator === '>' || operator === '>>' || operator === '>|') {
      if (fd === 2) err = 'elsewhere'
      else if (fd === null || fd === 1) out = 'elsewhere'
    }
  }
  return { out, err }
}

/** A file that is run as a command; those in the system's folders are commands of the shell. */
function isScriptsPath(name: string): boolean {
  return name.includes('/') && !/^(\/usr)?\/s?bin\//.test(name)
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

type Word = NonNullable<SimpleCommand['name']>
type Part = Word['parts'][number]

function word(...parts: readonly Part[]): Word {
  return { type: 'Word', parts: [...parts] }
}

function literal(value: string): Word {
  return word({ type: 'Literal', value })
}

function inDoubleQuotes(part: Part): Word {
  return word({ type: 'DoubleQuoted', parts: [part] })
}

/** `$(hopscope-inner …)` and `<(hopscope-inner …)`; its words are the shell's to expand. */
function substitution(type: 'CommandSubstitution' | 'ProcessSubstitution', args: Word[], err: Goes): Part {
  const mark = assignmentOf({ out: 'elsewhere', err })
  const command: SimpleCommand = { ...simpleCommand(INNER_COMMAND), args, assignments: mark ? [mark] : [] }
  const body = scriptOf([statementOf([command])])
  return type === 'CommandSubstitution' ? { type, body, legacy: false } : { type, body, direction: 'input' }
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
