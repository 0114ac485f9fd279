import { FONT, textWidth } from '../../../core/scene/text-metrics'

/** A name in the room that it has: whole, without its leading words (`pod-w0-b`, `w0-b`, `b`), or nothing. */
export function fitName(name: string, widthPx: number): string {
  let rest = name
  while (textWidth(rest, FONT.caption) > widthPx) {
    const dash = rest.indexOf('-')
    if (dash < 0) return ''
    rest = rest.slice(dash + 1)
  }
  return rest
}
