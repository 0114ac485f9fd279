/** A packet as a filter sees it, and what the kernel notes beside it. Bytes may be fewer than there were on the wire. */
export interface Sighting {
  readonly bytes: Uint8Array
  readonly wireBytes: number
  /** Absent in packets of a file, which says it inside or not at all. */
  readonly isOutgoing?: boolean
}

/** Loads of one run of a filter. One beyond the packet's end refuses the packet, whatever stands around it (bpf_filter). */
export class Loads {
  hasFailed = false

  constructor(readonly sighting: Sighting) {}

  /** Big endian, unsigned; `offset` counts from the link header and wraps at 32 bits. */
  load(offset: number, size: LoadSize): number {
    const at = offset >>> 0
    const { bytes } = this.sighting
    if (at + size > bytes.length) return this.fail()
    let value = 0
    for (let i = 0; i < size; i++) value = value * 256 + (bytes[at + i] as number)
    return value
  }

  /** The packet is refused; the value is not used. */
  fail(): number {
    this.hasFailed = true
    return 0
  }
}

export type LoadSize = 1 | 2 | 4

/** Known beforehand, or to be asked of each packet. */
export type Predicate = boolean | ((loads: Loads) => boolean)

export function and(one: Predicate, other: Predicate): Predicate {
  if (one === false || other === false) return false
  if (one === true) return other
  if (other === true) return one
  return (loads) => one(loads) && other(loads)
}

export function or(one: Predicate, other: Predicate): Predicate {
  if (one === true || other === true) return true
  if (one === false) return other
  if (other === false) return one
  return (loads) => one(loads) || other(loads)
}

export function not(one: Predicate): Predicate {
  return typeof one === 'boolean' ? !one : (loads) => !one(loads)
}

/** Any of them, asked in order. */
export function anyOf(...predicates: readonly Predicate[]): Predicate {
  return predicates.reduce(or, false)
}

export function allOf(...predicates: readonly Predicate[]): Predicate {
  return predicates.reduce(and, true)
}
