import { read16, read32, readMac } from '../dataplane/bytes'
import type { Environment } from '../dataplane/environment'
import type { Device, Receiver } from '../dataplane/device'
import { arrive, isForwardable } from '../dataplane/link-input'
import type { Skb } from '../dataplane/skb'
import type { SegmentSpec } from '../model/network-spec'
import { dropReasonIndex, entryKindIndex, HOP_IN } from '../trace/entry-kinds'
import type { DropReason } from '../trace/entry-kinds'
import { parseIpv4Prefix, prefixContains } from '../wire/ipv4-address'
import { parseFilter } from './fabric-filter'
import type { FabricFilter } from './fabric-filter'

const ETHERTYPE_ARP = 0x0806
const ARP_TARGET_IP = 14 + 24

/** A port of a segment, with the NIC plugged into it. */
export interface Port {
  readonly namespaceIndex: number
  readonly mac: number
  readonly addresses: readonly number[]
  /** A node's NIC, which a cloud may check; routers belong to the fabric. */
  readonly isInstance: boolean
  /** Id of the NIC's interface fact. */
  readonly interfaceId: number
  /** The NIC, its namespace built if it was not yet. */
  nic(): Device
  /** Whether the namespace has been built: until then nothing is known of its NIC but this port. */
  readonly isBuilt: () => boolean
}

/**
 * A broadcast domain that behaves as a Linux bridge whose ports all know their MACs: unicast to the one port, broadcast
 * to all others, newest port first. What the fabric filters is decided between ports.
 */
export class Segment implements Receiver {
  private readonly ports: Port[] = []
  private readonly byMac = new Map<number, Port>()
  private readonly filters: { readonly id: number; readonly filter: FabricFilter }[] = []
  /** Namespaces whose NICs were taken out of the source/destination check. */
  readonly uncheckedNamespaces = new Set<number>()
  successor: Segment | undefined

  constructor(
    readonly index: number,
    readonly spec: SegmentSpec,
    private readonly env: Environment,
  ) {
    for (const port of spec.ports) if (port.isUnchecked) this.uncheckedNamespaces.add(port.namespaceIndex)
    for (const text of spec.filters) this.addFilter(readFilter(text))
    for (const text of spec.cloudRules?.filters ?? []) this.addFilter(readFilter(text), spec.cloudRules?.cloud)
  }

  /** Where the segment stands among the namespaces of trace and facts: below zero, -1 the first. */
  get place(): number {
    return -1 - this.index
  }

  attach(port: Port): void {
    this.ports.push(port)
    this.byMac.set(port.mac, port)
  }

  filterTexts(): readonly string[] {
    return this.filters.map(({ filter }) => filter.text)
  }

  /** `table` is the cloud's name where the rule is its own. */
  addFilter(filter: FabricFilter, table = 'ebtables'): void {
    const id = this.env.facts.add({ kind: 'netfilter-rule', netns: this.place, table, chain: 'FORWARD', text: `-A FORWARD ${filter.text}` })
    this.filters.push({ id, filter })
  }

  removeFilter(text: string): boolean {
    const at = this.filters.findIndex(({ filter }) => filter.text === text)
    const [removed] = at < 0 ? [] : this.filters.splice(at, 1)
    if (removed) this.env.facts.remove(removed.id, this.place)
    return removed !== undefined
  }

  flushFilters(): void {
    for (const { id } of this.filters.splice(0)) this.env.facts.remove(id, this.place)
  }

  /** The frame enters by the sender's port (br_handle_frame). */
  receive(skb: Skb): void {
    const { data, start } = skb
    const destination = readMac(data, start)
    const from = this.byMac.get(readMac(data, start + 6))
    if (this.isRefused(skb, from)) return
    if (((data[start] as number) & 1) === 0) {
      const port = this.byMac.get(destination)
      if (port !== undefined) {
        if (port !== from) this.send(port, skb)
        else this.drop(skb, 'same-interface')
        return
      }
    }
    this.flood(skb, from, ((data[start] as number) & 1) === 0)
  }

  private flood(skb: Skb, from: Port | undefined, isForOne: boolean): void {
    // who it is for is not there: the copies end at hosts that it is not for
    if (isForOne) this.record(skb, 'segment-no-port')
    let pending: Port | undefined
    for (let i = this.ports.length - 1; i >= 0; i--) {
      const port = this.ports[i] as Port
      if (port === from) continue
      if (pending !== undefined) this.send(pending, this.env.pool.copy(skb))
      pending = port
    }
    if (pending !== undefined) this.send(pending, skb)
    else if (isForOne) this.env.pool.release(skb)
    else this.drop(skb, 'segment-no-port')
  }

  private send(port: Port, skb: Skb): void {
    if (!port.isBuilt() && isArpForAnother(port, skb)) {
      // A namespace that nobody has looked at would drop this request: there is no need to build it for that.
      if (skb.frame >= 0) this.env.recorder?.entry(HOP_IN, this.env.nowNs, port.namespaceIndex, port.interfaceId, skb.frame, skb.packet, -1, -1, -1)
      this.env.pool.release(skb)
      return
    }
    const nic = port.nic()
    if (nic.up && isForwardable(nic.mtuBytes, skb)) {
      arrive(nic, skb)
      return
    }
    // A port without carrier takes nothing that the NIC behind it could count.
    if (!nic.up) {
      this.drop(skb, 'interface-down', port.interfaceId)
      return
    }
    nic.counters.rxDropped++
    this.drop(skb, 'exceeds-segment-mtu', port.interfaceId, nic.mtuBytes)
  }

  private isRefused(skb: Skb, from: Port | undefined): boolean {
    const refusing = this.filters.find(({ filter }) => filter.matches(skb))
    if (refusing !== undefined) {
      this.drop(skb, 'fabric-filter', refusing.id)
      return true
    }
    const foreign = this.foreignToCard(skb, from)
    if (foreign === undefined) return false
    this.drop(skb, 'source-destination-check', foreign.port.interfaceId, foreign.address)
    return true
  }

  /** What a cloud asks of a NIC: packets that it sends carry an address of its own, packets to it are for it. The NIC and the address that are not so. */
  private foreignToCard(skb: Skb, from: Port | undefined): { readonly port: Port; readonly address: number } | undefined {
    if (!this.spec.sourceDestinationCheck || read16(skb.data, skb.start + 12) !== 0x0800) return undefined
    const source = read32(skb.data, skb.start + 14 + 12)
    const destination = read32(skb.data, skb.start + 14 + 16)
    const isChecked = (port: Port | undefined): port is Port => port !== undefined && port.isInstance && !this.uncheckedNamespaces.has(port.namespaceIndex)
    if (isChecked(from) && !from.addresses.includes(source)) return { port: from, address: source }
    const to = this.byMac.get(readMac(skb.data, skb.start))
    return isChecked(to) && !to.addresses.includes(destination) ? { port: to, address: destination } : undefined
  }

  private drop(skb: Skb, reason: DropReason, by = -1, detail = 0): void {
    this.record(skb, reason, by, detail)
    this.env.pool.release(skb)
  }

  private record(skb: Skb, reason: DropReason, by = -1, detail = 0): void {
    this.env.recorder?.entry(entryKindIndex('packet.dropped'), this.env.nowNs, this.place, -1, skb.frame, skb.packet, by, detail, dropReasonIndex(reason))
  }
}

function readFilter(text: string): FabricFilter {
  const parsed = parseFilter(text)
  if (!parsed.ok) throw new Error(`bug: filter ${text}: ${parsed.error}`)
  return parsed.value
}

function isArpForAnother(port: Port, skb: Skb): boolean {
  if (read16(skb.data, skb.start + 12) !== ETHERTYPE_ARP) return false
  return !port.addresses.includes(read32(skb.data, skb.start + ARP_TARGET_IP))
}

/** What a NIC's mask is taken to be until its namespace is built: the segment's, or none for an address of elsewhere. */
export function lengthOnSegment(cidr: string, address: number): number {
  const prefix = parseIpv4Prefix(cidr)
  return prefix !== undefined && prefixContains(prefix, address) ? prefix.prefixLength : 32
}
