import type { PlacedCommand } from '../model/fault'
import { DROP_REASONS } from '../trace/entry-kinds'
import type { InterfaceFact } from '../trace/facts'
import type { Trace } from '../trace/trace'
import { IP_PROTOCOL } from '../wire/ipv4'
import { formatIpv4 } from '../wire/ipv4-address'
import type { Ipv4 } from '../wire/ipv4-address'
import { MAX_LOOK_BACK, NO_REMEDY } from './drop-case'
import type { DropCase, DropRemedy } from './drop-case'
import { OVERHEAD_BYTES } from './mtu-budget'
import { placeName } from './place-name'
import { withCommas } from './sentence'

type Tunnel = keyof typeof OVERHEAD_BYTES

/** The largest packet that a pod may send where a way carries so much, and the setting of FelixConfiguration that says so. */
interface MtuSetting {
  readonly setting: string
  readonly mtuBytes: number
  /** `1,500 − 20 = 1,480`. */
  readonly sum: string
  readonly command: string
}

function mtuSetting(tunnel: Tunnel, wayBytes: number): MtuSetting {
  const [setting, mtuBytes] = [`${tunnel}MTU`, wayBytes - OVERHEAD_BYTES[tunnel]]
  return { setting, mtuBytes, sum: `${withCommas(wayBytes)} − ${OVERHEAD_BYTES[tunnel]} = ${withCommas(mtuBytes)}`, command: `calicoctl patch felixconfiguration default --patch '{"spec":{"${setting}":${mtuBytes}}}'` }
}

/** A link whose receiving end takes less than the sender's card sends. */
export function smallLink(about: DropCase): DropRemedy {
  const { trace, context: { because, becauseOf, lastSeen, entryIndex } } = about
  const sender = lastSeen && trace.fact(lastSeen.interfaceId, entryIndex)
  if (because?.kind !== 'interface' || sender?.kind !== 'interface') return NO_REMEDY
  return { findings: besides(about), repairs: [{ netns: becauseOf, command: `ip link set ${because.name} mtu ${sender.mtuBytes}` }] }
}

/** What the pods are to send at most where an envelope finds the link as small as it is. */
function besides({ context: { packet, value }, found }: DropCase): readonly string[] {
  const tunnel = packet?.protocol === IP_PROTOCOL.ipip ? 'ipip' : packet?.tunnel
  return tunnel === undefined ? [] : [found.mtuForLink(mtuSetting(tunnel, value))]
}

/** It has DF and is too long: for a tunnel device, for a card on the way, or for what was learned of the way. */
export function tooLongForWay(about: DropCase): DropRemedy {
  const tunnel = tunnelAhead(about)
  return tunnel ? tooLongInTunnel(about, tunnel) : smallDevice(about)
}

/** A card whose own MTU is below that of the one that the packet came in by. */
function smallDevice(about: DropCase): DropRemedy {
  const { trace, context: { smallDevice: device, becauseOf, cameIn, packet, value, entryIndex }, inventory } = about
  const before = cameIn && trace.fact(cameIn.interfaceId, entryIndex)
  if (device?.linkKind !== 'ethernet' || before?.kind !== 'interface' || before.mtuBytes <= value) return NO_REMEDY
  // who was told remembers it for ten minutes
  const told = packet && inventory.namespaces.find(({ address }) => address === packet.source)
  return { findings: besides(about), repairs: [{ netns: becauseOf, command: `ip link set ${device.name} mtu ${before.mtuBytes}` }, ...(told ? [{ netns: told.name, command: FORGET }] : [])] }
}

const FORGET = 'ip route flush cache'

/** The device that was to wrap it in IPIP, the only envelope that keeps DF, and that takes more than its envelopes may have on the way. */
function tunnelAhead({ trace, context: { because, value, link: at, entryIndex } }: DropCase): InterfaceFact | undefined {
  const { netns } = trace.entry(entryIndex)
  const inner = because?.kind === 'route' ? because.route.link : undefined
  return linksOf(trace, netns, entryIndex).find(({ name, linkKind, mtuBytes }) => linkKind === 'ipip' && (name === at || name === inner) && mtuBytes > value)
}

function linksOf(trace: Trace, netns: number, atEntry: number): readonly InterfaceFact[] {
  return trace.factsAt(netns, atEntry).filter((fact): fact is InterfaceFact => fact.kind === 'interface')
}

/** Its envelope is too long for the node's own card, or for what a router beyond it told. */
function tooLongInTunnel(about: DropCase, tunnel: InterfaceFact): DropRemedy {
  const { trace, context: { place, value, entryIndex }, inventory, found } = about
  const wayBytes = value + OVERHEAD_BYTES.ipip
  const wanted = mtuSetting('ipip', wayBytes)
  const card = linksOf(trace, tunnel.netns, entryIndex).find(({ linkKind, mtuBytes, addresses }) => linkKind === 'ethernet' && addresses.length > 0 && mtuBytes === wayBytes)
  const shown: PlacedCommand = { netns: place, command: `ip link show dev ${tunnel.name}` }
  if (card) {
    const facts = { place, tunnel: tunnel.name, mtu: withCommas(tunnel.mtuBytes), card: card.name, way: withCommas(wayBytes), ...wanted }
    const set = inventory.namespaces[tunnel.netns]?.links.find(({ name }) => name === tunnel.name)?.mtuBytes
    // where Calico's settings ask for less, somebody has set the device
    const isByHand = set !== undefined && set !== tunnel.mtuBytes
    const repair = isByHand ? { netns: place, command: `ip link set ${tunnel.name} mtu ${Math.min(set, wanted.mtuBytes)}` } : { netns: place, command: wanted.command }
    return { findings: [isByHand ? found.tunnelMtuByHand(facts) : found.tunnelMtu(facts)], repairs: [repair], evidence: [shown, { netns: place, command: `ip link show dev ${card.name}` }], isWhole: true }
  }
  const far = outerDestination(about, tunnel.name)
  if (far === undefined) return NO_REMEDY
  const teller = tellerOf(about, wayBytes)
  const facts = { place, tunnel: tunnel.name, far: formatIpv4(far), way: withCommas(wayBytes), teller: teller?.place ?? '', link: teller?.link ?? '', ...wanted }
  const larger = teller ? [{ netns: teller.place, command: `ip link set ${teller.link} mtu ${teller.mtuBytes}` }] : [{ netns: place, command: wanted.command }]
  return { findings: [found.wayLearned(facts)], repairs: [...larger, { netns: place, command: FORGET }], evidence: [{ netns: place, command: `ip route get ${facts.far}` }], isWhole: true }
}

/** Where the envelopes go: the gateway of the row that leads into the tunnel. */
function outerDestination({ trace, context: { entryIndex } }: DropCase, tunnel: string): Ipv4 | undefined {
  const { packet } = trace.entry(entryIndex)
  for (let index = entryIndex; index >= Math.max(0, entryIndex - MAX_LOOK_BACK); index--) {
    const entry = trace.entry(index)
    const fact = entry.kind === 'route.selected' && entry.packet === packet ? trace.fact(entry.a, index) : undefined
    if (fact?.kind === 'route' && fact.route.link === tunnel) return fact.route.gateway
  }
  return undefined
}

/** Who dropped an earlier envelope at a card so small, and told; with the MTU of the card that it had come in by. */
function tellerOf({ trace, inventory, context: { entryIndex } }: DropCase, wayBytes: number): { readonly place: string; readonly link: string; readonly mtuBytes: number } | undefined {
  for (let index = entryIndex - 1; index >= Math.max(0, entryIndex - MAX_LOOK_BACK); index--) {
    const { kind, a, b, c, netns, interfaceId } = trace.entry(index)
    if (kind !== 'packet.dropped' || DROP_REASONS[c] !== 'fragmentation-needed' || b !== wayBytes || a < 0) continue
    const row = trace.fact(a, index)
    const cameIn = trace.fact(interfaceId, index)
    const small = linksOf(trace, netns, entryIndex).find(({ name, mtuBytes }) => row?.kind === 'route' && name === row.route.link && mtuBytes === wayBytes)
    if (small && cameIn?.kind === 'interface' && cameIn.mtuBytes > wayBytes) return { place: placeName(inventory, netns), link: small.name, mtuBytes: cameIn.mtuBytes }
  }
  return undefined
}
