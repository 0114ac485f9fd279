import { isBystanderReason } from '../explain/drop-context'
import { DROP_REASONS, ENTRY_KINDS } from '../trace/entry-kinds'
import type { DropReason } from '../trace/entry-kinds'
import { ETHERNET_HEADER_BYTES, ETHER_TYPE, parseEthernet } from '../wire/ethernet'
import { ICMP_TYPE, UNREACHABLE_CODE, isIcmpError, parseIcmp } from '../wire/icmp'
import { IP_PROTOCOL, parseIpv4Header } from '../wire/ipv4'
import type { TraceBlock } from '../trace/trace'

/** How a command ended, seen from where it ran. Closed: docs/spec/outcomes.md has a defining row each. */
export const OUTCOMES = ['no-traffic', 'refused-locally', 'delivered', 'error-reported', 'dropped', 'received', 'no-reply'] as const
export type Outcome = Exclude<(typeof OUTCOMES)[number], 'dropped'> | `dropped:${DropReason}`

export interface CommandEnd {
  /** Where it began; what was recorded before is not its. Absent: the blocks hold nothing else. */
  readonly firstEntry?: number
  /** Index of the namespace that it ran in, or of each that it ran something in; -1 for the fabric. */
  readonly netns: number | ReadonlySet<number>
  readonly exit: number
  /** The commands whose exit status says whether anybody answered. */
  readonly exitTellsReply: boolean
}

/** Reads the outcome of a command from what was recorded while it ran. */
export function outcomeOf(blocks: readonly TraceBlock[], end: CommandEnd): Outcome {
  const seen = survey(blocks, end)
  if (!seen.sent) return end.exit === 0 ? 'no-traffic' : 'refused-locally'
  if (end.exitTellsReply ? end.exit === 0 : seen.answered) return 'delivered'
  if (seen.errorReported) return 'error-reported'
  if (seen.firstDrop !== undefined) return `dropped:${seen.firstDrop}`
  return seen.receivedElsewhere ? 'received' : 'no-reply'
}

interface Survey {
  /** A frame left or entered some interface. */
  sent: boolean
  /** The destination itself answered a socket of the namespace. */
  answered: boolean
  /** A socket of another namespace got something. */
  receivedElsewhere: boolean
  /** A socket of the namespace got an ICMP error. */
  errorReported: boolean
  /** Why the first IP packet that ended undelivered did. */
  firstDrop: DropReason | undefined
}

function survey(blocks: readonly TraceBlock[], { netns, firstEntry = 0 }: CommandEnd): Survey {
  const isOwn = typeof netns === 'number' ? (index: number) => index === netns : (index: number) => netns.has(index)
  const seen: Survey = { sent: false, answered: false, receivedElsewhere: false, errorReported: false, firstDrop: undefined }
  for (const block of blocks) {
    for (let i = Math.max(0, firstEntry - block.firstEntry); i < block.entryCount; i++) {
      const kind = ENTRY_KINDS[block.kind[i] ?? 0]
      if (kind === 'hop.in' || kind === 'hop.out') seen.sent = true
      else if (kind === 'packet.dropped') noteDrop(seen, blocks, block, i)
      else if ((kind === 'socket.received' || kind === 'packet.delivered') && isOwn(block.netns[i] ?? -1)) noteDelivery(seen, block, i, kind)
      else if (kind === 'socket.received' && packetOf(block, i)?.isError !== true) seen.receivedElsewhere = true
    }
  }
  return seen
}

function noteDrop(seen: Survey, blocks: readonly TraceBlock[], block: TraceBlock, i: number): void {
  const reason = DROP_REASONS[block.c[i] ?? 0]
  if (seen.firstDrop !== undefined || reason === undefined || isBystanderReason(reason)) return
  const isBetweenFrames = (block.frame[i] ?? -1) < 0
  if (isBetweenFrames ? wasIp(blocks, block, i) : packetOf(block, i)) seen.firstDrop = reason
}

/**
 * A packet that is dropped after its header was rewritten has no frame of its own: what it was at the last interface counts. One that its own
 * host dropped before any interface saw it is a packet of IP: only those pass a host's rules and routes.
 */
function wasIp(blocks: readonly TraceBlock[], block: TraceBlock, before: number): boolean {
  const packet = block.packet[before]
  for (const earlier of blocks.slice(0, blocks.indexOf(block) + 1).toReversed()) {
    const end = earlier === block ? before : earlier.entryCount
    for (let i = end - 1; i >= 0; i--) if (earlier.packet[i] === packet && (earlier.frame[i] ?? -1) >= 0) return packetOf(earlier, i) !== undefined
  }
  return true
}

/** A UDP socket gets an ICMP error through the error queue: the trace knows it as a packet delivered to the host. */
function noteDelivery(seen: Survey, block: TraceBlock, i: number, kind: 'socket.received' | 'packet.delivered'): void {
  const packet = packetOf(block, i)
  if (packet?.isError) seen.errorReported = true
  if (packet?.isError ? packet.isClosedPort : kind === 'socket.received') seen.answered = true
}

function packetOf(block: TraceBlock, i: number): IpSummary | undefined {
  return ipPacketOf(frameOf(block, block.frame[i] ?? -1))
}

/** The bytes of a frame that was first seen in this block. */
function frameOf(block: TraceBlock, frame: number): Uint8Array | undefined {
  const index = frame - block.firstFrame
  if (frame < 0 || index < 0 || index >= block.frameCount) return undefined
  return block.frameBytes.subarray(block.frameOffset[index], block.frameOffset[index + 1])
}

interface IpSummary {
  readonly isError: boolean
  /** A closed port answers a UDP traceroute: the destination has been reached. */
  readonly isClosedPort: boolean
}

/** What matters of an IP packet; `undefined` for ARP and for frames that are not at hand. A bare IP packet starts with version 4. */
function ipPacketOf(frame: Uint8Array | undefined): IpSummary | undefined {
  if (!frame) return undefined
  const ethernet = parseEthernet(frame, 0, frame.length)
  const isBare = frame[0] === 0x45 && !(ethernet.ok && ethernet.value.etherType === ETHER_TYPE.ipv4)
  if (!isBare && !(ethernet.ok && ethernet.value.etherType === ETHER_TYPE.ipv4)) return undefined
  const start = isBare ? 0 : ETHERNET_HEADER_BYTES
  const ip = parseIpv4Header(frame, start, frame.length)
  if (!ip.ok) return undefined
  const icmp = ip.value.protocol === IP_PROTOCOL.icmp && ip.value.fragmentOffsetBytes === 0 ? parseIcmp(frame, start + ip.value.headerBytes, frame.length) : undefined
  if (!icmp?.ok) return { isError: false, isClosedPort: false }
  const { type, code } = icmp.value
  return { isError: isIcmpError(type), isClosedPort: type === ICMP_TYPE.unreachable && code === UNREACHABLE_CODE.port }
}
