import type { EN_PROBLEMS, Said } from './en-problems'

type Facts = Readonly<Record<string, string>>
export type ProblemCode = keyof typeof EN_PROBLEMS

type FactsOf<S> = S extends (p: infer P) => string ? P : unknown

/** What the sentences of a problem speak of. */
export type ProblemFacts<C extends ProblemCode> = Facts & FactsOf<(typeof EN_PROBLEMS)[C]['what']> & FactsOf<(typeof EN_PROBLEMS)[C]['mend']>

type Translated<S> = S extends string ? string : S extends (p: infer P) => string ? (p: P) => string : never

/** A language's sentences for the problems of a lab's files. */
export type ProblemWords = { readonly [C in ProblemCode]: { readonly [K in keyof Said]: Translated<(typeof EN_PROBLEMS)[C][K]> } }

export function isProblemCode(code: string, words: ProblemWords): code is ProblemCode {
  return Object.hasOwn(words, code)
}

/** The two sentences of a problem in a language. */
export function sayProblem(words: ProblemWords, code: ProblemCode, facts: Facts): { readonly message: string; readonly remedy: string } {
  const { what, mend }: Said = words[code]
  return { message: sentence(what, facts), remedy: sentence(mend, facts) }
}

function sentence(said: Said['what'], facts: Facts): string {
  return typeof said === 'string' ? said : (said as (p: Facts) => string)(facts)
}
