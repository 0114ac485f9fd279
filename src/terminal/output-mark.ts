import type { Bash } from 'just-bash/browser'

/**
 * The shell hands a line's output over when the whole line has ended. So that a terminal shows it as it comes, every simple
 * command is told where its output goes, by a variable that is set for it alone: two digits, for standard output and standard
 * error, 1 for the terminal. A function or a script hands on its caller's.
 */
export const OUTPUT_VARIABLE = 'HOPSCOPE_OUT'
/** Neither stream goes to the terminal. */
export const NOWHERE = '00'

/** Where a stream goes; `caller-out`: to where the standard output of the function or script goes in which the command stands. */
export type Goes = 'terminal' | 'elsewhere' | 'caller-out' | 'caller-err'

export interface Streams {
  readonly out: Goes
  readonly err: Goes
}

export interface OutputMark {
  readonly printsOut: boolean
  readonly printsErr: boolean
}

/** What a command has been told. */
export function markIn(env: { get(name: string): string | undefined }): OutputMark {
  const mark = env.get(OUTPUT_VARIABLE) ?? NOWHERE
  return { printsOut: mark.startsWith('1'), printsErr: mark.endsWith('1') }
}

type Statement = ReturnType<Bash['transform']>['ast']['statements'][number]
type SimpleCommand = Extract<Statement['pipelines'][number]['commands'][number], { type: 'SimpleCommand' }>
type Assignment = SimpleCommand['assignments'][number]
type Part = NonNullable<SimpleCommand['name']>['parts'][number]

/** The variable's assignment; none where the command's streams are its caller's. */
export function assignmentOf({ out, err }: Streams): Assignment | undefined {
  if (out === 'caller-out' && err === 'caller-err') return undefined
  return { type: 'Assignment', name: OUTPUT_VARIABLE, value: { type: 'Word', parts: [digitOf(out), digitOf(err)] }, append: false, array: null }
}

function digitOf(goes: Goes): Part {
  if (goes === 'terminal' || goes === 'elsewhere') return { type: 'Literal', value: goes === 'terminal' ? '1' : '0' }
  return { type: 'ParameterExpansion', parameter: OUTPUT_VARIABLE, operation: { type: 'Substring', offset: number(goes === 'caller-out' ? 0 : 1), length: number(1) } }
}

function number(value: number): { type: 'ArithmeticExpression'; expression: { type: 'ArithNumber'; value: number }; originalText: string } {
  return { type: 'ArithmeticExpression', expression: { type: 'ArithNumber', value }, originalText: String(value) }
}
