/**
 * Longest-prefix match over IPv4 in a multibit trie of 8-bit levels, leaf-pushed, where a level that needs fewer
 * bits than eight is stored with fewer entries. Four dependent loads at most; a table of a few routes takes a few
 * kilobytes and one of 5,000 blocks some 50, so that thousands of namespaces can hold theirs.
 *
 *     entry >= 0   a leaf: number of the prefix + 1, or 0 for no match
 *     entry <  0   a child: bits 0–26 its first slot, bits 27–30 its width in bits (0–8)
 */
export class FibTrie {
  private slots: Int32Array = new Int32Array(1)
  private used = 0
  private root = 0

  /** Replaces the content. `networks[i]/lengths[i]` are distinct prefixes; a lookup answers with i. */
  build(networks: Uint32Array, lengths: Uint8Array): void {
    const order = Array.from(networks.keys()).sort((x, y) => compareForBuild(networks, lengths, x, y))
    this.slots = new Int32Array(Math.max(256, networks.length * 2))
    this.used = 0
    const builder = new Builder(networks, lengths, Int32Array.from(order), (count) => this.allocate(count), (at, value) => {
      this.slots[at] = value
    })
    this.root = builder.build()
    this.slots = this.slots.slice(0, this.used)
  }

  /** Index of the longest prefix that covers `address` (unsigned 32-bit), or -1. */
  lookup(address: number): number {
    let entry = this.root
    if (entry < 0) {
      const slots = this.slots
      entry = slots[(entry & SLOT_MASK) + ((address >>> 24) >>> (8 - ((entry >>> WIDTH_SHIFT) & 15)))] as number
      if (entry < 0) {
        entry = slots[(entry & SLOT_MASK) + (((address >>> 16) & 255) >>> (8 - ((entry >>> WIDTH_SHIFT) & 15)))] as number
        if (entry < 0) {
          entry = slots[(entry & SLOT_MASK) + (((address >>> 8) & 255) >>> (8 - ((entry >>> WIDTH_SHIFT) & 15)))] as number
          if (entry < 0) {
            entry = slots[(entry & SLOT_MASK) + ((address & 255) >>> (8 - ((entry >>> WIDTH_SHIFT) & 15)))] as number
          }
        }
      }
    }
    return entry - 1
  }

  get byteLength(): number {
    return this.slots.byteLength
  }

  private allocate(count: number): number {
    if (this.used + count > this.slots.length) {
      const grown = new Int32Array(Math.max(this.slots.length * 2, this.used + count))
      grown.set(this.slots)
      this.slots = grown
    }
    const at = this.used
    this.used += count
    return at
  }
}

const WIDTH_SHIFT = 27
const SLOT_MASK = 0x7ff_ffff

/** By network, shorter prefixes first, so that everything inside a prefix follows it. */
function compareForBuild(networks: Uint32Array, lengths: Uint8Array, x: number, y: number): number {
  return (networks[x] as number) - (networks[y] as number) || (lengths[x] as number) - (lengths[y] as number)
}

class Builder {
  constructor(
    private readonly networks: Uint32Array,
    private readonly lengths: Uint8Array,
    private readonly order: Int32Array,
    private readonly allocate: (count: number) => number,
    private readonly store: (at: number, value: number) => void,
  ) {}

  build(): number {
    return this.subtree(0, this.order.length, 0, 0)
  }

  /**
   * The entry for the `order[from, to)` prefixes, all of which lie in one block of `depth` bits that `inherited`
   * (a leaf entry) covers. A prefix of exactly `depth` bits replaces what is inherited.
   */
  private subtree(from: number, to: number, depth: number, inherited: number): number {
    let leaf = inherited
    let first = from
    while (first < to && this.lengthAt(first) <= depth) {
      leaf = (this.order[first] as number) + 1
      first++
    }
    if (first === to) return leaf
    const width = this.widthNeeded(first, to, depth)
    const count = 1 << width
    const base = this.allocate(count)
    this.fill(first, to, depth, width, base, leaf)
    return (0x8000_0000 | (width << WIDTH_SHIFT) | base) | 0
  }

  private fill(from: number, to: number, depth: number, width: number, base: number, inherited: number): void {
    const count = 1 << width
    const leaves = new Int32Array(count).fill(inherited)
    const shift = 32 - depth - width
    // Prefixes that end inside this level cover a run of slots; shorter ones come first, so longer ones win.
    const inner: number[] = []
    for (let length = depth + 1; length <= depth + width; length++) {
      for (let i = from; i < to; i++) {
        if (this.lengthAt(i) !== length) continue
        const slot = ((this.networkAt(i) >>> shift) & (count - 1)) >>> 0
        leaves.fill((this.order[i] as number) + 1, slot, slot + (1 << (depth + width - length)))
      }
    }
    for (let i = from; i < to; i++) if (this.lengthAt(i) > depth + width) inner.push(i)
    for (let slot = 0; slot < count; slot++) this.store(base + slot, leaves[slot] as number)
    let i = 0
    while (i < inner.length) {
      const slot = this.slotOf(inner[i] as number, shift, count)
      let j = i + 1
      while (j < inner.length && this.slotOf(inner[j] as number, shift, count) === slot) j++
      const run = inner.slice(i, j)
      this.store(base + slot, this.subtreeOf(run, depth + width, leaves[slot] as number))
      i = j
    }
  }

  /** `subtree` for a run of positions that need not be adjacent: shorter prefixes between them are done with. */
  private subtreeOf(run: readonly number[], depth: number, inherited: number): number {
    const order = Int32Array.from(run, (position) => this.order[position] as number)
    return new Builder(this.networks, this.lengths, order, this.allocate, this.store).subtree(0, order.length, depth, inherited)
  }

  private widthNeeded(from: number, to: number, depth: number): number {
    if (depth < 24) return 8
    let longest = depth
    for (let i = from; i < to; i++) longest = Math.max(longest, this.lengthAt(i))
    return longest - depth
  }

  private slotOf(position: number, shift: number, count: number): number {
    return (this.networkAt(position) >>> shift) & (count - 1)
  }

  private networkAt(position: number): number {
    return this.networks[this.order[position] as number] as number
  }

  private lengthAt(position: number): number {
    return this.lengths[this.order[position] as number] as number
  }
}
