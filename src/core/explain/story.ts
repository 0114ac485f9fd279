import type { Inventory } from '../model/inventory'
import { DROP_REASONS } from '../trace/entry-kinds'
import { headerStack } from './header-stack'
import type { Trace, TraceEntry } from '../trace/trace'
import { formatIpv4 } from '../wire/ipv4-address'
import { formatMac } from '../wire/mac-address'
import { isBystanderReason } from './drop-context'
import { DROP_WORDS } from './drop-words'
import { headersAt } from './frame-headers'
import { placeName } from './place-name'
import { plain, sentenceText } from './sentence'
import type { Sentence } from './sentence'
import { storyLine } from './story-line'

/** Entries [firstEntry, endEntry) of a trace in words: a chapter a packet, in the order in which they began. */
export interface Story {
  readonly chapters: readonly Chapter[]
}

/** One packet from its first to its last place. */
export interface Chapter {
  readonly packet: number
  /** `ICMP echo request 172.16.34.9 → 172.16.158.16`. */
  readonly title: string
  readonly stops: readonly Stop[]
  /** The chapter (its index) that reads the same word for word, if one came before. */
  readonly sameAs: number | undefined
}

/** What happened to a packet between its coming to a namespace and its leaving it. */
export interface Stop {
  readonly netns: number
  readonly place: string
  readonly timeNs: number
  readonly lines: readonly StoryLine[]
}

/** A sentence, and the entry that it tells of: where the page leads to. */
export interface StoryLine {
  readonly entryIndex: number
  readonly text: Sentence
}

interface StoryRange {
  readonly firstEntry: number
  readonly endEntry: number
}

/** Tells what happened. ARP is told where a packet waits for it; alone, as a chapter of its own. */
export function tellStory(trace: Trace, { firstEntry, endEntry }: StoryRange, inventory: Inventory): Story {
  const drafts = new Drafts(trace, inventory)
  for (let index = firstEntry; index < endEntry; index++) drafts.take(trace.entry(index))
  return { chapters: withRepeats(drafts.chapters()) }
}

interface DraftStop {
  readonly netns: number
  readonly place: string
  readonly timeNs: number
  readonly lines: StoryLine[]
}

interface DraftChapter {
  readonly packet: number
  title: string
  readonly isArp: boolean
  readonly stops: DraftStop[]
}

class Drafts {
  private readonly byPacket = new Map<number, DraftChapter>()
  /** Where a packet waits for the owner of an address. */
  private readonly waiting = new Map<number, DraftStop>()

  constructor(
    private readonly trace: Trace,
    private readonly inventory: Inventory,
  ) {}

  take(entry: TraceEntry): void {
    if (entry.packet < 0) return
    const chapter = this.chapterOf(entry)
    if (chapter.title === '') chapter.title = this.titleAt(entry)
    if (chapter.isArp) this.takeArp(entry, chapter)
    else this.takePacket(entry, chapter)
  }

  chapters(): readonly Omit<Chapter, 'sameAs'>[] {
    return [...this.byPacket.values()]
      .map(({ packet, title, stops }) => ({ packet, title: title === '' ? 'A packet that never became a frame' : title, stops: stops.filter(({ lines }) => lines.length > 0) }))
      .filter(({ stops }) => stops.length > 0)
  }

  private chapterOf(entry: TraceEntry): DraftChapter {
    const known = this.byPacket.get(entry.packet)
    if (known) return known
    const isArp = headersAt(this.trace, entry.index).some(({ proto }) => proto === 'arp')
    const chapter: DraftChapter = { packet: entry.packet, title: '', isArp, stops: [] }
    this.byPacket.set(entry.packet, chapter)
    return chapter
  }

  /** The innermost header that is the packet's own, and its addresses. */
  private titleAt(entry: TraceEntry): string {
    const headers = headersAt(this.trace, entry.index)
    if (headers.length === 0) return ''
    const { inner, all } = headerStack(headers)
    const own = (inner.length > 0 ? inner : all).filter(({ header }) => !header.quoted && header.proto !== 'data')
    const named = own.at(-1)
    const ends = own.find(({ header }) => header.proto === 'ipv4')?.ends ?? named?.ends
    return named && ends ? `${named.name} ${ends.source.text} → ${ends.destination.text}` : (named?.name ?? '')
  }

  private takePacket(entry: TraceEntry, chapter: DraftChapter): void {
    if (entry.kind === 'packet.dropped' && isBystander(entry)) {
      this.forgetStop(entry, chapter)
      return
    }
    const text = storyLine(this.trace, entry.index, this.inventory)
    if (!text) return
    const stop = this.stopOf(entry, chapter)
    if (!stop.lines.some((line) => sentenceText(line.text) === sentenceText(text))) stop.lines.push({ entryIndex: entry.index, text })
    if (entry.kind === 'neighbour.waiting') this.waiting.set(entry.b, stop)
  }

  /** A host that only got a copy of a flooded frame is no stop of the packet. */
  private forgetStop(entry: TraceEntry, chapter: DraftChapter): void {
    if (chapter.stops.at(-1)?.netns === entry.netns) chapter.stops.pop()
  }

  private stopOf(entry: TraceEntry, { stops }: DraftChapter): DraftStop {
    const last = stops.at(-1)
    if (last?.netns === entry.netns) return last
    const stop: DraftStop = { netns: entry.netns, place: placeName(this.inventory, entry.netns), timeNs: entry.timeNs, lines: [] }
    stops.push(stop)
    return stop
  }

  /** Question and answer are told at the packet that waits; else as they pass. */
  private takeArp(entry: TraceEntry, chapter: DraftChapter): void {
    const text = this.arpLine(entry)
    if (!text) return
    const asked = entry.kind === 'arp.proxied' || entry.kind === 'arp.ignored' ? this.waiting.get(entry.b) : undefined
    const stop = asked ?? (this.isAlone(entry) ? this.stopOf(entry, chapter) : undefined)
    if (stop && !stop.lines.some((line) => sentenceText(line.text) === sentenceText(text))) stop.lines.push({ entryIndex: entry.index, text })
  }

  /** No packet waits: somebody asks for the asking's sake, or confirms what it knows. */
  private isAlone(entry: TraceEntry): boolean {
    const arp = headersAt(this.trace, entry.index).find(({ proto }) => proto === 'arp')
    const addresses = ['targetAddress', 'senderAddress'].map((name) => arp?.fields.find((field) => field.name === name)?.value ?? -1)
    return !addresses.some((address) => this.waiting.has(address | 0))
  }

  private arpLine(entry: TraceEntry): Sentence | undefined {
    const place = placeName(this.inventory, entry.netns)
    const fact = this.trace.fact(entry.interfaceId, entry.index)
    const link = fact?.kind === 'interface' ? fact.name : ''
    switch (entry.kind) {
      case 'arp.proxied':
        return [plain(`${place} answers for ${formatIpv4(entry.b)} in its place, with ${fact?.kind === 'interface' ? formatMac(fact.mac) : 'its own MAC'}: proxy_arp is 1 on ${link}, and it has a route there.`)]
      case 'arp.ignored': {
        const reason = DROP_REASONS[entry.c]
        if (reason === undefined || reason === 'not-our-address') return undefined
        return [plain(`${place} hears the question at ${link} and does not answer: ${DROP_WORDS[reason]}.`)]
      }
      case 'hop.out':
      case 'hop.in':
        return [plain(`${entry.kind === 'hop.out' ? 'It leaves by' : 'It arrives at'} ${link}.`)]
      default:
        return undefined
    }
  }
}

function isBystander(entry: TraceEntry): boolean {
  const reason = DROP_REASONS[entry.c]
  return reason !== undefined && isBystanderReason(reason)
}

/** Marks each chapter that reads as an earlier one: the second ping of five, say. */
function withRepeats(chapters: readonly Omit<Chapter, 'sameAs'>[]): readonly Chapter[] {
  const known = new Map<string, number>()
  return chapters.map((chapter, index) => {
    const text = [chapter.title, ...chapter.stops.flatMap(({ place, lines }) => [place, ...lines.map((line) => sentenceText(line.text))])].join('\n')
    const sameAs = known.get(text)
    if (sameAs === undefined) known.set(text, index)
    return { ...chapter, sameAs }
  })
}
