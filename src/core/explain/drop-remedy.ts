import type { Inventory } from '../model/inventory'
import type { DropReason } from '../trace/entry-kinds'
import type { Trace } from '../trace/trace'
import { curesIn } from '../words/cures'
import type { Words } from '../words/en'
import { NO_REMEDY, repaired } from './drop-case'
import type { DropCase, DropRemedy } from './drop-case'
import type { DropContext } from './drop-context'
import { foreignSource, takenSource } from './remedies-of-addresses'
import { checkedByCloud, inFabric } from './remedies-of-clouds'
import { silentHost, unknownMac } from './remedies-of-hosts'
import { linkDown } from './remedies-of-links'
import { smallLink, tooLongForWay } from './remedies-of-mtu'
import { unanswered } from './remedies-of-neighbours'
import { blackholed, lostOnTheWay, outOfTtl } from './remedies-of-routes'
import { byRule } from './remedies-of-rules'
import { ledIntoItself, noFarEnd, noListener } from './remedies-of-tunnels'
import { noPeer, notAllowed, strangersKey } from './remedies-of-wireguard'

type Look = (about: DropCase) => DropRemedy

const DEFAULT_CONNTRACK_MAX = 262_144

/** What is to be found out of a drop, by its reason. */
export function dropRemedy(trace: Trace, context: DropContext, inventory: Inventory, words: Words): DropRemedy {
  return LOOKS[context.reason]?.({ trace, context, inventory, words, found: curesIn(words).found }) ?? NO_REMEDY
}

const LOOKS: Readonly<Partial<Record<DropReason, Look>>> = {
  'no-route': lostOnTheWay,
  'ttl-exceeded': outOfTtl,
  'blackhole-route': blackholed,
  'no-such-neighbour': unanswered,
  'no-socket': noListener,
  'iptables-drop': byRule,
  'iptables-reject': byRule,
  'fabric-filter': inFabric,
  'source-destination-check': checkedByCloud,
  'fragmentation-needed': tooLongForWay,
  'forwarding-disabled': ({ context }) => repaired(context.place, 'sysctl -w net.ipv4.ip_forward=1'),
  'interface-down': linkDown,
  'exceeds-segment-mtu': smallLink,
  'no-fdb-entry': noFarEnd,
  'no-allowed-ip': notAllowed,
  'no-wireguard-peer': noPeer,
  'decryption-failed': strangersKey,
  'tunnel-loop': ledIntoItself,
  'reverse-path-filter': foreignSource,
  'martian-source': takenSource,
  'segment-no-port': unknownMac,
  'echo-ignored': silentHost,
  'conntrack-full': ({ context }) => repaired(context.place, `sysctl -w net.netfilter.nf_conntrack_max=${DEFAULT_CONNTRACK_MAX}`),
}
