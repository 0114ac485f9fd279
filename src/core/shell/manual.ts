import { BIRDCL } from './manual/birdcl'
import { TCPDUMP } from './manual/capture'
import { APT, APT_GET, AWS, AZ, GCLOUD } from './manual/cloud'
import { CALICOCTL } from './manual/cluster'
import type { Manual } from './manual/entry'
import { ARP, ETHTOOL, HOSTNAME, IFCONFIG, LSNS, NETSTAT, ROUTE, SLEEP, SYSCTL, TRUE, WG } from './manual/host'
import { BRIDGE, IP } from './manual/ip'
import { KUBECTL } from './manual/kubectl'
import { CONNTRACK, EBTABLES, IPSET, IPTABLES, IPTABLES_RESTORE, IPTABLES_SAVE, NFT } from './manual/netfilter'
import { ARPING, PING, TRACEPATH, TRACEROUTE } from './manual/probes'
import { DATE, ID, UNAME, WHOAMI } from './manual/system'
import { CURL, NC, SS } from './manual/talk'

/** What each program is and takes, in alphabetical order: for `man`, `help`, `--help` and completion. */
export const MANUALS: readonly Manual[] = [
  APT,
  APT_GET,
  ARP,
  ARPING,
  AWS,
  AZ,
  BIRDCL,
  BRIDGE,
  CALICOCTL,
  CONNTRACK,
  CURL,
  DATE,
  EBTABLES,
  ETHTOOL,
  GCLOUD,
  HOSTNAME,
  ID,
  IFCONFIG,
  IP,
  IPSET,
  IPTABLES,
  IPTABLES_RESTORE,
  IPTABLES_SAVE,
  KUBECTL,
  LSNS,
  NC,
  NETSTAT,
  NFT,
  PING,
  ROUTE,
  SLEEP,
  SS,
  SYSCTL,
  TCPDUMP,
  TRACEPATH,
  TRACEROUTE,
  TRUE,
  UNAME,
  WG,
  WHOAMI,
]

export function manualOf(name: string): Manual | undefined {
  return MANUALS.find((manual) => manual.name === name)
}
