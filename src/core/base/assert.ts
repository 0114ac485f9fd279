/** Narrows `T | null | undefined` to `T`; an absent value is a bug of ours. */
export function required<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`bug: ${what} is missing`)
  return value
}
