import type { NetnsSpec } from '../../src/core/model/netns-spec'
import type { NetworkSpec } from '../../src/core/model/network-spec'
import { DROP_REASONS } from '../../src/core/trace/entry-kinds'
import type { DropReason } from '../../src/core/trace/entry-kinds'
import type { Trace, TraceEntry } from '../../src/core/trace/trace'
import type { InterfaceFact } from '../../src/core/trace/facts'
import { ETHER_TYPE, parseEthernet } from '../../src/core/wire/ethernet'
import type { EthernetHeader } from '../../src/core/wire/ethernet'

/**
 * Follows every packet number through a trace and says where the books do not balance. A packet number may be at several
 * places at once: a flooded frame, fragments. At each place it is
 *
 *     alive      in a namespace, not yet decided about
 *     in flight  sent to the far end of a veth or into a segment
 *     delivered  given to a protocol of the host
 *
 * It begins at its first entry, alive. hop.out moves it into flight (on `lo` and into a tunnel it stays), hop.in back;
 * packet.fragmented makes more of it, packet.reassembled fewer; packet.delivered delivers, packet.decapsulated takes the
 * inner packet out of what was delivered. packet.dropped ends it where it is alive or in flight, or where a protocol
 * refuses what it was given. ARP ends where it arrives. In the end nothing may be alive or in flight.
 */
export class PacketLedger {
  readonly violations: string[] = []
  private readonly places = new Map<string, Place>()
  private readonly born = new Set<number>()
  private readonly announced = new Map<number, number>()
  private entered = 0
  /** The last frame that a segment handed over, and as how manieth of all entries about packets. */
  private lastSegment: { readonly key: string; readonly number: number } | undefined

  constructor(
    private readonly network: NetworkSpec,
    private readonly specs: readonly NetnsSpec[],
    private readonly trace: Trace,
  ) {}

  /** Reads entries [from, to). */
  follow(from: number, to: number): void {
    for (let i = from; i < to; i++) {
      const entry = this.trace.entry(i)
      if (entry.packet < 0) continue
      this.entered++
      this.enter(entry)
    }
  }

  /** What is left open, once everything that could wait has waited. */
  close(): readonly string[] {
    for (const [key, { alive, inFlight }] of this.places) {
      if (alive !== 0) this.violations.push(`packet ${key}: ${alive} never ended`)
      if (inFlight !== 0) this.violations.push(`packet ${key}: ${inFlight} never arrived`)
    }
    for (const [packet, entry] of this.announced) if (!this.born.has(packet)) this.violations.push(`packet ${packet}: announced by entry ${entry}, never seen`)
    return this.violations
  }

  private enter(entry: TraceEntry): void {
    const here = this.place(entry.packet, entry.netns)
    if (!this.born.has(entry.packet)) {
      this.born.add(entry.packet)
      here.alive++
    }
    if (entry.kind === 'hop.in' || entry.kind === 'hop.out' || entry.kind === 'route.selected') here.isDeliveredInHand = false
    switch (entry.kind) {
      case 'hop.out':
        return this.leave(entry, here)
      case 'hop.in':
        return this.arrive(entry, here)
      case 'packet.fragmented':
        here.alive += entry.a - 1
        return
      case 'packet.reassembled':
        here.alive -= entry.a - 1
        return this.demand(entry, here.alive > 0)
      case 'packet.delivered':
        this.demand(entry, here.alive > 0)
        here.alive--
        here.delivered++
        here.isDeliveredInHand = true
        return
      case 'packet.decapsulated':
        this.demand(entry, here.delivered > 0)
        here.delivered--
        here.alive++
        return
      case 'packet.dropped':
        return entry.netns < 0 ? this.takeFromSegment(entry) : this.drop(entry, here)
      case 'icmp.sent':
      case 'echo.answered':
        this.announced.set(entry.a, entry.index)
        return this.demand(entry, here.alive + here.delivered + here.arp > 0)
      default:
        return this.demand(entry, here.alive + here.delivered + here.arp + here.inFlight > 0)
    }
  }

  private leave(entry: TraceEntry, here: Place): void {
    this.demand(entry, here.alive > 0)
    const fact = this.interfaceOf(entry)
    if (fact.linkKind !== 'ethernet') return
    const link = this.specs[entry.netns]?.links.find(({ name }) => name === fact.name)
    if (link?.kind !== 'ethernet') throw new Error(`no link ${fact.name}`)
    here.alive--
    const { attachedTo } = link
    const far = attachedTo.kind === 'segment' ? -1 - this.network.segments.findIndex(({ name }) => name === attachedTo.segment) : this.network.namespaces.findIndex(({ name }) => name === attachedTo.netns)
    this.place(entry.packet, far).inFlight++
  }

  private arrive(entry: TraceEntry, here: Place): void {
    const fact = this.interfaceOf(entry)
    // What leaves a tunnel device has been alive since it was unwrapped.
    if (fact.linkKind !== 'ethernet') return this.demand(entry, here.alive > 0)
    const link = this.specs[entry.netns]?.links.find(({ name }) => name === fact.name)
    const isArp = this.isArp(entry)
    if (link?.kind === 'ethernet' && link.attachedTo.kind === 'segment') this.takeFromSegment(entry)
    else {
      this.demand(entry, here.inFlight > 0)
      here.inFlight--
    }
    if (isArp) here.arp++
    else here.alive++
  }

  /** A segment hands a frame to one port or, where nobody or everybody has its address, to all others at once. */
  private takeFromSegment(entry: TraceEntry): void {
    const segment = entry.netns < 0 ? entry.netns : this.segmentOf(entry)
    const key = `${entry.packet} ${segment} ${entry.frame}`
    const isCopy = this.isFlooded(entry, segment) && this.lastSegment?.key === key && this.lastSegment.number === this.entered - 1
    this.lastSegment = { key, number: this.entered }
    if (isCopy) return
    const there = this.place(entry.packet, segment)
    this.demand(entry, there.inFlight > 0)
    there.inFlight--
  }

  private drop(entry: TraceEntry, here: Place): void {
    const by = entry.a < 0 ? undefined : this.trace.fact(entry.a)
    // What the far end of a veth does not take is dropped by the sender's side, because of the interface there; where that is down
    // there is no carrier, and nothing left.
    if (by?.kind === 'interface' && by.netns !== entry.netns && DROP_REASONS[entry.c] !== 'interface-down') {
      const there = this.place(entry.packet, by.netns)
      this.demand(entry, there.inFlight > 0)
      there.inFlight--
    } else if (here.delivered > 0 && (here.alive === 0 || (here.isDeliveredInHand && PROTOCOL_REASONS.has(DROP_REASONS[entry.c])))) here.delivered--
    else if (here.alive > 0) here.alive--
    else {
      this.demand(entry, here.arp > 0)
      here.arp--
    }
  }

  private segmentOf(entry: TraceEntry): number {
    const fact = this.interfaceOf(entry)
    const link = this.specs[entry.netns]?.links.find(({ name }) => name === fact.name)
    const name = link?.kind === 'ethernet' && link.attachedTo.kind === 'segment' ? link.attachedTo.segment : ''
    return -1 - this.network.segments.findIndex((segment) => segment.name === name)
  }

  private isFlooded(entry: TraceEntry, segment: number): boolean {
    return this.network.segments[-1 - segment]?.ports.every(({ mac }) => mac !== this.ethernetOf(entry)?.destination) === true
  }

  private isArp(entry: TraceEntry): boolean {
    return this.ethernetOf(entry)?.etherType === ETHER_TYPE.arp
  }

  private ethernetOf(entry: TraceEntry): EthernetHeader | undefined {
    const frame = this.trace.frameBytes(entry.frame)
    const ethernet = parseEthernet(frame, 0, frame.length)
    return ethernet.ok ? ethernet.value : undefined
  }

  private interfaceOf(entry: TraceEntry): InterfaceFact {
    const fact = this.trace.fact(entry.interfaceId)
    if (fact?.kind !== 'interface') throw new Error(`entry ${entry.index} has no interface`)
    return fact
  }

  private demand(entry: TraceEntry, isRight: boolean): void {
    if (!isRight) this.violations.push(`entry ${entry.index}: ${entry.kind} of packet ${entry.packet} in namespace ${entry.netns}, where it is not`)
  }

  private place(packet: number, netns: number): Place {
    const key = `${packet} ${netns}`
    let place = this.places.get(key)
    if (place === undefined) this.places.set(key, (place = { alive: 0, inFlight: 0, delivered: 0, arp: 0, isDeliveredInHand: false }))
    return place
  }
}

/** Why a protocol may refuse what IP has delivered to it. */
const PROTOCOL_REASONS: ReadonlySet<DropReason | undefined> = new Set<DropReason>(['unknown-protocol', 'no-socket', 'bad-checksum', 'malformed', 'no-session', 'decryption-failed', 'no-allowed-ip', 'tunnel-loop', 'interface-down'])

interface Place {
  alive: number
  inFlight: number
  delivered: number
  arp: number
  /** The entry before was about what has just been delivered. */
  isDeliveredInHand: boolean
}
