/** Throws on a bug of ours; never used for input from outside. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`bug: ${message}`)
}

/** Narrows `T | null | undefined` to `T`; an absent value is a bug of ours. */
export function required<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`bug: ${what} is missing`)
  return value
}

/** Makes a switch over a closed union exhaustive at compile time. */
export function unreachable(value: never): never {
  throw new Error(`bug: unexpected value ${JSON.stringify(value)}`)
}
