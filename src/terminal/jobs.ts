import type { Line } from './line'
import type { Print } from './shell-host'

interface Job {
  readonly number: number
  readonly text: string
  readonly line: Line
  readonly ended: Promise<number>
  status: number | undefined
}

/** What `&` sent behind. */
export class Jobs {
  private jobs: Job[] = []

  constructor(private readonly print: Print) {}

  get runningCount(): number {
    return this.jobs.filter((job) => job.status === undefined).length
  }

  add(text: string, line: Line, ended: Promise<number>): void {
    const job: Job = { number: (this.jobs.at(-1)?.number ?? 0) + 1, text, line, ended, status: undefined }
    this.jobs.push(job)
    this.print(`[${job.number}] ${firstPid + job.number}\n`)
    void ended.then((status) => {
      job.status = status
    })
  }

  /** Lines that stand still until jobs have ended. */
  waitingLines = 0

  /** As a shell tells before its next prompt. */
  announceEnded(): void {
    for (const job of this.jobs.filter(({ status }) => status !== undefined)) this.print(`${stateLine(job)}\n`)
    this.jobs = this.jobs.filter(({ status }) => status === undefined)
  }

  list(): string {
    return this.jobs.map((job) => `${stateLine(job)}\n`).join('')
  }

  /** By `%1`, `1` is a process: numbers that were printed when the job began. */
  find(word: string): Job | undefined {
    const number = word.startsWith('%') ? Number(word.slice(1)) : Number(word) - firstPid
    return this.jobs.find((job) => job.number === number && job.status === undefined)
  }

  get last(): Job | undefined {
    return this.jobs.findLast(({ status }) => status === undefined)
  }

  async waitForAll(): Promise<number> {
    let status = 0
    for (const job of [...this.jobs]) status = await this.waitFor(job)
    return status
  }

  async waitFor(job: Job): Promise<number> {
    this.waitingLines++
    try {
      return await job.ended
    } finally {
      this.waitingLines--
    }
  }

  killAll(): void {
    for (const job of this.jobs) job.line.interrupt()
  }
}

/** Jobs are no processes of their own here; their numbers look as a shell's do. */
const firstPid = 4000

function stateLine({ number, text, status }: Job): string {
  const state = status === undefined ? 'Running' : status === 0 ? 'Done' : `Exit ${status}`
  return `[${number}]+  ${state.padEnd(23)} ${text}${status === undefined ? ' &' : ''}`
}
