import type { Inventory } from '../model/inventory'
import type { LabSettings } from '../model/lab-settings'
import type { PoolRef } from '../model/network-spec'

/** The cluster as it was when something ran in it. */
interface ClusterThen {
  readonly under: LabSettings
  readonly drawnOn: Inventory
}

/**
 * What to type, on any node, for a change of the cluster's settings: mode, scope, natOutgoing, WireGuard. Each pool is told what
 * changed of it: pools may differ. Nothing is typed for the release of Calico, the fabric and the network's MTU: they are no
 * resources of the cluster.
 */
export function settingsCommands(before: ClusterThen, after: ClusterThen): readonly string[] {
  const wireguardEnabled = after.under.mode === 'wireguard'
  const pools = new Map(before.drawnOn.pools?.map((pool) => [pool.name, pool]))
  return [
    ...((before.under.mode === 'wireguard') === wireguardEnabled ? [] : [`calicoctl patch felixconfiguration default --type=merge -p ${quoted({ wireguardEnabled })}`]),
    ...(after.drawnOn.pools ?? []).flatMap((pool) => {
      const was = pools.get(pool.name)
      const changed = was === undefined ? {} : changesOf(was, pool)
      return Object.keys(changed).length === 0 ? [] : [`calicoctl patch ippool ${pool.name} -p ${quoted(changed)}`]
    }),
  ]
}

/** A pool's modes exclude each other: they are told together. */
function changesOf(was: PoolRef, { ipipMode, vxlanMode, natOutgoing }: PoolRef): object {
  const isMode = was.ipipMode !== ipipMode || was.vxlanMode !== vxlanMode
  return { ...(isMode ? { ipipMode, vxlanMode } : {}), ...(was.natOutgoing === natOutgoing ? {} : { natOutgoing }) }
}

function quoted(spec: object): string {
  return `'${JSON.stringify({ spec })}'`
}
