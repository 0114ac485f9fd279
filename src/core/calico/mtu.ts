import type { Cluster, FelixConfiguration } from '../model/cluster'

/** Bytes that each encapsulation adds over IPv4 (felix/dataplane/linux/int_dataplane.go). */
export const OVERHEAD_BYTES = { ipip: 20, vxlan: 50, wireguard: 60 } as const

/** mtuIfacePattern's default; NICs of other names, bonds and bridges among them, do not count. */
const NIC_PATTERN = /^((en|wl|ww|sl|ib)[Pcopsvx].*|(eth|wlan|wwan).*)/
const MTU_WITHOUT_NIC_BYTES = 1460

/** Which encapsulations Felix prepares: any pool that uses one, unless FelixConfiguration says otherwise. */
export interface EnabledEncapsulations {
  readonly ipip: boolean
  readonly vxlan: boolean
  readonly wireguard: boolean
}

export function enabledEncapsulations(cluster: Pick<Cluster, 'felix' | 'pools'>): EnabledEncapsulations {
  return {
    ipip: cluster.felix.ipipEnabled ?? cluster.pools.some((pool) => pool.ipipMode !== 'Never'),
    vxlan: cluster.felix.vxlanEnabled ?? cluster.pools.some((pool) => pool.vxlanMode !== 'Never'),
    wireguard: cluster.felix.wireguardEnabled,
  }
}

export interface NodeMtus {
  readonly ipipMtuBytes: number
  readonly vxlanMtuBytes: number
  readonly wireguardMtuBytes: number
  readonly podMtuBytes: number
}

/**
 * A node's device MTUs: its smallest NIC minus the overhead, unless Felix is told a number; and that of its pods, the
 * smallest over all enabled encapsulations (findHostMTU, determinePodMTU, ConfigureDefaultMTUs).
 */
export function nodeMtus(
  nics: readonly { readonly name: string; readonly mtuBytes: number }[],
  felix: FelixConfiguration,
  enabled: EnabledEncapsulations,
  cniMtuBytes: number | undefined,
): NodeMtus {
  const counted = nics.filter((nic) => NIC_PATTERN.test(nic.name)).map((nic) => nic.mtuBytes)
  const hostMtuBytes = counted.length > 0 ? Math.min(...counted) : MTU_WITHOUT_NIC_BYTES
  const ipipMtuBytes = felix.ipipMtuBytes || hostMtuBytes - OVERHEAD_BYTES.ipip
  const vxlanMtuBytes = felix.vxlanMtuBytes || hostMtuBytes - OVERHEAD_BYTES.vxlan
  const wireguardMtuBytes = felix.wireguardMtuBytes || hostMtuBytes - OVERHEAD_BYTES.wireguard
  const left = [
    ...(enabled.ipip ? [ipipMtuBytes] : []),
    ...(enabled.vxlan ? [vxlanMtuBytes] : []),
    ...(enabled.wireguard ? [wireguardMtuBytes] : []),
  ]
  const podMtuBytes = cniMtuBytes ?? (left.length > 0 ? Math.min(...left) : hostMtuBytes)
  return { ipipMtuBytes, vxlanMtuBytes, wireguardMtuBytes, podMtuBytes }
}
