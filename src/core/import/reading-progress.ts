/** How far the reading of a lab has come: first the documents of its files, then the resources in them. */
export interface ReadingProgress {
  readonly of: 'documents' | 'resources'
  readonly done: number
  readonly total: number
}

export type ReadingWatch = (progress: ReadingProgress) => void

/** Things between two reports: some tens of milliseconds of work. A lab of fewer is read before anybody could look. */
const REPORT_EVERY = 2000

/** Calls `watch` now and then while the things of one kind are counted one by one. */
export class ReadingCounter {
  private done = 0

  constructor(
    private readonly of: ReadingProgress['of'],
    private readonly total: number,
    private readonly watch: ReadingWatch | undefined,
  ) {}

  count(): void {
    if (this.watch && this.done % REPORT_EVERY === 0 && this.total > REPORT_EVERY) this.watch({ of: this.of, done: this.done, total: this.total })
    this.done++
  }
}
