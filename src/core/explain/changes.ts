import type { FieldView, HeaderView } from '../trace/dissect'
import { EN } from '../words/en'
import type { Words } from '../words/en'
import { fieldNamed, headerStack, isCiphertext } from './header-stack'
import type { HeaderStack, StackedHeader } from './header-stack'

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
 * What happened between two sightings of one packet, outermost first. The stacks are laid beside each other from the innermost
 * header outwards, since that is what stays: what then sticks out in front was added or taken off. An Ethernet header in
 * front is apart, every link has its own, unless VXLAN carries it along. What is sealed is there still, and cannot be read.
 */
export function compareFrames(before: readonly HeaderView[], after: readonly HeaderView[], words: Words = EN): FrameChanges {
  const { reasons } = words
  const was = headerStack(before, words)
  const is = headerStack(after, words)
  const carriesLink = (was.envelope?.mode === 'vxlan') !== (is.envelope?.mode === 'vxlan')
  const [wasSealed, isSealed] = [isSealedStack(was), isSealedStack(is)]
  const compared = (stack: HeaderStack): readonly StackedHeader[] => stack.all.filter((item) => (carriesLink || item !== stack.link) && (wasSealed === isSealed || !isCiphertext(item, stack)))
  const [wasInside, isInside] = [compared(was), compared(is)]
  const shared = sharedTail(wasInside, isInside)
  const [removed, added] = [wasInside.slice(0, wasInside.length - shared), isInside.slice(0, isInside.length - shared)]
  const changedFields = new Set<string>()
  const lines: HeaderChange[] = [
    ...(carriesLink ? [] : compareLink(was.link, is.link, changedFields, reasons)),
    ...(wasSealed && !isSealed ? [] : added.map((item) => ({ sign: '+' as const, envelope: true, text: addedText(item, isInside, reasons) }))),
    ...(isSealed && !wasSealed ? [] : removed.map((item) => ({ sign: '-' as const, envelope: true, text: `${sizedName(item, reasons)}${endsText(item)}` }))),
    ...(isSealed && !wasSealed ? [{ sign: '~' as const, envelope: true, text: reasons.isSealed({ names: namesOf(removed) }) }] : []),
    ...(wasSealed && !isSealed ? [{ sign: '~' as const, envelope: true, text: reasons.isOpened({ names: namesOf(added) }) }] : []),
    ...comparePairs(wasInside.slice(wasInside.length - shared), isInside.slice(isInside.length - shared), changedFields, reasons),
  ]
  return { lines, changedFields }
}

function isSealedStack(stack: HeaderStack): boolean {
  return stack.all.some((item) => isCiphertext(item, stack))
}

function namesOf(items: readonly StackedHeader[]): string {
  return items.map(({ name }) => name).join(', ')
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
