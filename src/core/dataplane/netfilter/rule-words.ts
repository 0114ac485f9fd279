/** The words of a rule, read one by one. */
export class RuleWords {
  private at = 0

  constructor(private readonly words: readonly string[]) {}

  get isAtEnd(): boolean {
    return this.at >= this.words.length
  }

  /** The next word, or '' at the end. */
  next(): string {
    return this.words[this.at++] ?? ''
  }

  /** The value of the named option, if that option comes next. */
  take(option: string): string | undefined {
    return this.takeFlag(option) ? this.next() : undefined
  }

  takeFlag(option: string): boolean {
    if (this.words[this.at] !== option) return false
    this.at++
    return true
  }
}
