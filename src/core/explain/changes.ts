import type { FieldView, HeaderView } from '../trace/dissect'
import { EN } from '../words/en'
import type { Words } from '../words/en'
import { fieldNamed, headerStack } from './header-stack'
import type { StackedHeader } from './header-stack'

type Reasons = Words['reasons']

/** `+` added, `-` removed, `~` rewritten, `=` kept. */
export interface HeaderChange {
  readonly sign: '+' | '-' | '~' | '='
  /** True where it concerns an envelope that was put on or taken off. */
  readonly envelope: boolean
  readonly text: string
}

export interface FrameChanges {
  readonly lines: readonly HeaderChange[]
  /** Fields of the later frame that are not what they were (see `changedFieldKey`). */
  readonly changedFields: ReadonlySet<string>
}

/** A field of a frame: the header's position in the frame's list, and the field's name. */
export function changedFieldKey(headerIndex: number, fieldName: string): string {
  return `${headerIndex}/${fieldName}`
}

/**
 * What happened between two sightings of one packet. The stacks are laid beside each other from the innermost header
 * outwards, since that is what stays: what then sticks out in front was added or taken off. An Ethernet header in
 * front is apart: every link has its own.
 */
export function compareFrames(before: readonly HeaderView[], after: readonly HeaderView[], words: Words = EN): FrameChanges {
  const { reasons } = words
  const was = headerStack(before, words)
  const is = headerStack(after, words)
  const wasInside = was.all.filter((item) => item !== was.link)
  const isInside = is.all.filter((item) => item !== is.link)
  const shared = sharedTail(wasInside, isInside)
  const changedFields = new Set<string>()
  const lines: HeaderChange[] = [
    ...isInside.slice(0, isInside.length - shared).map((item) => ({ sign: '+' as const, envelope: true, text: addedText(item, isInside, reasons) })),
    ...wasInside.slice(0, wasInside.length - shared).map((item) => ({ sign: '-' as const, envelope: true, text: `${sizedName(item, reasons)}${endsText(item)}` })),
    ...compareLink(was.link, is.link, changedFields, reasons),
    ...comparePairs(wasInside.slice(wasInside.length - shared), isInside.slice(isInside.length - shared), changedFields, reasons),
  ]
  return { lines, changedFields }
}

function sharedTail(a: readonly StackedHeader[], b: readonly StackedHeader[]): number {
  let count = 0
  while (count < a.length && count < b.length && a.at(-1 - count)?.header.proto === b.at(-1 - count)?.header.proto) count++
  return count
}

function sizedName(item: StackedHeader, reasons: Reasons): string {
  return reasons.sized({ name: item.name, bytes: item.header.byteLength })
}

function addedText(item: StackedHeader, stack: readonly StackedHeader[], reasons: Reasons): string {
  const what = sizedName(item, reasons)
  if (item.header.proto !== 'ipv4') return `${what}${endsText(item)}`
  const inner = stack.slice(stack.indexOf(item) + 1).find((candidate) => candidate.header.proto === 'ipv4')
  const ttl = fieldNamed(item.header, 'ttl')
  const df = fieldNamed(item.header, 'dontFragment')
  const same = (name: string) => inner !== undefined && fieldNamed(item.header, name)?.value === fieldNamed(inner.header, name)?.value
  const flag = df?.value === 1 ? 'DF' : reasons.noFragmentFlag
  return reasons.ttlAnd({ what, ttl: ttl?.text ?? '', flag, isCopied: same('ttl') && same('dontFragment') })
}

function endsText(item: StackedHeader): string {
  return item.ends ? `: ${item.ends.source.text} → ${item.ends.destination.text}` : ''
}

function compareLink(was: StackedHeader | undefined, is: StackedHeader | undefined, changed: Set<string>, reasons: Reasons): HeaderChange[] {
  if (was && is) return comparePairs([was], [is], changed, reasons)
  if (is) return [{ sign: '+', envelope: false, text: reasons.sentTo({ what: sizedName(is, reasons), address: is.ends?.destination.text ?? '' }) }]
  return was ? [{ sign: '-', envelope: false, text: sizedName(was, reasons) }] : []
}

/** Headers of one protocol in pairs: a line each where something was rewritten, one line for all that were kept. */
function comparePairs(was: readonly StackedHeader[], is: readonly StackedHeader[], changed: Set<string>, reasons: Reasons): HeaderChange[] {
  const lines: HeaderChange[] = []
  const kept: string[] = []
  for (const [position, item] of is.entries()) {
    const rewritten = differences(was[position]?.header, item.header)
    for (const { name } of rewritten) changed.add(changedFieldKey(item.index, name))
    if (rewritten.length === 0) kept.push(item.name)
    else lines.push({ sign: '~', envelope: false, text: `${item.name}: ${rewritten.map((field) => rewriteText(field)).join(', ')}` })
  }
  return kept.length === 0 ? lines : [...lines, { sign: '=', envelope: false, text: reasons.untouched({ names: kept.join(', ') }) }]
}

interface Rewritten extends FieldView {
  readonly before: string
}

function differences(before: HeaderView | undefined, after: HeaderView): readonly Rewritten[] {
  return after.fields.flatMap((field) => {
    const was = before && fieldNamed(before, field.name)
    return was && was.text !== field.text ? [{ ...field, before: was.text }] : []
  })
}

function rewriteText(field: Rewritten): string {
  const label = field.name === 'ttl' ? 'TTL' : field.label.toLowerCase()
  return `${label} ${field.before} → ${field.text}`
}
