import type { Fact, FactChange } from './facts'

/** A fact without its id, kept apart for each kind. */
export type NewFact = Fact extends infer F ? (F extends Fact ? Omit<F, 'id'> : never) : never

/** Gives facts their ids and writes down when each came, changed and went. */
export class FactLog {
  private changes: FactChange[] = []
  private nextId = 0
  private readonly live = new Map<number, Set<number>>()

  /** `entryCount` answers how many entries have been recorded so far. */
  constructor(private readonly entryCount: () => number) {}

  add(fact: NewFact): number {
    const id = this.nextId++
    this.changes.push({ op: 'add', atEntry: this.entryCount(), fact: { ...fact, id } as Fact })
    const ids = this.live.get(fact.netns)
    if (ids) ids.add(id)
    else this.live.set(fact.netns, new Set([id]))
    return id
  }

  replace(fact: Fact): void {
    this.changes.push({ op: 'replace', atEntry: this.entryCount(), fact })
  }

  remove(id: number, netns: number): void {
    this.live.get(netns)?.delete(id)
    this.changes.push({ op: 'remove', atEntry: this.entryCount(), id, netns })
  }

  /** Removes every fact of a namespace that is about to be built anew. */
  removeAll(netns: number): void {
    for (const id of this.live.get(netns) ?? []) this.changes.push({ op: 'remove', atEntry: this.entryCount(), id, netns })
    this.live.delete(netns)
  }

  /** Every fact goes: another world begins. */
  clear(): void {
    for (const netns of [...this.live.keys()]) this.removeAll(netns)
  }

  drain(): readonly FactChange[] {
    const changes = this.changes
    this.changes = []
    return changes
  }
}
