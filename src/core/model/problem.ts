/** What is wrong with an input, where, and how to mend it. Reading never stops at the first. */
export interface Problem {
  readonly severity: 'error' | 'warning'
  /** Stable, for tests and translation: `pod-node-missing`. */
  readonly code: string
  /** The file's name, or that of a built-in lab. */
  readonly file: string
  /** Counted from 1; 0 when it concerns the whole lab. */
  readonly document: number
  /** `spec.bgp.ipv4Address`; empty for a whole document. */
  readonly path: string
  /** Counted from 1; 0 when unknown. */
  readonly line: number
  /** In English, as commands print it. Other languages say it by the code, of the facts. */
  readonly message: string
  readonly remedy: string
  /** What the sentences speak of, by name. */
  readonly facts: Readonly<Record<string, string>>
}
