import type { Inventory } from '../model/inventory'
import { decodeFrame } from '../trace/decode'
import type { Trace, TraceEntry } from '../trace/trace'
import type { Ipv4 } from '../wire/ipv4-address'
import { WIREGUARD_TYPE } from '../wire/wireguard'
import { curesIn } from '../words/cures'
import { EN } from '../words/en'
import type { Words } from '../words/en'
import { MAX_LOOK_BACK, nodeWith } from './drop-case'
import { dropContext, isPacketDrop } from './drop-context'
import { dropSentence } from './drop-detail'
import { linkLayerOf, outermostIpv4 } from './frame-reading'
import { plain, sentenceText } from './sentence'
import type { Sentence } from './sentence'

const NS_PER_SECOND = 1e9

/** A packet that a WireGuard device keeps until it has a session: it neither goes on nor ends. */
export interface HeldPacket {
  readonly link: string
  /** How long before it the handshake was begun that nobody answered; undefined where none is known. */
  readonly agoSeconds: number | undefined
  /** Where that handshake ended: a `packet.dropped` entry. */
  readonly lostAt: number | undefined
}

/** Undefined where an entry gives no packet to a WireGuard device, or the packet came out of it again. */
export function heldByWireguard(trace: Trace, entryIndex: number, inventory: Inventory): HeldPacket | undefined {
  const entry = trace.entry(entryIndex)
  const link = entry.kind === 'hop.out' ? trace.fact(entry.interfaceId, entryIndex) : undefined
  if (link?.kind !== 'interface' || link.linkKind !== 'wireguard' || comesOut(trace, entry)) return undefined
  const begun = handshakeBefore(trace, entry, inventory)
  if (!begun) return { link: link.name, agoSeconds: undefined, lostAt: undefined }
  return { link: link.name, agoSeconds: Math.max(0, entry.timeNs - begun.timeNs) / NS_PER_SECOND, lostAt: endOf(trace, begun) }
}

/** Why a packet waits in a WireGuard device, and for how long. */
export function heldSentence(trace: Trace, entryIndex: number, inventory: Inventory, words: Words = EN): Sentence | undefined {
  const held = heldByWireguard(trace, entryIndex, inventory)
  if (!held) return undefined
  const context = held.lostAt === undefined ? undefined : dropContext(trace, held.lostAt, inventory)
  const { waits, unanswered, endedAt, next } = curesIn(words).held
  const why = context && endedAt({ place: context.place, reason: sentenceText(dropSentence(context, words)) })
  const before = held.agoSeconds === undefined ? undefined : unanswered({ seconds: held.agoSeconds.toFixed(1) })
  return [plain([waits({ link: held.link }), before, why, next].filter((text) => text !== undefined).join(' '))]
}

function endOf(trace: Trace, { index: at, packet }: TraceEntry): number | undefined {
  for (let index = at + 1; index < Math.min(trace.entryCount, at + MAX_LOOK_BACK); index++) if (trace.entry(index).packet === packet && isPacketDrop(trace, index)) return index
  return undefined
}

/** The packet's next entry is never far: sealing follows at once, or after a handshake. */
function comesOut(trace: Trace, { index: at, packet }: TraceEntry): boolean {
  for (let index = at + 1; index < Math.min(trace.entryCount, at + MAX_LOOK_BACK); index++) if (trace.entry(index).packet === packet) return true
  return false
}

/** The last initiation that the node sent to the far one, or the first after it. */
function handshakeBefore(trace: Trace, given: TraceEntry, inventory: Inventory): TraceEntry | undefined {
  const pod = outermostIpv4(trace, given.index)?.destination
  const far = inventory.namespaces.find(({ name }) => name === nodeWith(inventory, pod))?.address
  const isBegun = (index: number): boolean => trace.entry(index).kind === 'hop.out' && trace.entry(index).netns === given.netns && isInitiation(trace, index, far)
  for (let index = given.index; index >= Math.max(0, given.index - MAX_LOOK_BACK); index--) if (isBegun(index)) return trace.entry(index)
  for (let index = given.index; index < Math.min(trace.entryCount, given.index + MAX_LOOK_BACK); index++) if (isBegun(index)) return trace.entry(index)
  return undefined
}

/** `far`: to that node, where it is known which. */
function isInitiation(trace: Trace, index: number, far: Ipv4 | undefined): boolean {
  const outer = outermostIpv4(trace, index)
  if (outer?.tunnel !== 'wireguard' || (far !== undefined && outer.destination !== far)) return false
  return decodeFrame(trace.frameBytes(trace.entry(index).frame), linkLayerOf(trace, index), trace.tunnelPorts).some((layer) => layer.proto === 'wireguard' && layer.type === WIREGUARD_TYPE.initiation)
}
