import { Bash } from 'just-bash/browser'
import { rewrite, rewriteInner } from './rewrite'
import type { Rewritten } from './rewrite'

/** A line that cannot stand alone: the person goes on typing. */
const UNFINISHED = /unexpected EOF|got EOF|unterminated here-document|unexpected end/i

/** True: the text is the beginning of a longer script. */
export function isBeginning(text: string): boolean {
  if (/\\$/.test(text)) return true
  try {
    new Bash().transform(text)
    return false
  } catch (error) {
    return error instanceof Error && UNFINISHED.test(error.message)
  }
}

type InnerScript = Pick<Rewritten, 'script' | 'functions'>

/** A line that cannot be read goes to the shell as it is, which says why. */
export function rewritten(text: string): Rewritten {
  try {
    return rewrite(new Bash().transform(text).ast, serialize)
  } catch {
    return { script: text, pipes: [], background: [], functions: [] }
  }
}

/** A script that a command of the line runs. */
export function rewrittenInner(text: string): InnerScript {
  try {
    return rewriteInner(new Bash().transform(text).ast, serialize)
  } catch {
    return { script: text, functions: [] }
  }
}

/** The shell's own printer, which it reaches through its plugins alone. */
function serialize(ast: ReturnType<Bash['transform']>['ast']): string {
  const printer = new Bash()
  printer.registerTransformPlugin({ name: 'hopscope', transform: () => ({ ast }) })
  return printer.transform('true').script
}
