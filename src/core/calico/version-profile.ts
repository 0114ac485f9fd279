import type { CalicoVersion } from '../model/cluster'

/** Everything in which the releases differ that a packet or a person can see. */
export interface VersionProfile {
  /** Metric of Felix's routes to local pods; 0 is none (FelixConfiguration ipv4NormalRoutePriority, 3.32). */
  readonly podRouteMetric: number
  /** Metric of the routes that BIRD learned from other nodes (confd bgp_processor.go, 3.32). */
  readonly bgpRouteMetric: number
  /** Felix writes the device's MTU on its tunnel routes (3.31). */
  readonly tunnelRouteMtu: boolean
  readonly marks: MarkBits
  /** The ipset of all pools, without `cali40`. */
  readonly allPoolsSet: 'all-ipam-pools' | 'network-ip-pools'
  /** Pools for load balancers alone are left out of that set (3.31.6, 3.32.1). */
  readonly allPoolsSetSkipsLoadBalancers: boolean
  /** Where the jump to cali-POSTROUTING stands: inserted up to 3.27, appended since (3.28). */
  readonly postroutingJump: 'insert' | 'append'
  /** VXLAN's outer packets skip conntrack (3.30). */
  readonly vxlanNotrack: boolean
  /** A workload's chain clears the pass mark beside the accept mark (tiers, 3.29). */
  readonly workloadChainClearsPass: boolean
  /** A profile's chain ends with RETURN even though it would anyway (to 3.29). */
  readonly profileChainReturns: boolean
  /** cali-POSTROUTING of mangle begins with the jump to cali-egress-dscp (3.31). */
  readonly egressDscp: boolean
}

/** Bits of iptablesMarkMask 0xffff0000, given out in this order; 3.30 put `drop` third. */
export interface MarkBits {
  readonly accept: number
  readonly pass: number
  readonly scratch0: number
  readonly scratch1: number
  readonly wireguard: number
}

const MARKS_BEFORE_3_30: MarkBits = { accept: 0x10000, pass: 0x20000, scratch0: 0x40000, scratch1: 0x80000, wireguard: 0x100000 }
const MARKS_SINCE_3_30: MarkBits = { accept: 0x10000, pass: 0x20000, scratch0: 0x80000, scratch1: 0x100000, wireguard: 0x200000 }

/** One row a profile; docs/spec/calico.md has the sources. */
export const VERSION_PROFILES: Readonly<Record<CalicoVersion, VersionProfile>> = {
  'v3.26': {
    podRouteMetric: 0,
    bgpRouteMetric: 0,
    tunnelRouteMtu: false,
    marks: MARKS_BEFORE_3_30,
    allPoolsSet: 'all-ipam-pools',
    allPoolsSetSkipsLoadBalancers: false,
    postroutingJump: 'insert',
    vxlanNotrack: false,
    workloadChainClearsPass: false,
    profileChainReturns: true,
    egressDscp: false,
  },
  'v3.30': {
    podRouteMetric: 0,
    bgpRouteMetric: 0,
    tunnelRouteMtu: false,
    marks: MARKS_SINCE_3_30,
    allPoolsSet: 'all-ipam-pools',
    allPoolsSetSkipsLoadBalancers: false,
    postroutingJump: 'append',
    vxlanNotrack: true,
    workloadChainClearsPass: true,
    profileChainReturns: false,
    egressDscp: false,
  },
  'v3.32.1': {
    podRouteMetric: 1024,
    bgpRouteMetric: 1024,
    tunnelRouteMtu: true,
    marks: MARKS_SINCE_3_30,
    allPoolsSet: 'network-ip-pools',
    allPoolsSetSkipsLoadBalancers: true,
    postroutingJump: 'append',
    vxlanNotrack: true,
    workloadChainClearsPass: true,
    profileChainReturns: false,
    egressDscp: true,
  },
}

/** The profile that stands for a release: `v3.29.7` is v3.26's, `v3.31.2` v3.30's; `undefined` for what is no version. */
export function profileOfRelease(release: string): CalicoVersion | undefined {
  const match = /^v?3\.(\d{1,3})(?:\.|$|-)/.exec(release)
  if (!match) return undefined
  const minor = Number(match[1])
  if (minor >= 32) return 'v3.32.1'
  return minor >= 30 ? 'v3.30' : 'v3.26'
}
