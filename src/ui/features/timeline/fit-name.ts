/** Widest a digit or letter of the 11-px caption face gets on average, in pixels. */
const CHARACTER_PX = 6.1

/** A name in the room that it has: whole, without its leading words (`pod-w0-b`, `w0-b`, `b`), or nothing. */
export function fitName(name: string, widthPx: number): string {
  let rest = name
  while (rest.length * CHARACTER_PX > widthPx) {
    const dash = rest.indexOf('-')
    if (dash < 0) return ''
    rest = rest.slice(dash + 1)
  }
  return rest
}
