import { BIRDCL } from './manual/birdcl'
import { TCPDUMP } from './manual/capture'
import { APT, APT_GET, AWS, AZ, GCLOUD } from './manual/cloud'
import { CALICOCTL } from './manual/cluster'
import type { Manual } from './manual/entry'
import { ROUTE, SLEEP, SYSCTL, TRUE, WG } from './manual/host'
import { BRIDGE, IP } from './manual/ip'
import { KUBECTL } from './manual/kubectl'
import { CONNTRACK, EBTABLES, IPSET, IPTABLES, IPTABLES_RESTORE, IPTABLES_SAVE, NFT } from './manual/netfilter'
import { ARPING, PING, TRACEROUTE } from './manual/probes'
import { CURL, NC } from './manual/talk'

/** What each program is and takes, in alphabetical order: for `man`, `help`, `--help` and completion. */
export const MANUALS: readonly Manual[] = [
  APT,
  APT_GET,
  ARPING,
  AWS,
  AZ,
  BIRDCL,
  BRIDGE,
  CALICOCTL,
  CONNTRACK,
  CURL,
  EBTABLES,
  GCLOUD,
  IP,
  IPSET,
  IPTABLES,
  IPTABLES_RESTORE,
  IPTABLES_SAVE,
  KUBECTL,
  NC,
  NFT,
  PING,
  ROUTE,
  SLEEP,
  SYSCTL,
  TCPDUMP,
  TRACEROUTE,
  TRUE,
  WG,
]

export function manualOf(name: string): Manual | undefined {
  return MANUALS.find((manual) => manual.name === name)
}
