import type { Page } from '@playwright/test'

/** Words that touch by less are set close, not on each other; lines of one size may share a pixel or two of their leading. */
const CLOSE_PX = { across: 2, down: 4 } as const

/**
 * What a person would call broken in the panels' words as the browser has set them: words on other words, and words that are
 * cut at the side without an ellipsis, or with one but without a title that has them whole. What scrolls down is not cut; what
 * scrolls to the side is, where nothing shows that there is more: a table that is wider than its box. `within` names what stands in front, where the page behind it is not to be looked at.
 */
export async function textFaults(page: Page, within = 'body'): Promise<readonly string[]> {
  return page.evaluate(({ close, within: selector }) => {
    interface Line {
      readonly node: Node
      readonly text: string
      readonly left: number
      readonly top: number
      readonly right: number
      readonly bottom: number
    }
    const overflowOf = (element: Element): string => getComputedStyle(element).overflowX
    const clipsOf = (element: Element | null): readonly Element[] => (element === null ? [] : [...(overflowOf(element) === 'visible' ? [] : [element]), ...clipsOf(element.parentElement)])
    /** The part of a line that can be seen, once it is clear that none of it is cut. */
    const seen = (line: Line, clips: readonly Element[]): Line =>
      clips.reduce(({ node, text, left, top, right, bottom }, clip) => {
        const edge = clip.getBoundingClientRect()
        return { node, text, left: Math.max(left, edge.left), top: Math.max(top, edge.top), right: Math.min(right, edge.right), bottom: Math.min(bottom, edge.bottom) }
      }, line)
    const isCut = (line: Line, clip: Element): boolean => {
      const edge = clip.getBoundingClientRect()
      const isOut = (line.right > edge.right + 1 || line.left < edge.left - 1) && line.left < edge.right && line.right > edge.left
      const hasAll = getComputedStyle(clip).textOverflow === 'ellipsis' && clip.closest('[title]') !== null
      return isOut && !hasAll && !['auto', 'scroll'].includes(overflowOf(clip))
    }
    const faults: string[] = []
    const lines: Line[] = []
    const walker = document.createTreeWalker(document.querySelector(selector) ?? document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = (node.textContent ?? '').trim()
      const parent = node.parentElement
      // the terminal sets its own letters in its own grid
      if (text === '' || parent?.closest('.xterm, script, style, noscript, option') !== null) continue
      const clips = clipsOf(parent)
      const isForListeners = clips.some((clip) => clip.getBoundingClientRect().width <= 1)
      if (isForListeners || !parent.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue
      const range = document.createRange()
      range.selectNodeContents(node)
      for (const { left, top, right, bottom } of range.getClientRects()) {
        const line = { node, text, left, top, right, bottom }
        if (clips.some((clip) => isCut(line, clip))) faults.push(`cut: ${text}`)
        const part = seen(line, clips)
        if (part.right - part.left <= close.across || part.bottom - part.top <= close.down) continue
        // what something lies over is not read there: a tree over the stage
        const uppermost = document.elementFromPoint((part.left + part.right) / 2, (part.top + part.bottom) / 2)
        if (uppermost !== null && (uppermost.contains(parent) || parent.contains(uppermost) || uppermost.closest('label')?.contains(parent))) lines.push(part)
      }
    }
    for (const table of document.querySelectorAll(`${selector} :is(table, pre)`)) {
      const boxes = clipsOf(table)
      const isForListeners = boxes.some((box) => box.getBoundingClientRect().width <= 1)
      if (!isForListeners && table.checkVisibility() && boxes.some((box) => box.scrollWidth > box.clientWidth + 1)) faults.push(`wider than its box: ${table.textContent.slice(0, 60)}`)
    }
    for (const [i, a] of lines.entries()) {
      for (const b of lines.slice(i + 1).filter((other) => other.node !== a.node)) {
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left)
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
        if (across > close.across && down > close.down) faults.push(`on each other: ${a.text} × ${b.text}`)
      }
    }
    return faults
  }, { close: CLOSE_PX, within })
}
