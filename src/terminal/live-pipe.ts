import { lineLimit } from './streams'

/** Evaluates the rest of a pipeline for some input; the whole output. */
export type Evaluate = (input: string) => Promise<{ readonly stdout: string; readonly stderr: string; readonly exitCode: number }>

/**
 * The rest of a pipeline at whose head a command prints as it goes. Filters alone stand here: what they print for the
 * beginning of their input is the beginning of what they print, so they are evaluated for all that has come so far, and what is
 * new of their output is handed on.
 */
export class LivePipe {
  private input = ''
  private evaluated = ''
  private printed = ''
  private last = { exitCode: 0, stderr: '' }
  private working: Promise<void> = Promise.resolve()
  private readonly mostLines: number

  constructor(
    lastCommand: readonly string[],
    private readonly evaluate: Evaluate,
    private readonly print: (text: string) => void,
    /** The rest has said all that it ever will; a real head would be killed by its next line. */
    private readonly onSatisfied: () => void,
  ) {
    this.mostLines = lineLimit(lastCommand)
  }

  write(text: string): void {
    this.input += text
    this.working = this.working.then(() => this.catchUp(wholeLines(this.input)))
  }

  /** Resolves when all that was written has been worked off: the last line as well, whole or not. */
  async end(): Promise<{ readonly exitCode: number; readonly stderr: string }> {
    await this.working
    await this.catchUp(this.input, true)
    return this.last
  }

  private async catchUp(input: string, isEnd = false): Promise<void> {
    if (input === this.evaluated && !isEnd) return
    this.evaluated = input
    const { stdout, stderr, exitCode } = await this.evaluate(input)
    this.last = { exitCode, stderr }
    if (stdout.startsWith(this.printed)) this.print(stdout.slice(this.printed.length))
    this.printed = stdout
    if (!isEnd && stdout.split('\n').length > this.mostLines) this.onSatisfied()
  }
}

function wholeLines(text: string): string {
  return text.slice(0, text.lastIndexOf('\n') + 1)
}
