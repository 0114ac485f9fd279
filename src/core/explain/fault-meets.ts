import type { Fault } from '../model/fault'
import type { Trace, TraceEntry } from '../trace/trace'
import { formatIpv4Prefix } from '../wire/ipv4-address'
import { IP_PROTOCOL } from '../wire/ipv4'
import { VXLAN_UDP_PORT } from '../wire/vxlan'
import type { Inventory } from '../model/inventory'
import { linkName } from './chain-link'
import { outermostIpv4 } from './frame-reading'

/** Entries [firstEntry, endEntry) of a flow, and the lab as it was then. */
export interface MetFlow {
  readonly firstEntry: number
  readonly endEntry: number
  readonly drawnOn: Inventory
}

/** Of a longer flow its beginning is read: what it meets it meets soon. */
const MOST_ENTRIES = 20_000

type Test = (entry: TraceEntry) => boolean

/**
 * Whether a flow met what a fault takes away: the route, interface, answer or kind of packet. Where it did not, the same flow
 * would go as it went.
 */
export function flowMeets(trace: Trace, flow: MetFlow, fault: Fault): boolean {
  if (fault.kind === 'proxy-arp-off' && isAnswerKnown(trace, flow, fault)) return false
  return meets(trace, flow, TESTS[fault.kind](trace, fault, flow.drawnOn))
}

/** A pod that was answered asks no more: it goes on with the address that it knows. */
function isAnswerKnown(trace: Trace, { endEntry, drawnOn }: MetFlow, { place, object }: Fault): boolean {
  const pod = drawnOn.namespaces.find(({ name }) => name === place)?.links.find(({ name }) => name === object)?.peer?.namespace
  return pod !== undefined && trace.factsAt(pod, endEntry).some((fact) => fact.kind === 'neighbour' && !UNKNOWN_STATES.has(fact.state))
}

const UNKNOWN_STATES: ReadonlySet<string> = new Set(['NONE', 'INCOMPLETE', 'FAILED'])

/** The same of natOutgoing: whether its rule rewrote a packet. */
export function flowMeetsNatOutgoing(trace: Trace, flow: MetFlow): boolean {
  return meets(trace, flow, ({ kind, a, index }) => {
    const rule = kind === 'nat.source' && a >= 0 ? trace.fact(a, index) : undefined
    return rule?.kind === 'netfilter-rule' && rule.chain === 'cali-nat-outgoing'
  })
}

/** The same of a cloud's source/destination check: whether a node sent a packet that bears no address of its card. */
export function flowMeetsCheck(trace: Trace, flow: MetFlow): boolean {
  const { namespaces } = flow.drawnOn
  return meets(trace, flow, ({ kind, netns, interfaceId, index }) => {
    const device = kind === 'hop.out' && namespaces[netns]?.kind === 'node' ? trace.fact(interfaceId, index) : undefined
    const plug = device?.kind === 'interface' ? namespaces[netns]?.links.find(({ name }) => name === device.name) : undefined
    const packet = plug?.segment === undefined ? undefined : outermostIpv4(trace, index)
    return packet !== undefined && plug !== undefined && !plug.addresses.some(({ address }) => address === packet.source)
  })
}

function meets(trace: Trace, { firstEntry, endEntry }: MetFlow, test: Test): boolean {
  for (let index = firstEntry; index < Math.min(endEntry, firstEntry + MOST_ENTRIES); index++) if (test(trace.entry(index))) return true
  return false
}

const TESTS: Readonly<Record<Fault['kind'], (trace: Trace, fault: Fault, drawnOn: Inventory) => Test>> = {
  'fabric-drops-ipip': (trace) => onWire(trace, (packet) => packet.protocol === IP_PROTOCOL.ipip),
  'fabric-drops-vxlan': (trace, { object }) => onWire(trace, (packet) => packet.destinationPort === (object === '' ? VXLAN_UDP_PORT : Number(object))),
  'forwarding-off': (_, { place }, drawnOn) => ({ kind, netns }) => kind === 'packet.forwarded' && isAt(drawnOn, netns, place),
  'proxy-arp-off': (trace, { place, object }, drawnOn) => ({ kind, netns, interfaceId, index }) => kind === 'arp.proxied' && isAt(drawnOn, netns, place) && linkName(trace, interfaceId, index) === object,
  'link-down': (trace, fault, drawnOn) => atLink(trace, fault, drawnOn),
  'route-removed': (trace, { place, object }, drawnOn) => ({ kind, netns, a, index }) => {
    const row = kind === 'route.selected' && isAt(drawnOn, netns, place) ? trace.fact(a, index) : undefined
    return row?.kind === 'route' && formatIpv4Prefix(row.route.destination) === object
  },
  'small-router-mtu': (trace, fault, drawnOn) => {
    const passes = atLink(trace, fault, drawnOn)
    const mtuBytes = Number(/ mtu (\d+)/.exec(fault.script[0]?.command ?? '')?.[1])
    return (entry) => passes(entry) && (outermostIpv4(trace, entry.index)?.totalBytes ?? 0) > mtuBytes
  },
}

type Packet = NonNullable<ReturnType<typeof outermostIpv4>>

function onWire(trace: Trace, isThat: (packet: Packet) => boolean): Test {
  return ({ index }) => {
    const packet = trace.isHop(index) ? outermostIpv4(trace, index) : undefined
    return packet !== undefined && isThat(packet)
  }
}

function atLink(trace: Trace, { place, object }: Fault, drawnOn: Inventory): Test {
  return ({ netns, interfaceId, index }) => trace.isHop(index) && isAt(drawnOn, netns, place) && linkName(trace, interfaceId, index) === object
}

function isAt({ namespaces }: Inventory, netns: number, place: string): boolean {
  return namespaces[netns]?.name === place
}
