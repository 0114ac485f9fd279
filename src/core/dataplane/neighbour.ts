import type { NeighbourState } from '../trace/entry-kinds'
import { NEIGHBOUR_STATES } from '../trace/entry-kinds'
import type { Ipv4 } from '../wire/ipv4-address'
import type { Mac } from '../wire/mac-address'
import type { Device } from './device'
import { drop, recordEvent } from './environment'
import type { TimerHandle } from './environment'
import type { Skb } from './skb'

const SECOND_NS = 1e9
/** net.ipv4.neigh.*: delay_first_probe_time, retrans_time, ucast_solicit, mcast_solicit, unres_qlen, locktime. */
const DELAY_PROBE_NS = 5 * SECOND_NS
const RETRANS_NS = SECOND_NS
const UCAST_PROBES = 3
const MCAST_PROBES = 3
const QUEUE_PACKETS = 101

/** One neighbour entry (struct neighbour, net/core/neighbour.c). */
export interface Neighbour {
  /** Id of its fact in the trace. */
  readonly id: number
  readonly device: Device
  readonly address: number
  mac: number
  state: NeighbourState
  probes: number
  confirmedNs: number
  usedNs: number
  updatedNs: number
  readonly queue: Skb[]
  timer: TimerHandle | null
}

/** What the table needs from ARP and from ICMP; plugged in so that neither is known here. */
export interface NeighbourOperations {
  /** Asks for the address: broadcast, or unicast to `mac` when given. `forPacket` is the last that waits (neigh_probe). */
  solicit(neighbour: Neighbour, mac: number | undefined, forPacket: Skb | undefined): void
  /** Sends a packet whose next hop is now known. */
  transmit(neighbour: Neighbour, skb: Skb): void
  /** The next hop did not answer: dst_link_failure, which tells the sender. Takes the packet over. */
  linkFailure(neighbour: Neighbour, skb: Skb): void
}

/** The neighbour table of one namespace, by device and address. Time comes from the environment; behaviour is the kernel's state machine. */
export class NeighbourTable {
  private readonly byDevice = new Map<Device, Map<number, Neighbour>>()

  constructor(private readonly operations: NeighbourOperations) {}

  find(device: Device, address: number): Neighbour | undefined {
    return this.byDevice.get(device)?.get(address)
  }

  all(): readonly Neighbour[] {
    return [...this.byDevice.values()].flatMap((entries) => [...entries.values()])
  }

  create(device: Device, address: number): Neighbour {
    return this.add(device, address, 0, 'NONE')
  }

  /** What a namespace has from its beginning: no event of the trace, as nothing was learned. */
  program(device: Device, address: number, mac: number): Neighbour {
    return this.add(device, address, mac, 'PERMANENT')
  }

  private add(device: Device, address: number, mac: number, state: 'NONE' | 'PERMANENT'): Neighbour {
    const { env, index } = device.netns
    const id = env.facts.add({ kind: 'neighbour', netns: index, interfaceId: device.id, address: address as Ipv4, mac: mac as Mac, state })
    const neighbour: Neighbour = {
      id,
      device,
      address,
      mac,
      state,
      probes: 0,
      confirmedNs: env.nowNs - (state === 'NONE' ? 2 * reachableTimeOf(device) : 0),
      usedNs: env.nowNs,
      updatedNs: env.nowNs,
      queue: [],
      timer: null,
    }
    let entries = this.byDevice.get(device)
    if (entries === undefined) this.byDevice.set(device, (entries = new Map<number, Neighbour>()))
    entries.set(address, neighbour)
    return neighbour
  }

  remove(neighbour: Neighbour): void {
    const { device } = neighbour
    this.stopTimer(neighbour)
    for (const skb of neighbour.queue.splice(0)) drop(device.netns, device, skb, 'no-such-neighbour', neighbour.id, neighbour.address)
    this.byDevice.get(device)?.delete(neighbour.address)
    device.netns.env.facts.remove(neighbour.id, device.netns.index)
  }

  /** neigh_delete: who deletes a neighbour that is being asked has it fail, and its packets' senders are told. */
  delete(neighbour: Neighbour): void {
    if (neighbour.state === 'INCOMPLETE') for (const skb of neighbour.queue.splice(0)) this.operations.linkFailure(neighbour, skb)
    this.remove(neighbour)
  }

  /** The table is given up: nothing is asked any more, and what waits is lost with its interface. */
  abandon(): void {
    for (const neighbour of this.all()) {
      this.stopTimer(neighbour)
      const { device } = neighbour
      for (const skb of neighbour.queue.splice(0)) drop(device.netns, device, skb, 'interface-down', device.id)
    }
  }

  /** Sends now if the link-layer address may be used, else lets the packet wait (neigh_resolve_output). */
  output(neighbour: Neighbour, skb: Skb): void {
    const { env } = neighbour.device.netns
    neighbour.usedNs = env.nowNs
    switch (neighbour.state) {
      case 'REACHABLE':
      case 'PERMANENT':
      case 'NOARP':
      case 'DELAY':
      case 'PROBE':
        return this.send(neighbour, skb)
      case 'STALE':
        neighbour.updatedNs = env.nowNs
        this.enter(neighbour, 'DELAY')
        this.startTimer(neighbour, env.nowNs + DELAY_PROBE_NS)
        return this.send(neighbour, skb)
      case 'INCOMPLETE':
        return this.wait(neighbour, skb)
      case 'NONE':
      case 'FAILED':
        neighbour.probes = UCAST_PROBES
        neighbour.updatedNs = env.nowNs
        this.enter(neighbour, 'INCOMPLETE')
        this.startTimer(neighbour, env.nowNs + RETRANS_NS)
        this.wait(neighbour, skb)
        return this.probe(neighbour)
    }
  }

  /**
   * Learns from a received packet, or is told by an administrator (__neigh_update). `override` lets a different
   * link-layer address replace a valid one.
   */
  update(neighbour: Neighbour, mac: number, state: 'REACHABLE' | 'STALE' | 'PERMANENT', override: boolean, byAdministrator = false): void {
    const { env } = neighbour.device.netns
    const old = neighbour.state
    if (!byAdministrator && (old === 'PERMANENT' || old === 'NOARP')) return
    const wasValid = isValid(old)
    const sameMac = wasValid && neighbour.mac === mac
    let next: NeighbourState = state
    if (state === 'REACHABLE' || state === 'PERMANENT') neighbour.confirmedNs = env.nowNs
    if (wasValid && !sameMac && !override) return
    if (wasValid && sameMac && state === 'STALE' && !byAdministrator) next = old
    if (next !== old || !sameMac) neighbour.updatedNs = env.nowNs
    const changedMac = neighbour.mac !== mac
    neighbour.mac = mac
    if (changedMac && next !== 'REACHABLE' && next !== 'PERMANENT') neighbour.confirmedNs = env.nowNs - 2 * reachableTimeOf(neighbour.device)
    if (next !== old) {
      this.stopTimer(neighbour)
      if (next === 'REACHABLE') this.startTimer(neighbour, env.nowNs + reachableTimeOf(neighbour.device))
      this.enter(neighbour, next)
    } else if (changedMac) this.logChange(neighbour)
    if (!wasValid) for (const skb of neighbour.queue.splice(0)) this.output(neighbour, skb)
  }

  /** Traffic of an upper layer proves that the neighbour hears (dst_confirm). */
  confirm(neighbour: Neighbour): void {
    neighbour.confirmedNs = neighbour.device.netns.env.nowNs
  }

  private send(neighbour: Neighbour, skb: Skb): void {
    recordEvent(neighbour.device.netns, 'neighbour.used', neighbour.device, skb, neighbour.id, neighbour.address, -1)
    this.operations.transmit(neighbour, skb)
  }

  private wait(neighbour: Neighbour, skb: Skb): void {
    const { device } = neighbour
    recordEvent(device.netns, 'neighbour.waiting', device, skb, neighbour.id, neighbour.address, -1)
    if (neighbour.queue.length >= QUEUE_PACKETS) {
      const oldest = neighbour.queue.shift()
      if (oldest) drop(device.netns, device, oldest, 'neighbour-queue-full', neighbour.id, neighbour.address)
    }
    neighbour.queue.push(skb)
  }

  private probe(neighbour: Neighbour): void {
    const unicast = neighbour.probes < UCAST_PROBES && isValid(neighbour.state)
    neighbour.probes++
    this.operations.solicit(neighbour, unicast ? neighbour.mac : undefined, neighbour.queue.at(-1))
  }

  /** neigh_timer_handler. */
  private onTimer(neighbour: Neighbour): void {
    const { env } = neighbour.device.netns
    const reachableNs = reachableTimeOf(neighbour.device)
    const now = env.nowNs
    neighbour.timer = null
    let next = now + RETRANS_NS
    if (neighbour.state === 'REACHABLE') {
      if (now <= neighbour.confirmedNs + reachableNs) next = neighbour.confirmedNs + reachableNs
      else if (now <= neighbour.usedNs + DELAY_PROBE_NS) {
        this.enter(neighbour, 'DELAY')
        next = now + DELAY_PROBE_NS
      } else return this.enter(neighbour, 'STALE')
    } else if (neighbour.state === 'DELAY') {
      if (now <= neighbour.confirmedNs + DELAY_PROBE_NS) {
        this.enter(neighbour, 'REACHABLE')
        next = neighbour.confirmedNs + reachableNs
      } else {
        neighbour.probes = 0
        this.enter(neighbour, 'PROBE')
      }
    }
    if (neighbour.probes >= maxProbes(neighbour.state)) return this.fail(neighbour)
    this.startTimer(neighbour, next)
    if (neighbour.state === 'INCOMPLETE' || neighbour.state === 'PROBE') this.probe(neighbour)
  }

  private fail(neighbour: Neighbour): void {
    this.enter(neighbour, 'FAILED')
    for (const skb of neighbour.queue.splice(0)) this.operations.linkFailure(neighbour, skb)
  }

  private enter(neighbour: Neighbour, state: NeighbourState): void {
    if (neighbour.state !== state) neighbour.updatedNs = neighbour.device.netns.env.nowNs
    neighbour.state = state
    this.logChange(neighbour)
    recordEvent(neighbour.device.netns, 'neighbour.changed', neighbour.device, null, neighbour.id, neighbour.address, NEIGHBOUR_STATES.indexOf(state))
  }

  private logChange(neighbour: Neighbour): void {
    const { device, id, address, mac, state } = neighbour
    device.netns.env.facts.replace({ kind: 'neighbour', id, netns: device.netns.index, interfaceId: device.id, address: address as Ipv4, mac: mac as Mac, state })
  }

  private startTimer(neighbour: Neighbour, atNs: number): void {
    this.stopTimer(neighbour)
    neighbour.timer = neighbour.device.netns.env.startTimer(atNs, () => this.onTimer(neighbour))
  }

  private stopTimer(neighbour: Neighbour): void {
    if (neighbour.timer) neighbour.timer.cancelled = true
    neighbour.timer = null
  }
}

/** neigh_max_probes: broadcasts follow the unicast ones that INCOMPLETE starts beyond; PROBE has unicasts alone. */
function maxProbes(state: NeighbourState): number {
  if (state === 'INCOMPLETE') return UCAST_PROBES + MCAST_PROBES
  return state === 'PROBE' ? UCAST_PROBES : Infinity
}

function isValid(state: NeighbourState): boolean {
  return state !== 'NONE' && state !== 'INCOMPLETE' && state !== 'FAILED'
}

function reachableTimeOf({ netns: { env, name }, name: link }: Device): number {
  return env.draws.reachableTimeNs({ netns: name, link, nowNs: env.nowNs })
}
