const WORD_BITS = 32
/** COUNTER_BITS_TOTAL of drivers/net/wireguard/messages.h. */
const TOTAL_BITS = 8192
const WORDS = TOTAL_BITS / WORD_BITS
/** How far behind the highest counter a packet may come. The kernel's words are 64 bits wide, so one of those is redundant. */
const WINDOW = TOTAL_BITS - 64

/** Which counters of a session have been seen (counter_validate, drivers/net/wireguard/receive.c; RFC 6479). */
export class ReplayWindow {
  /** One more than the highest counter seen. */
  private highest = 0
  private readonly words = new Uint32Array(WORDS)

  /** True the first time a counter comes, unless it is too old to tell. */
  accept(counter: number): boolean {
    const number = counter + 1
    if (WINDOW + number < this.highest) return false
    const word = Math.floor(number / WORD_BITS)
    if (number > this.highest) {
      const current = Math.floor(this.highest / WORD_BITS)
      const stale = Math.min(word - current, WORDS)
      for (let i = 1; i <= stale; i++) this.words[(current + i) % WORDS] = 0
      this.highest = number
    }
    const at = word % WORDS
    const bit = (1 << (number % WORD_BITS)) >>> 0
    const seen = ((this.words[at] as number) & bit) !== 0
    this.words[at] = (this.words[at] as number) | bit
    return !seen
  }
}
