import type { EncapsulationMode, EncapsulationScope } from '../model/encapsulation'
import type { FaultRef } from '../model/fault'
import { isSameFault } from '../model/fault'
import type { Fabric, LabSettings } from '../model/lab-settings'
import { withCommas } from './sentence'

export const MODE_WORDS: Readonly<Record<EncapsulationMode, string>> = { direct: 'Direct', ipip: 'IPIP', vxlan: 'VXLAN', wireguard: 'WireGuard' }

export const SCOPE_WORDS: Readonly<Record<EncapsulationScope, string>> = { always: 'Always', 'cross-subnet': 'CrossSubnet' }

/** A fabric's name, and what it does to packets that are not its own (Calico's pages on AWS, Azure and GCE). */
export const FABRIC_WORDS: Readonly<Record<Fabric, { readonly name: string; readonly reason: string }>> = {
  'on-prem': { name: 'On-prem', reason: 'A switch forwards every frame; what the lab’s file filters stays filtered.' },
  aws: {
    name: 'AWS, check on',
    reason: 'Source/destination check: a card may send and receive only packets that carry its own address. Pods’ own addresses do not pass: an overlay does, or the check has to be switched off.',
  },
  azure: { name: 'Azure', reason: 'The fabric drops IP protocol 4, so IPIP does not pass. VXLAN does.' },
  gcp: {
    name: 'Google Cloud',
    reason: 'Pure layer 3: every packet is routed by its destination, also between neighbours, and no route leads to pods. CrossSubnet fails within a subnet; Always works.',
  },
}

/** What breaks, in a few words that name the place. */
export function faultTitle({ kind, place, object }: FaultRef): string {
  switch (kind) {
    case 'fabric-drops-ipip':
      return 'Protocol 4 dropped by the fabric'
    case 'fabric-drops-vxlan':
      return 'Port 4789 dropped by the fabric'
    case 'forwarding-off':
      return `ip_forward 0 on ${place}`
    case 'proxy-arp-off':
      return `proxy_arp 0 on ${place} ${object}`
    case 'link-down':
      return `${object} of ${place} down`
    case 'route-removed':
      return `No route to ${object} on ${place}`
    case 'small-router-mtu':
      return `Small MTU on ${place} ${object}`
  }
}

/** What follows from it. */
export const FAULT_EFFECTS: Readonly<Record<FaultRef['kind'], string>> = {
  'fabric-drops-ipip': 'A security group without IPIP: its tunnels die.',
  'fabric-drops-vxlan': 'A firewall that does not know VXLAN.',
  'forwarding-off': 'Packets for or from its pods end there.',
  'proxy-arp-off': 'Nobody answers the pod for 169.254.1.1.',
  'link-down': 'The node is cut off; the router asks for its MAC in vain.',
  'route-removed': 'The longest prefix is gone: what matches next takes the packet.',
  'small-router-mtu': 'A plain ping passes; a large one does not.',
}

/** What differs between two states of a lab: `VXLAN instead of IPIP`; one entry a change. */
export function labChanges(before: LabSettings, after: LabSettings, faultsBefore: readonly FaultRef[], faultsAfter: readonly FaultRef[]): readonly string[] {
  return [...settingChanges(before, after), ...faultChanges(faultsBefore, faultsAfter)]
}

function settingChanges(before: LabSettings, after: LabSettings): readonly string[] {
  const hasScope = after.mode !== 'direct' && after.mode !== 'wireguard'
  return [
    ...(before.mode === after.mode ? [] : [`${MODE_WORDS[after.mode]} instead of ${MODE_WORDS[before.mode]}`]),
    ...(before.scope === after.scope || !hasScope ? [] : [`${SCOPE_WORDS[after.scope]} instead of ${SCOPE_WORDS[before.scope]}`]),
    ...(before.fabric === after.fabric ? [] : [`fabric ${FABRIC_WORDS[after.fabric].name} instead of ${FABRIC_WORDS[before.fabric].name}`]),
    ...(before.natOutgoing === after.natOutgoing ? [] : [`natOutgoing ${after.natOutgoing ? 'on' : 'off'}`]),
    ...(before.mtuBytes === after.mtuBytes ? [] : [after.mtuBytes === undefined ? 'MTU as the lab’s file says' : `MTU ${withCommas(after.mtuBytes)}`]),
    ...(before.calicoVersion === after.calicoVersion ? [] : [`Calico ${after.calicoVersion} instead of ${before.calicoVersion}`]),
  ]
}

function faultChanges(before: readonly FaultRef[], after: readonly FaultRef[]): readonly string[] {
  const isIn = (list: readonly FaultRef[], fault: FaultRef): boolean => list.some((other) => isSameFault(other, fault))
  return [
    ...after.filter((fault) => !isIn(before, fault)).map((fault) => `with ${startSmall(faultTitle(fault))}`),
    ...before.filter((fault) => !isIn(after, fault)).map((fault) => `without ${startSmall(faultTitle(fault))}`),
  ]
}

/** For the middle of a sentence; names of interfaces and sysctls are small already. */
function startSmall(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
