import { figure } from './figure'
/** Labs, fabrics, faults and what a change of them changed, in English. What stands between ** is set in a heavier weight. */
export const EN_LAB = {
  labs: {
    'two-subnets': { title: 'Two subnets, IPIP', description: 'Four nodes on both sides of a router, MTU 9001: what IPIP adds to a ping, and what happens without it.' },
    wireguard: { title: 'One subnet, WireGuard', description: 'Four nodes in one subnet whose pod traffic is encrypted, with policy routing and public keys.' },
    'vxlan-operator': { title: 'VXLAN as the operator installs it', description: 'The newest Calico with its operator’s defaults: VXLAN between subnets, no tunnel within one.' },
  },
  /** A fabric's name, and what it does to packets that are not its own (Calico's pages on AWS, Azure and GCE). */
  fabrics: {
    'on-prem': { name: 'On-prem', reason: 'A switch forwards every frame; what the lab’s file filters stays filtered.' },
    aws: {
      name: 'AWS, check on',
      reason: 'Source/destination check: a card may send and receive only packets that carry its own address. Pods’ own addresses do not pass: an overlay does, or the check has to be switched off.',
    },
    azure: { name: 'Azure', reason: 'The fabric drops IP protocol 4, so IPIP does not pass. VXLAN does. For pods’ own addresses, user-defined routes and IP forwarding on the cards are taken to be set.' },
    gcp: {
      name: 'Google Cloud',
      reason: 'Pure layer 3: every packet is routed by its destination, also between neighbours, and no route leads to pods. CrossSubnet fails within a subnet; Always works.',
    },
  },
  /** What breaks, in a few words that name the place. */
  faults: {
    'fabric-drops-ipip': 'Protocol 4 dropped by the fabric',
    'fabric-drops-vxlan': (p: { readonly object: string }) => `Port ${p.object || 4789} dropped by the fabric`,
    'forwarding-off': (p: { readonly place: string }) => `ip_forward 0 on ${p.place}`,
    'proxy-arp-off': (p: { readonly place: string; readonly object: string }) => `proxy_arp 0 on ${p.place} ${p.object}`,
    'link-down': (p: { readonly place: string; readonly object: string }) => `${p.object} of ${p.place} down`,
    'route-removed': (p: { readonly place: string; readonly object: string }) => `No route to ${p.object} on ${p.place}`,
    'small-router-mtu': (p: { readonly place: string; readonly object: string }) => `Small MTU on ${p.place} ${p.object}`,
  },
  /** What follows from it. */
  effects: {
    'fabric-drops-ipip': 'A security group without IPIP: its tunnels die.',
    'fabric-drops-vxlan': 'A firewall that does not know VXLAN.',
    'forwarding-off': 'Packets for or from its pods end there.',
    'proxy-arp-off': 'Nobody answers the pod for 169.254.1.1 once it has forgotten it (ip neigh flush all in the pod).',
    'link-down': 'The node is cut off; whoever sends to it on its subnet asks for its MAC in vain.',
    'route-removed': 'The longest prefix is gone: what matches next takes the packet.',
    'small-router-mtu': 'A plain ping passes; a large one does not.',
  },
  settingFaults: {
    natOff: 'natOutgoing off',
    natOffEffect: 'Pods go out with their own address, which only a network with routes to them can answer.',
    check: 'Source/destination check on',
    checkEffect: 'As on AWS: tunnels pass, Direct fails.',
  },
  faultCommands: 'Commands',
  changes: {
    insteadOf: (p: { readonly now: string; readonly before: string }) => `${p.now} instead of ${p.before}`,
    fabric: (p: { readonly now: string; readonly before: string }) => `fabric ${p.now} instead of ${p.before}`,
    nat: { on: 'natOutgoing on', off: 'natOutgoing off', byPool: 'natOutgoing as each pool had it' },
    mtu: (p: { readonly now: string; readonly before: string; readonly pods: string; readonly podsBefore: string }) => `MTU ${p.now} instead of ${p.before}${p.pods === '' ? '' : p.pods === p.podsBefore ? ` (pods still ${p.pods})` : ` (pods ${p.pods} instead of ${p.podsBefore})`}`,
    calico: (p: { readonly now: string; readonly before: string }) => `Calico ${p.now} instead of ${p.before}`,
    withFault: (p: { readonly fault: string }) => `with ${small(p.fault)}`,
    withoutFault: (p: { readonly fault: string }) => `without ${small(p.fault)}`,
    typed: (p: { readonly netns: string; readonly command: string }) => `with ${p.command} on ${p.netns}`,
    untyped: (p: { readonly netns: string; readonly command: string }) => `without ${p.command} on ${p.netns}`,
    onceMore: 'Once more',
    atStep: (p: { readonly step: number; readonly lead: string }) => `${p.lead} from step ${p.step} on`,
  },
  /** What the same flow did before and after: verdict, hops, bytes on the wire, headers. */
  compare: {
    /** Why a fault shows nothing yet. */
    stillKnown: (p: { readonly place: string; readonly address: string }) => ` ${p.place} still knows the MAC of ${p.address} and does not ask: ip neigh flush all there makes it.`,
    addresses: (p: { readonly now: string; readonly before: string }) => `**${p.now} on the wire** instead of ${p.before}`,
    whole: (p: { readonly lead: string; readonly parts: string }) => `${capital(p.lead)}: ${p.parts}.`,
    nothing: (p: { readonly lead: string; readonly same: string }) => `${capital(p.lead)}: **nothing changes for this flow**. As before: ${p.same}.`,
    verdict: (p: { readonly now: string; readonly before: string }) => `**${p.now}** (was ${p.before})`,
    hops: (p: { readonly now: number; readonly before: number }) => `**${p.now} hops** instead of ${p.before}`,
    handshakes: (p: { readonly count: number }) => `${p.count} hops more for the handshake (once)`,
    hopsAsBefore: (p: { readonly hops: number }) => `${p.hops} hops`,
    noWire: '**nothing on the wire between nodes**',
    wire: (p: { readonly bytes: number; readonly frames: number }) => `**${figure(p.bytes)} B on the wire**${inFrames(p.frames)}`,
    wireAsBefore: (p: { readonly bytes: number; readonly frames: number }) => `${figure(p.bytes)} B on the wire${inFrames(p.frames)}`,
    wireChanged: (p: { readonly now: number; readonly frames: number; readonly before: number; readonly framesBefore: number; readonly growth: string }) => `**${figure(p.now)} B on the wire**${inFrames(p.frames)} instead of ${figure(p.before)}${inFrames(p.framesBefore)} (${p.growth})`,
    noEnvelope: 'no envelope any more',
    /** Where request and reply take different ways. */
    there: (p: { readonly parts: string }) => `there ${p.parts}`,
    back: (p: { readonly parts: string }) => `back ${p.parts}`,
    wayAsBefore: (p: { readonly frame: string }) => `as before ${p.frame}`,
    bare: 'nothing around the packet',
    envelope: (p: { readonly now: string }) => `around the packet ${p.now}`,
    envelopeChanged: (p: { readonly now: string; readonly before: string }) => `around the packet ${p.now} instead of ${p.before}`,
  },
  /** How a flow ended (docs/spec/outcomes.md). */
  outcomes: {
    'no-traffic': 'no traffic',
    'refused-locally': 'refused locally',
    delivered: 'answered',
    'error-reported': 'answered with an ICMP error',
    received: 'received; the listener sends no reply',
    'no-reply': 'not answered',
    /** `isAnswer`: what was sent has arrived, and what comes back is lost. */
    dropped: (p: { readonly place: string; readonly isAnswer: boolean }) => `${p.isAnswer ? 'answer ' : ''}dropped${p.place === '' ? '' : ` at ${p.place}`}`,
    droppedBecause: (p: { readonly dropped: string; readonly reason: string }) => `${p.dropped}: ${p.reason}`,
  },
} as const

function inFrames(frames: number): string {
  return frames === 1 ? '' : ` in ${frames} frames`
}

/** For the middle of a sentence; names of interfaces and sysctls are small already. */
function small(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

/** Names of fields keep their small letter: natOutgoing. */
function capital(text: string): string {
  return /^[a-z]+[A-Z_]/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1)
}
