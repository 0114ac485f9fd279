import { headersAt } from '../../../core/explain/frame-headers'
import { formatRouteLine } from '../../../core/explain/format-route'
import { headerStack } from '../../../core/explain/header-stack'
import { placeName } from '../../../core/explain/place-name'
import type { Inventory, InventoryLink, InventoryNamespace } from '../../../core/model/inventory'
import type { Step } from '../../../core/scene/steps'
import type { Fact } from '../../../core/trace/facts'
import type { Trace } from '../../../core/trace/trace'
import type { Words } from '../../../core/words/en'
import type { StageThing } from './stage-thing'

export interface PeekRow {
  readonly text: string
  /** The row that the packet uses. */
  readonly isLit?: boolean
}

/** A thing at a glance: what is known of it at once, and the command whose output tells the rest. */
export interface PeekContent {
  readonly title: string
  readonly rows: readonly PeekRow[]
  readonly command?: { readonly netns: string; readonly line: string }
}

interface Known {
  readonly inventory: Inventory
  readonly trace: Trace
  readonly steps: readonly Step[]
  readonly words: Words
}

export function peekContent(thing: StageThing, known: Known): PeekContent | undefined {
  if (thing.kind === 'packet') return packetPeek(known, thing.step)
  const place = known.inventory.namespaces[thing.netns]
  if (place === undefined) return undefined
  if (thing.kind === 'interface') return linkPeek(known, place, thing.link)
  return place.kind === 'pod' ? podPeek(known, place) : { title: place.name, rows: [], command: { netns: place.name, line: 'ip route' } }
}

function podPeek({ inventory, words }: Known, pod: InventoryNamespace): PeekContent {
  const node = inventory.namespaces[pod.node ?? -1]
  const link = pod.links.find(({ kind }) => kind === 'ethernet')?.name ?? 'lo'
  return { title: pod.name, rows: node === undefined ? [] : [{ text: words.stage.onNode({ name: node.name }) }], command: { netns: pod.name, line: `ip address show dev ${link}` } }
}

/** Both ends, or the segment that the NIC is plugged into; then the interface as `ip address` prints it. */
function linkPeek({ inventory, words }: Known, place: InventoryNamespace, name: string): PeekContent {
  const link = place.links.find((candidate) => candidate.name === name)
  const ends = link && otherEnd(inventory, link)
  const here = words.stage.linkName({ link: name, place: place.name })
  return {
    title: here,
    rows: ends === undefined || link === undefined ? [] : [{ text: `${here} — ${ends.kind === 'peer' ? words.stage.linkName(ends) : `${words.stage.segment} ${ends.name}`} · MTU ${link.mtuBytes}` }],
    command: { netns: place.name, line: `ip address show dev ${name}` },
  }
}

function otherEnd(inventory: Inventory, { peer, segment }: InventoryLink) {
  if (peer !== undefined) return { kind: 'peer' as const, link: peer.link, place: placeName(inventory, peer.namespace) }
  return segment === undefined ? undefined : { kind: 'segment' as const, name: segment }
}

/** The header stack, outermost first, one line a header. */
function packetPeek({ inventory, trace, steps, words }: Known, position: number): PeekContent | undefined {
  const step = steps[position]
  if (step === undefined) return undefined
  const { all } = headerStack(headersAt(trace, step.entryIndex), words)
  return {
    title: words.stage.packetName({ name: step.name, place: `${placeName(inventory, step.netns)} ${step.interfaceName}`.trim() }),
    rows: all.map(({ name, sizeText, ends }) => ({ text: `${name}, ${sizeText} B${ends === undefined ? '' : `: ${ends.source.text} → ${ends.destination.text}`}` })),
  }
}

/** The lines that a command printed; of routes, lit where a packet has used the row. */
export function printedRows(stdout: string, used: readonly Fact[]): readonly PeekRow[] {
  const lit = used.flatMap((fact) => (fact.kind === 'route' ? [formatRouteLine(fact.route)] : []))
  return stdout.split('\n').filter((line) => line.trim() !== '').map((text) => ({ text: text.trimEnd(), isLit: lit.some((route) => text === route || text.startsWith(`${route} `)) }))
}
