import type { Cluster, IpPool } from '../model/cluster'
import type { EncapsulationChoice, EncapsulationMode, EncapsulationScope } from '../model/encapsulation'

/**
 * Does what `calicoctl patch ippool` (ipipMode, vxlanMode) and `calicoctl patch felixconfiguration default`
 * (wireguardEnabled) do, to every pool that gives addresses to pods. WireGuard goes on top of whatever the pools have.
 */
export function changeEncapsulation(
  cluster: Cluster,
  choice: { readonly mode: EncapsulationMode; readonly scope: EncapsulationScope },
): Cluster {
  const wireguardEnabled = choice.mode === 'wireguard'
  const felix = { ...cluster.felix, wireguardEnabled }
  if (wireguardEnabled) return { ...cluster, felix }
  const on = choice.scope === 'always' ? 'Always' : 'CrossSubnet'
  const ipipMode = choice.mode === 'ipip' ? on : 'Never'
  const vxlanMode = choice.mode === 'vxlan' ? on : 'Never'
  const pools = cluster.pools.map((pool): IpPool => (isForPods(pool) ? { ...pool, ipipMode, vxlanMode } : pool))
  return { ...cluster, felix, pools }
}

/** The toggles as the cluster has them; of several pools the first that encapsulates speaks. */
export function encapsulationOf(cluster: Cluster): EncapsulationChoice {
  const pools = cluster.pools.filter(isForPods)
  const pool = pools.find(({ ipipMode, vxlanMode }) => ipipMode !== 'Never' || vxlanMode !== 'Never')
  const scope = pool?.ipipMode === 'CrossSubnet' || pool?.vxlanMode === 'CrossSubnet' ? 'cross-subnet' : 'always'
  const overlay = pool === undefined ? 'direct' : pool.ipipMode === 'Never' ? 'vxlan' : 'ipip'
  const mode = cluster.felix.wireguardEnabled ? 'wireguard' : overlay
  return { mode, scope, calicoVersion: cluster.calico.version }
}

function isForPods(pool: IpPool): boolean {
  return pool.allowedUses.includes('Workload')
}
