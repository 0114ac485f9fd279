import { err, ok } from '../base/result'
import type { Result } from '../base/result'
import { packetDrops } from '../explain/drop-context'
import { explainDrop } from '../explain/explain-drop'
import type { DropExplanation } from '../explain/explain-drop'
import { heldByWireguard } from '../explain/held-by-wireguard'
import { takenFromOther } from '../explain/taken-from-other'
import type { TakenPacket } from '../explain/taken-from-other'
import type { Inventory } from '../model/inventory'
import { inventoryOf } from '../model/inventory-of'
import type { NetnsKind } from '../model/netns-spec'
import type { Trace } from '../trace/trace'
import { formatIpv4 } from '../wire/ipv4-address'
import type { Ipv4 } from '../wire/ipv4-address'
import type { CommandRecord } from './command-run'
import type { LabSession } from './lab-session'
import { findPlace } from './place'

/** Who is to be asked, by name as on the command line. Without any: every pod, and every pod, node and outside host. */
export interface CheckScope {
  readonly from: readonly string[]
  readonly to: readonly string[]
}

export interface CheckEnd {
  readonly name: string
  readonly kind: NetnsKind
  readonly address: Ipv4
}

/** One ping. */
export interface CheckedPair {
  readonly from: CheckEnd
  readonly to: CheckEnd
  readonly record: CommandRecord
  /** Answered, and by nobody else than the target. */
  readonly reached: boolean
  /** Who answered in the target's place, where somebody did. */
  readonly taken: TakenPacket | undefined
  /** The first drop, where it did not reach and a packet is known to have been dropped: its own, or the handshake that it waits for. */
  readonly drop: (DropExplanation & { readonly timeNs: number }) | undefined
}

export interface Reachability {
  readonly sources: readonly CheckEnd[]
  readonly targets: readonly CheckEnd[]
  /** Sources in order, and for each its targets in order; nobody is asked about itself. */
  readonly pairs: readonly CheckedPair[]
}

/** More pings than this are refused: the answer would not be read, and the trace of all of them is kept. */
export const MAX_CHECKED_PAIRS = 40_000
/** Longer than ARP takes to give up (three requests a second apart), so that its failure is seen. */
const WAIT_SECONDS = 4

/**
 * Sends one ping from every source to every target, one after the other in one session, so that state is carried on.
 * `trace` holds what the session has recorded so far, and takes what is recorded here.
 */
export function checkReachability(session: LabSession, scope: CheckScope, trace: Trace): Result<Reachability, string> {
  const sources = endsOf(session, scope.from, ['pod'])
  const targets = endsOf(session, scope.to, ['pod', 'node', 'outside'])
  if (!sources.ok) return sources
  if (!targets.ok) return targets
  const count = sources.value.length * targets.value.length
  if (count > MAX_CHECKED_PAIRS) {
    return err(`this lab has ${count} pairs, and check tries ${MAX_CHECKED_PAIRS} at most; name some with --from NAMESPACE or --to NAMESPACE`)
  }
  const ends = { sources: sources.value.map((at) => endAt(session, at)), targets: targets.value.map((at) => endAt(session, at)) }
  const inventory = inventoryOf(session.network)
  const pairs: CheckedPair[] = []
  for (const from of ends.sources) {
    for (const to of ends.targets) {
      if (from.name === to.name) continue
      const ran = ping(session, trace, from, to)
      if (!ran.ok) return ran
      const { firstEntry, exit } = ran.value
      const dropped = exit === 0 ? undefined : (packetDrops(trace, firstEntry, trace.entryCount)[0] ?? handshakeLost(trace, firstEntry, inventory))
      const explanation = dropped === undefined ? undefined : explainDrop(trace, dropped, inventory)
      const drop = explanation && { ...explanation, timeNs: trace.timeNs(explanation.entryIndex) }
      const taken = exit === 0 ? takenOnTheWay(trace, firstEntry, to, inventory) : undefined
      pairs.push({ from, to, record: ran.value, reached: exit === 0 && taken === undefined, taken, drop })
    }
  }
  return ok({ ...ends, pairs })
}

function takenOnTheWay(trace: Trace, firstEntry: number, to: CheckEnd, inventory: Inventory): TakenPacket | undefined {
  for (let index = firstEntry; index < trace.entryCount; index++) {
    const taken = takenFromOther(trace, index, inventory)
    if (taken?.owner === to.name) return taken
  }
  return undefined
}

/** Where the handshake ended that a packet waits for: nothing of its own was dropped. */
function handshakeLost(trace: Trace, firstEntry: number, inventory: Inventory): number | undefined {
  for (let index = firstEntry; index < trace.entryCount; index++) {
    const held = heldByWireguard(trace, index, inventory)
    if (held?.lostAt !== undefined) return held.lostAt
  }
  return undefined
}

function ping(session: LabSession, trace: Trace, from: CheckEnd, to: CheckEnd): Result<CommandRecord, string> {
  const ran = session.run(from.name, `ping -c 1 -W ${WAIT_SECONDS} ${formatIpv4(to.address)}`)
  if (!ran.ok) return ran
  for (const part of ran.value.parts) {
    for (const block of part.blocks) trace.append(block)
    trace.appendFactChanges(part.facts)
  }
  return ok(ran.value.record)
}

/** Indexes of the namespaces named, or of all of these kinds. */
function endsOf({ network }: LabSession, names: readonly string[], kinds: readonly NetnsKind[]): Result<readonly number[], string> {
  if (names.length === 0) {
    const all = network.namespaces.flatMap(({ kind }, index) => (kinds.includes(kind) ? [index] : []))
    return ok(all.toSorted((a, b) => kindRank(a) - kindRank(b) || a - b))
  }
  const indexes: number[] = []
  for (const name of names) {
    const place = findPlace(network, name)
    if (!place.ok) return place
    if (place.value.kind !== 'namespace') return err(`${name} is a segment: it neither sends nor answers a ping`)
    if (!indexes.includes(place.value.index)) indexes.push(place.value.index)
  }
  return ok(indexes)

  function kindRank(index: number): number {
    return kinds.indexOf(network.namespaces[index]?.kind ?? 'pod')
  }
}

/** The address by which others know it: a node's own, what an outside host serves on its loopback, else that of the first NIC. */
function endAt({ network, cluster }: LabSession, index: number): CheckEnd {
  const { name = '', kind = 'pod' } = network.namespaces[index] ?? {}
  const node = kind === 'node' ? cluster.nodes[index] : undefined
  if (node) return { name, kind, address: node.address }
  const addresses = network.derive(index).links.flatMap((link) => link.addresses.map(({ address }) => ({ kind: link.kind, address })))
  const isOwn = ({ address }: { readonly address: Ipv4 }): boolean => address >>> 24 !== LOOPBACK_NET
  const served = kind === 'outside' ? addresses.find((one) => one.kind === 'loopback' && isOwn(one)) : undefined
  const chosen = served ?? addresses.find((one) => one.kind === 'ethernet')
  return { name, kind, address: chosen?.address ?? (0 as Ipv4) }
}

const LOOPBACK_NET = 127
