import type { Program } from '../engine/kernel-api'
import { apt } from './apt'
import { arping } from './arping'
import { bridge } from './bridge'
import { az, gcloud } from './cloud/other-clouds'
import { CLUSTER_COMMAND_NAMES } from './cluster-commands'
import { conntrack } from './conntrack'
import { curl } from './curl/curl'
import { arp } from './host/arp'
import { ethtool } from './host/ethtool'
import { hostname } from './host/hostname'
import { ifconfig } from './host/ifconfig'
import { lsns } from './host/lsns'
import { netstat } from './host/netstat'
import { routeCommand } from './host/route'
import { ipWith } from './ip/ip'
import { manualOf } from './manual'
import { withHelp } from './manual/with-help'
import { nc } from './nc/nc'
import { ebtablesElsewhere, ebtablesOn } from './netfilter/ebtables'
import { ipset } from './netfilter/ipset'
import { iptables } from './netfilter/iptables'
import { iptablesRestore } from './netfilter/iptables-restore'
import { iptablesSave } from './netfilter/iptables-save'
import { nft } from './netfilter/nft'
import { ping } from './ping/ping'
import { sleep } from './sleep'
import { ss } from './ss/ss'
import { sysctl } from './sysctl'
import { date } from './system/date'
import { id, whoami } from './system/identity'
import { uname } from './system/uname'
import { tcpdump } from './tcpdump/tcpdump'
import { tracepath } from './traceroute/tracepath'
import { traceroute } from './traceroute/traceroute'
import { wg } from './wg/wg'

const succeed: Program = function* () {
  return 0
}

/** Every command that a namespace has. The page, the command line, scripts and tests all find them here. */
const COMMANDS: Readonly<Record<string, Program>> = {
  apt,
  'apt-get': apt,
  arp,
  arping,
  az,
  bridge,
  conntrack,
  curl,
  date,
  ebtables: ebtablesElsewhere,
  ethtool,
  gcloud,
  hostname,
  id,
  ifconfig,
  ip: ipWith((name) => commandNamed(name)),
  ipset,
  iptables,
  'iptables-restore': iptablesRestore,
  'iptables-save': iptablesSave,
  lsns,
  nc,
  netstat,
  nft,
  ping,
  route: routeCommand,
  sleep,
  ss,
  sysctl,
  tcpdump,
  tracepath,
  traceroute,
  true: succeed,
  uname,
  wg,
  whoami,
}

/** In alphabetical order, for messages and completion. */
export const COMMAND_NAMES: readonly string[] = [...Object.keys(COMMANDS), ...CLUSTER_COMMAND_NAMES].sort((a, b) => (a < b ? -1 : 1))

export const FABRIC_COMMAND_NAMES: readonly string[] = ['ebtables', 'true']

/** The program of that name, as a node's or pod's shell would find it; unknown names print what a shell prints, and what there is. */
export function commandNamed(name: string): Program {
  const program = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  return program ? withHelp(manualOf(name), program) : notFound
}

/** The program of that name at a segment's bridge, or at all bridges of the fabric. */
export function fabricCommandNamed(name: string, segmentNames: readonly string[]): Program {
  if (name === 'ebtables') return withHelp(manualOf(name), ebtablesOn(segmentNames))
  return name === 'true' ? succeed : notInFabric
}

const notFound: Program = function* (system, argv) {
  system.stderr(`${argv[0] ?? ''}: command not found; Hopscope has ${COMMAND_NAMES.join(', ')}\n`)
  return 127
}

const notInFabric: Program = function* (system, argv) {
  system.stderr(`${argv[0] ?? ''}: a segment has no such command; Hopscope has ebtables there\n`)
  return 127
}
