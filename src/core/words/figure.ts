/** A number in a sentence: 9,001. */
export function figure(value: number): string {
  return value.toLocaleString('en')
}
