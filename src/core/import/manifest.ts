import type { Manifest, Path } from '../model/manifest'
import type { Problem } from '../model/problem'
import { EN_PROBLEMS } from '../words/en-problems'
import type { ProblemCode, ProblemFacts } from '../words/say-problem'
import { sayProblem } from '../words/say-problem'

export interface LabText {
  readonly name: string
  readonly text: string
}

/** Where in a lab's files something is wrong. */
export type ProblemPlace = Pick<Problem, 'file' | 'document' | 'path' | 'line'>

/** Collects what is wrong; stops counting at a number that nobody reads to the end of. */
export class ProblemLog {
  readonly problems: Problem[] = []
  private dropped = 0

  constructor(private readonly limit = 200) {}

  hasErrors(): boolean {
    return this.problems.some(({ severity }) => severity === 'error')
  }

  add(problem: Problem): void {
    if (this.problems.length < this.limit) this.problems.push(problem)
    else if (problem.severity === 'error' && !this.hasErrors()) this.problems[this.limit - 1] = problem
    else this.dropped++
  }

  /** A problem at a path of a manifest. */
  at<C extends ProblemCode>(manifest: Manifest, path: Path, severity: Problem['severity'], code: C, facts: ProblemFacts<C>): void {
    this.note(this.placeOf(manifest, path), severity, code, facts)
  }

  /** A problem of the whole lab. */
  ofLab<C extends ProblemCode>(file: string, severity: Problem['severity'], code: C, facts: ProblemFacts<C>): void {
    this.note({ file, document: 0, path: '', line: 0 }, severity, code, facts)
  }

  /** A problem at a place that the caller has found. */
  note<C extends ProblemCode>(place: ProblemPlace, severity: Problem['severity'], code: C, facts: ProblemFacts<C>): void {
    this.add({ severity, code, ...place, ...sayProblem(EN_PROBLEMS, code, facts), facts })
  }

  /** What the server refuses of a written resource, or of the whole edit: commands print it, and speak English in every language. */
  refuse(at: readonly [Manifest, Path] | undefined, code: string, message: string, remedy: string): void {
    const place = at ? this.placeOf(...at) : { file: '', document: 0, path: '', line: 0 }
    this.add({ severity: 'error', code, ...place, message, remedy, facts: {} })
  }

  private placeOf({ file, document, basePath, lineOf }: Manifest, path: Path): ProblemPlace {
    // finding the line reads the document again: not for problems that nobody will see
    const line = this.problems.length < this.limit ? lineOf(path) : 0
    return { file, document, path: formatPath([...basePath, ...path]), line }
  }

  finish(): readonly Problem[] {
    if (this.dropped === 0) return this.problems
    const facts = { count: String(this.dropped) }
    const place = { file: this.problems[0]?.file ?? '', document: 0, path: '', line: 0 }
    return [...this.problems, { severity: 'warning', code: 'more-problems', ...place, ...sayProblem(EN_PROBLEMS, 'more-problems', facts), facts }]
  }
}

/** `spec.segments[2].cidr` */
export function formatPath(path: Path): string {
  let text = ''
  for (const part of path) text += typeof part === 'number' ? `[${part}]` : text === '' ? part : `.${part}`
  return text
}
