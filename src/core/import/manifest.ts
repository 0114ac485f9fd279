import type { Manifest, Path } from '../model/manifest'
import type { Problem } from '../model/problem'

export interface LabText {
  readonly name: string
  readonly text: string
}

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
  at(manifest: Manifest, path: Path, severity: Problem['severity'], code: string, message: string, remedy: string): void {
    // finding the line reads the document again: not for problems that nobody will see
    const line = this.problems.length < this.limit ? manifest.lineOf(path) : 0
    this.add({
      severity,
      code,
      file: manifest.file,
      document: manifest.document,
      path: formatPath([...manifest.basePath, ...path]),
      line,
      message,
      remedy,
    })
  }

  /** A problem of the whole lab. */
  ofLab(file: string, severity: Problem['severity'], code: string, message: string, remedy: string): void {
    this.add({ severity, code, file, document: 0, path: '', line: 0, message, remedy })
  }

  finish(): readonly Problem[] {
    if (this.dropped === 0) return this.problems
    const more: Problem = {
      severity: 'warning',
      code: 'more-problems',
      file: this.problems[0]?.file ?? '',
      document: 0,
      path: '',
      line: 0,
      message: `${this.dropped} more problems are not listed.`,
      remedy: 'Mend these first.',
    }
    return [...this.problems, more]
  }
}

/** `spec.segments[2].cidr` */
export function formatPath(path: Path): string {
  let text = ''
  for (const part of path) text += typeof part === 'number' ? `[${part}]` : text === '' ? part : `.${part}`
  return text
}
