import type { Topology } from '../kernel/topology'

export interface RecordedSysctls {
  readonly of: (netns: string) => Record<string, number>
  /** rp_filter of the `cali…` links. */
  readonly workloadRpFilter: number
}

/**
 * What the recordings' README says of every recorded lab: cali links strict, as older Felix sets them; everything else
 * loose but the router. Used where the commands that built the lab are not at hand.
 */
const BUILT_SO: readonly (readonly [netns: string, key: string, value: number])[] = [
  ['vm', 'net/ipv4/conf/all/rp_filter', 0],
  ['vm', 'net/ipv4/conf/default/rp_filter', 2],
  ['router', 'net/ipv4/conf/all/rp_filter', 0],
  ['router', 'net/ipv4/conf/default/rp_filter', 0],
]

/**
 * The settings that each namespace of a recorded lab began with: those of its own, over `all` and `default` of the
 * first namespace (`vm`), which every new one starts with; a card starts with `default`.
 */
export function recordedSysctls(topology: Topology, setupCommands: string | undefined): RecordedSysctls {
  const settings = setupCommands === undefined ? BUILT_SO : [...parseSettings(setupCommands)]
  const first = settings.filter(([netns]) => netns === 'vm')
  const workload = settings.find(([, key]) => /\/conf\/cali[^/]+\/rp_filter$/.test(key))
  const of = (netns: string): Record<string, number> => {
    const own = settings.filter(([name, key]) => name === netns && !/\/(conf|neigh)\/cali/.test(key))
    const sysctls = Object.fromEntries([...first, ...own].map(([, key, value]) => [key, value]))
    const loose = sysctls['net/ipv4/conf/default/rp_filter'] ?? 0
    for (const { ifname, linkinfo } of topology.namespaces[netns]?.addr ?? []) {
      const key = `net/ipv4/conf/${ifname}/rp_filter`
      if (linkinfo?.info_kind === 'veth' && !ifname.startsWith('cali'))
        sysctls[key] ??= setupCommands === undefined && netns in topology.nodes ? 2 : loose
    }
    // no Felix ran, so nobody switched conntrack's counters on
    if (netns in topology.nodes) sysctls['net/netfilter/nf_conntrack_acct'] = 0
    return sysctls
  }
  return { of, workloadRpFilter: workload?.[2] ?? 1 }
}

/** `[k8s-m] echo 1 > /proc/sys/net/ipv4/ip_forward`, up to the switches that test whether a fault can be undone. */
function* parseSettings(setupCommands: string): Generator<readonly [string, string, number]> {
  for (const line of setupCommands.split('\n')) {
    const match = /^\[([^\]]+)\] echo (-?\d+) > \/proc\/sys\/(net\/ipv4\/\S+)/.exec(line)
    if (match) yield [match[1] ?? '', match[3] ?? '', Number(match[2])]
  }
}
