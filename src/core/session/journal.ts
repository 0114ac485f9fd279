import { isSameChange } from '../model/typed-change'
import type { TypedChange } from '../model/typed-change'

/** What a change was made to: the cluster's resources, or tables of a namespace or segment, which a reload builds anew. */
export type ChangeScope = 'resources' | 'namespace'

/** What was typed that changed the lab, in order. */
export class Journal {
  private entries: readonly { readonly change: TypedChange; readonly scope: ChangeScope }[] = []
  private listed: readonly TypedChange[] = []
  private isAside = false

  /** Another list after every change. */
  get changes(): readonly TypedChange[] {
    return this.listed
  }

  changesOf(scope: ChangeScope): readonly TypedChange[] {
    return this.entries.filter((entry) => entry.scope === scope).map(({ change }) => change)
  }

  note(change: TypedChange, scope: ChangeScope): void {
    if (this.isAside) return
    this.entries = [...this.entries, { change, scope }]
    this.listed = [...this.listed, change]
  }

  /** What follows on what was typed so far; undefined: the list is no continuation of it. */
  beyond(changes: readonly TypedChange[]): readonly TypedChange[] | undefined {
    const isContinued = this.entries.every(({ change }, index) => changes[index] !== undefined && isSameChange(changes[index], change))
    return isContinued ? changes.slice(this.entries.length) : undefined
  }

  clear(): void {
    this.entries = []
    this.listed = []
  }

  /** Does something of which nothing is noted. */
  aside<T>(work: () => T): T {
    const before = this.isAside
    this.isAside = true
    try {
      return work()
    } finally {
      this.isAside = before
    }
  }
}
