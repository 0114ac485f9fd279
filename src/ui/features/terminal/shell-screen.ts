import { FitAddon } from '@xterm/addon-fit'
import { Unicode11Addon } from '@xterm/addon-unicode11'
import { Terminal } from '@xterm/xterm'
import type { FeedItem } from '../../store/terminal-feed'
import { placeAfter } from './line-columns'
import { EMPTY_LINE, LineHistory, completed, edited } from './line-editor'
import type { EditedLine } from './line-editor'
import { screenTheme } from './screen-theme'
import { withConstructedStyles, withStyledSpans } from './style-elements'

/** What a screen needs of the shell behind it. */
export interface ShellPort {
  type(text: string): Promise<'ended' | 'unfinished'>
  /** What was typed, for a screen that is shown again. */
  noteTyped(text: string): void
  interrupt(): void
  complete(text: string): Promise<{ readonly from: number; readonly words: readonly string[] }>
  close(): void
}

const SCROLLBACK_LINES = 5000
const CONTINUED = '> '
/** As much as a terminal's line discipline keeps (N_TTY_BUF_SIZE). */
const MOST_KEYS_AHEAD = 4096

/** A terminal on the page: the line that is being typed is edited here, and handed over whole. */
export class ShellScreen {
  private readonly terminal: Terminal
  private readonly fitting = new FitAddon()
  private readonly history = new LineHistory()
  private line: EditedLine = EMPTY_LINE
  private prompt: string | undefined
  /** That of the shell, also while a line goes on over several. */
  private shellPrompt = ''
  /** It is a shell inside the first: `exit` leads back. */
  private isNested = false
  /** Lines before this one that it goes on from. */
  private begun = ''
  /** Pasted lines that wait for the prompt. */
  private waiting: string[] = []
  private cursorRow = 0
  /** Keys that came while a command ran, or words for a completion were looked up: they are taken at the next prompt. */
  private typedAhead: string[] = []
  private isCompleting = false
  /** Lines that have been given up while they ran. */
  private interrupts = 0

  constructor(
    private readonly element: HTMLElement,
    private readonly port: ShellPort,
  ) {
    this.terminal = new Terminal({
      allowProposedApi: true,
      convertEol: true,
      fontFamily: getComputedStyle(element).fontFamily,
      fontSize: 12,
      lineHeight: 1.25,
      scrollback: SCROLLBACK_LINES,
      screenReaderMode: true,
      theme: screenTheme(element),
    })
    this.terminal.loadAddon(this.fitting)
    // as wide as the line editor takes them for: emoji are two columns since Unicode 9
    this.terminal.loadAddon(new Unicode11Addon())
    this.terminal.unicode.activeVersion = '11'
    withStyledSpans()
    withConstructedStyles(() => this.terminal.open(element))
    this.terminal.attachCustomKeyEventHandler((event) => this.takesKey(event))
    this.terminal.onData((data) => this.take(data))
    this.fit()
  }

  /** Fits rows and columns to the element, and the line being typed to them. */
  fit(): void {
    if (this.element.clientWidth === 0) return
    this.fitting.fit()
    if (this.prompt !== undefined) this.draw()
  }

  focus(): void {
    this.terminal.focus()
  }

  /** What a screen reader calls it. */
  name(label: string): void {
    this.terminal.textarea?.setAttribute('aria-label', label)
  }

  useTheme(): void {
    this.terminal.options.theme = screenTheme(this.element)
  }

  show(item: FeedItem, isShownAgain: boolean): void {
    if (item.isTyped === undefined || isShownAgain) this.terminal.write(item.text)
    if (item.isTyped && isShownAgain) this.prompt = undefined
    if (item.prompt === undefined) return
    this.isNested = item.isNested === true
    this.shellPrompt = item.prompt
    this.begin(item.prompt)
  }

  /** Types a whole line, as if a person had. */
  type(text: string): void {
    this.waiting.push(text)
    this.nextWaiting()
  }

  dispose(): void {
    this.terminal.dispose()
  }

  /** False: the key is not the shell's. Shift+Tab leads out; Ctrl+C copies what is selected, and Ctrl+Shift+C, which browsers keep for other things, as in other terminals. */
  private takesKey(event: KeyboardEvent): boolean {
    if (event.key === 'Tab' && event.shiftKey) return false
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') return false
    const isCopy = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'c' && (event.shiftKey || this.terminal.hasSelection())
    if (isCopy && event.shiftKey) {
      event.preventDefault()
      if (event.type === 'keydown' && this.terminal.hasSelection()) void navigator.clipboard.writeText(this.terminal.getSelection())
    }
    return !isCopy
  }

  private begin(prompt: string): void {
    this.prompt = prompt
    this.line = EMPTY_LINE
    this.cursorRow = 0
    this.draw()
    this.nextWaiting()
    this.takeAhead()
  }

  /** Takes what a key sends. */
  take(data: string): void {
    if (data === '\u0003') return this.interrupt()
    const lines = data.length > 1 && !data.startsWith('\u001b') ? data.split(/\r\n|\r|\n/) : []
    if (lines.length > 1) {
      this.takePasted(lines)
      return
    }
    if (this.prompt === undefined || this.isCompleting) {
      if (this.typedAhead.length < MOST_KEYS_AHEAD) this.typedAhead.push(data)
      return
    }
    if (data === '\r') return this.submit()
    if (data === '\t') return void this.completeLine()
    if (data === '\u0004' && this.line.text === '') return this.isNested ? this.type('exit') : this.port.close()
    if (data === '\u000c') {
      this.terminal.write('\u001b[2J\u001b[H')
      this.cursorRow = 0
    } else if (data === '\u001b[A' || data === '\u0010') this.replace(this.history.earlier(this.line.text))
    else if (data === '\u001b[B' || data === '\u000e') this.replace(this.history.later())
    else this.line = edited(this.line, data)
    this.draw()
  }

  private takePasted(lines: readonly string[]): void {
    const [first = '', ...rest] = lines
    const last = rest.pop() ?? ''
    this.waiting.push(this.line.text + first, ...rest)
    if (last !== '') this.waiting.push(last)
    this.replace('')
    this.nextWaiting()
  }

  private nextWaiting(): void {
    const next = this.prompt === undefined ? undefined : this.waiting.shift()
    if (next === undefined) return
    this.replace(next)
    this.draw()
    this.submit()
  }

  private replace(text: string): void {
    this.line = { text, cursor: text.length }
  }

  private interrupt(): void {
    this.waiting = []
    this.typedAhead = []
    if (this.prompt === undefined) {
      this.interrupts++
      this.terminal.write('^C\n')
      this.port.interrupt()
      return
    }
    this.terminal.write('^C\n')
    this.begun = ''
    this.begin(this.shellPrompt)
  }

  private submit(): void {
    const { text } = this.line
    this.moveTo(text.length)
    this.terminal.write('\n')
    this.port.noteTyped(`${text}\n`)
    this.history.add(text)
    this.prompt = undefined
    const whole = this.begun + text
    // the prompt comes before the answer: what it lets begin goes on from nothing
    this.begun = ''
    if (!this.isNested && (whole.trim() === 'exit' || whole.trim() === 'logout')) return this.port.close()
    const { interrupts } = this
    void this.port.type(whole).then((end) => {
      if (end === 'ended') return
      const goesOn = interrupts === this.interrupts
      this.begun = goesOn ? `${whole}\n` : ''
      this.begin(goesOn ? CONTINUED : this.shellPrompt)
    })
  }

  private async completeLine(): Promise<void> {
    this.isCompleting = true
    const before = this.line
    // an engine that has no answer has no words
    const found = await this.port.complete(before.text.slice(0, before.cursor)).catch(() => undefined)
    this.isCompleting = false
    // the line may have been given up or handed over meanwhile
    if (found && this.prompt !== undefined && this.line === before) this.takeCompletion(before, found.from, found.words)
    this.takeAhead()
  }

  /** What of them ends a line leaves the rest for the prompt after it. */
  private takeAhead(): void {
    const keys = this.typedAhead
    this.typedAhead = []
    for (const key of keys) this.take(key)
  }

  private takeCompletion(before: EditedLine, from: number, words: readonly string[]): void {
    const { line, offered } = completed(before, from, words)
    if (offered.length > 0) {
      this.moveTo(before.text.length)
      this.terminal.write(`\n${offered.join('  ')}\n`)
      this.cursorRow = 0
    }
    this.line = line
    this.draw()
  }

  /** Draws prompt and line anew, from the row in which the prompt begins. */
  private draw(): void {
    const { cols } = this.terminal
    const prompt = this.prompt ?? ''
    const up = this.cursorRow > 0 ? `\u001b[${this.cursorRow}A` : ''
    const whole = prompt + this.line.text
    const end = placeAfter(whole, cols)
    // a terminal waits at its right edge for the next character: the next row is begun for it
    const wrap = whole !== '' && end.column === 0 ? '\r\n' : ''
    this.terminal.write(`${up}\r\u001b[J${whole}${wrap}`)
    this.cursorRow = end.row
    this.moveTo(this.line.cursor)
  }

  private moveTo(cursor: number): void {
    const { cols } = this.terminal
    const { row, column } = placeAfter((this.prompt ?? '') + this.line.text.slice(0, cursor), cols)
    const rows = row - this.cursorRow
    const vertical = rows === 0 ? '' : `\u001b[${Math.abs(rows)}${rows < 0 ? 'A' : 'B'}`
    this.terminal.write(`${vertical}\r${column === 0 ? '' : `\u001b[${column}C`}`)
    this.cursorRow = row
  }
}
