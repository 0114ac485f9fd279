import { shortenToFit, textWidth } from './text-metrics'
import type { Font } from './text-metrics'

/** A name that is cut: how it begins and how it ends. */
interface Cut {
  readonly text: string
  readonly begin: string
  readonly end: string
}

const CUT = '…'
/** `.eu-central-1.compute.internal` of a machine's name; an address has none. */
const DOMAIN = /^([^.]+)(\..*[a-z].*)$/i

/** Of several letters: `coredns`, not `ip` or `pod`, which many have. */
const WORD = /^[a-z]{4,}(?=[-.])/i
const LEAST_BEGUN = 3
const MOST_OF_END = 5
const LEAST_OF_END = 2

/**
 * Shortens names that stand beside each other so that none can be taken for another: a machine's goes without its domain, and what
 * is cut next is what others have too. `names`: all that are shown.
 */
export class ShortNames {
  private readonly names: ReadonlySet<string>
  /** By name, what of it is its own. */
  private readonly cuts = new Map<string, readonly string[]>()

  constructor(names: Iterable<string>) {
    this.names = new Set(names)
  }

  /** The name as far as it fits; empty where nothing fits that is its own. */
  fit(name: string, widthPx: number, font: Font): string {
    const fits = (text: string): boolean => textWidth(text, font) <= widthPx
    if (fits(name)) return name
    const host = this.withoutDomain(name)
    if (fits(host)) return host
    const own = this.ownCuts(name, host).filter(fits)
    const told = WORD.test(host) ? own.filter((text) => !text.startsWith(CUT)) : []
    const widest = (told.length > 0 ? told : own).reduce((best, text) => (textWidth(text, font) > textWidth(best, font) ? text : best), '')
    if (told.length > 0) return widest
    const begun = this.withWordBegun(name, host, fits)
    if (begun !== '' || widest !== '') return begun || widest
    const middle = shortenToFit(host, widthPx, font)
    const [begin = '', end = ''] = middle.split(CUT)
    return middle !== '' && this.isOwn(name, begin, end) ? middle : ''
  }

  /** The beginning of a word that tells what it is, and as much of its end as is its own: `core…hjt`. */
  private withWordBegun(name: string, host: string, fits: (text: string) => boolean): string {
    const word = WORD.exec(host)?.[0] ?? ''
    for (let kept = word.length; kept >= LEAST_BEGUN; kept--) {
      for (let tail = MOST_OF_END; tail >= LEAST_OF_END; tail--) {
        const [begin, end] = [word.slice(0, kept), host.slice(-tail)]
        const text = `${begin}${CUT}${end}`
        if (kept + tail < host.length && !end.includes('-') && fits(text) && this.isOwn(name, begin, end)) return text
      }
    }
    return ''
  }

  private withoutDomain(name: string): string {
    const host = hostOf(name)
    return this.isOwn(name, host, host) ? host : name
  }

  private ownCuts(name: string, host: string): readonly string[] {
    const known = this.cuts.get(name)
    if (known !== undefined) return known
    const own = cutsOf(host).flatMap(({ text, begin, end }) => (this.isOwn(name, begin, end) ? [text] : []))
    this.cuts.set(name, own)
    return own
  }

  /** Whether no other name begins and ends so, with its domain or without. */
  private isOwn(name: string, begin: string, end: string): boolean {
    for (const other of this.names) {
      if (other === name) continue
      if (other.startsWith(begin) && (other.endsWith(end) || hostOf(other).endsWith(end))) return false
    }
    return true
  }
}

function hostOf(name: string): string {
  return DOMAIN.exec(name)?.[1] ?? name
}

/** Cut at its dashes and dots: the first word and the last ones, the last ones, or the first ones. */
function cutsOf(name: string): readonly Cut[] {
  const breaks = Array.from(name.matchAll(/[-.]/g), ({ index }) => index)
  const first = name.slice(0, breaks[0])
  return breaks.flatMap((at, k) => {
    const [head, tail] = [name.slice(0, at), name.slice(at + 1)]
    const cuts = [{ text: `${CUT}${tail}`, begin: '', end: tail }, { text: `${head}${CUT}`, begin: head, end: '' }]
    return k === 0 ? cuts : [{ text: `${first}${CUT}${tail}`, begin: first, end: tail }, ...cuts]
  })
}
