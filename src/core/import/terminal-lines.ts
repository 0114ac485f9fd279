import { countLines } from './document-text'

/** A fence of Markdown, as chats and issues put one round a file. */
const FENCE = /^\s*(?:`{3,}|~{3,})\s*[\w-]*\s*$/

/** `ops@bastion:~$ …`, `[root@cp-1 ~]# …`, `bash-5.1$`, `PS C:\> …`, `$ …`; a `#` alone begins a comment. */
const PROMPT = /^(?:\([^)]*\) )?(?:(?:\[[^\]]*\]|\w[\w.-]*@[^\s'"]+(?: [\w.~/-]+)?|\w[\w.-]*) ?[$#%>❯]|PS .*>|[$>❯➜])(?:\s|$)/u

/** What prints manifests, without the prompt before it. */
const COMMAND = /^(?:sudo\s+)?(?:kubectl|calicoctl|oc)\s/

/** Of a line that somebody typed. */
const MAX_TYPED_CHARACTERS = 2_000

export interface TerminalLines {
  /** As many lines as before: those of the terminal are blank. */
  readonly text: string
  readonly count: number
  /** How many lines stand before the first of them. */
  readonly linesBefore: number
}

/** A text without what a terminal or a chat puts before and after it; undefined where there is nothing of the kind. */
export function withoutTerminalLines(text: string): TerminalLines | undefined {
  const before = linesBeforeContent(text)
  const after = linesAfterContent(text, before.end)
  const count = before.count + after.count
  if (count === 0) return undefined
  const rest = text.slice(before.end, after.start)
  const linesBefore = before.first ?? before.lines + countLines(rest) + after.lines - (after.fromEnd ?? 0)
  return { text: '\n'.repeat(before.lines) + rest + '\n'.repeat(after.lines), count, linesBefore }
}

function linesBeforeContent(text: string): { readonly end: number; readonly lines: number; readonly count: number; readonly first: number | undefined } {
  let [end, lines, count, goesOn] = [0, 0, 0, false]
  let first: number | undefined
  for (; end < text.length; lines++) {
    const feed = text.indexOf('\n', end)
    const line = text.slice(end, feed < 0 ? text.length : feed).trimEnd()
    const isTyped = goesOn || isOfTerminal(line)
    if (!isTyped && line !== '') break
    if (isTyped) {
      count++
      first ??= lines
    }
    goesOn = isTyped && line.endsWith('\\')
    end = feed < 0 ? text.length : feed + 1
  }
  return { end, lines, count, first }
}

/** From the end upwards; `fromEnd` lines stand below the uppermost that was found. */
function linesAfterContent(text: string, least: number): { readonly start: number; readonly lines: number; readonly count: number; readonly fromEnd: number | undefined } {
  let [start, lines, count] = [text.length, 0, 0]
  let fromEnd: number | undefined
  for (; start > least; lines++) {
    const lineStart = text.lastIndexOf('\n', start - 1) + 1
    const line = text.slice(lineStart, start).trimEnd()
    const isTyped = isOfTerminal(line)
    if (!isTyped && line !== '') break
    if (isTyped) {
      count++
      fromEnd = lines
    }
    start = lineStart - 1
  }
  return { start, lines, count, fromEnd }
}

function isOfTerminal(line: string): boolean {
  return line.length <= MAX_TYPED_CHARACTERS && (FENCE.test(line) || PROMPT.test(line) || COMMAND.test(line))
}

/** A list of kubectl says its kind at its end: where none is said there, the end is missing. */
export function isCutList(text: string): boolean {
  const head = /^([ \t]*)"?apiVersion"?:.*\r?\n\1"?items"?:/m.exec(text)
  return head !== null && !new RegExp(`^${head[1] ?? ''}"?kind"?:`, 'm').test(text)
}
