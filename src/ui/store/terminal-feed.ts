/** What a terminal shows next: text, or the prompt that ends a line. */
export interface FeedItem {
  readonly text: string
  /** Trace entries that must have been shown before. */
  readonly atEntry: number
  /** The prompt that follows the text. */
  readonly prompt?: string
  /** It is that of a shell inside the first, which `exit` leaves. */
  readonly isNested?: boolean
  /** What the person typed: it stands there already, unless the terminal is shown again. */
  readonly isTyped?: true
}

type Listener = (item: FeedItem, isShownAgain: boolean) => void

/** Characters kept of each terminal, for when it is shown again. */
const KEPT_CHARACTERS = 200_000

interface Channel {
  readonly held: FeedItem[]
  readonly shown: FeedItem[]
  shownCharacters: number
  listener: Listener | undefined
}

/** What terminals print, in step with the stage: an item waits until the packet that caused it has been seen. */
export class TerminalFeed {
  private readonly channels = new Map<number, Channel>()

  /** True while something waits for the playhead. */
  get isHolding(): boolean {
    return [...this.channels.values()].some(({ held }) => held.length > 0)
  }

  /** Shows an item, or keeps it until `release`. What comes after a kept item waits behind it. */
  push(terminal: number, item: FeedItem, mayShow: boolean): void {
    const channel = this.channel(terminal)
    if (mayShow && channel.held.length === 0) this.show(channel, item)
    else channel.held.push(item)
  }

  /** Shows what was kept and may be shown now. */
  release(mayShow: (atEntry: number) => boolean): void {
    for (const channel of this.channels.values()) {
      for (let next = channel.held[0]; next !== undefined && mayShow(next.atEntry); next = channel.held[0]) {
        channel.held.shift()
        this.show(channel, next)
      }
    }
  }

  /** Everything that the terminal has shown, and then what comes; returns the way to stop. */
  listen(terminal: number, listener: Listener): () => void {
    const channel = this.channel(terminal)
    for (const item of channel.shown) listener(item, true)
    channel.listener = listener
    return () => {
      if (channel.listener === listener) channel.listener = undefined
    }
  }

  forget(terminal: number): void {
    this.channels.delete(terminal)
  }

  private show(channel: Channel, item: FeedItem): void {
    channel.shown.push(item)
    channel.shownCharacters += item.text.length
    while (channel.shownCharacters > KEPT_CHARACTERS && channel.shown.length > 1) channel.shownCharacters -= channel.shown.shift()?.text.length ?? 0
    channel.listener?.(item, false)
  }

  private channel(terminal: number): Channel {
    const existing = this.channels.get(terminal)
    if (existing) return existing
    const channel: Channel = { held: [], shown: [], shownCharacters: 0, listener: undefined }
    this.channels.set(terminal, channel)
    return channel
  }
}
