import { changeEncapsulation, encapsulationOf } from '../calico/change-encapsulation'
import type { SegmentAdmin } from '../engine/kernel-api'
import type { Cluster, IpPool } from '../model/cluster'
import type { Fabric, LabSettings } from '../model/lab-settings'
import type { Nic, Underlay, UnderlaySegment } from '../model/underlay'
import { formatIpv4Prefix } from '../wire/ipv4-address'
import type { SessionState } from './session-state'

/** The underlay of a lab's file with a fabric's rules and an MTU on top; both are read back from here, never from a cluster. */
export interface UnderlayChoice {
  readonly fabric: Fabric
  readonly mtuBytes?: number
}

/** The settings as a cluster has them now. */
export function settingsOf(cluster: Cluster, choice: UnderlayChoice): LabSettings {
  return {
    ...encapsulationOf(cluster),
    calicoVersion: cluster.calico.version,
    natOutgoing: natOutgoingOf(cluster.pools.filter(isForPods)),
    ...choice,
  }
}

function natOutgoingOf(pools: readonly IpPool[]): LabSettings['natOutgoing'] {
  const isOn = pools.some((pool) => pool.natOutgoing)
  return isOn && pools.some((pool) => !pool.natOutgoing) ? 'by-pool' : isOn
}

/**
 * Pools that differed under settings that were left, by those settings: one choice for all of them says less than what each of them had,
 * and who goes back finds what was there.
 */
export class LeftPools {
  private readonly left = new Map<string, readonly IpPool[]>()

  note(settings: LabSettings, { pools }: Cluster): void {
    const [first, ...others] = pools.filter(isForPods)
    const differ = others.some((pool) => pool.ipipMode !== first?.ipipMode || pool.vxlanMode !== first.vxlanMode || pool.natOutgoing !== first.natOutgoing)
    if (differ) this.left.set(poolSettings(settings), pools)
    else this.left.delete(poolSettings(settings))
  }

  /** The pools of this cluster with what they had when these settings were left; undefined: they never were, or there are other pools now. */
  under(settings: LabSettings, { pools }: Cluster): readonly IpPool[] | undefined {
    const left = this.left.get(poolSettings(settings))
    if (left?.length !== pools.length) return undefined
    const had = pools.flatMap((pool, i) => {
      const before = left[i]
      if (before?.name !== pool.name) return []
      const { ipipMode, vxlanMode, natOutgoing } = before
      return [{ ...pool, ipipMode, vxlanMode, natOutgoing }]
    })
    return had.length === pools.length ? had : undefined
  }
}

function poolSettings({ mode, scope, natOutgoing }: LabSettings): string {
  return `${mode} ${scope} ${natOutgoing}`
}

/**
 * The cluster under these settings. `underlay` is that of the lab's file: fabric and MTU are put on it, not on what was made of it before.
 * `pools` are what they were under these settings, where they have been left.
 */
export function changeLab(cluster: Cluster, underlay: Underlay, settings: LabSettings, pools?: readonly IpPool[]): Cluster {
  const { mode, scope, calicoVersion, natOutgoing } = settings
  const now = encapsulationOf(cluster)
  const encapsulated = now.mode === mode && now.scope === scope ? cluster : changeEncapsulation(cluster, { mode, scope })
  return {
    ...encapsulated,
    pools: pools ?? (natOutgoing === 'by-pool' ? encapsulated.pools : encapsulated.pools.map((pool): IpPool => (isForPods(pool) ? { ...pool, natOutgoing } : pool))),
    calico: { ...encapsulated.calico, version: calicoVersion },
    underlay: underlayWith(underlay, cluster, settings),
  }
}

function underlayWith(underlay: Underlay, cluster: Cluster, { fabric, mtuBytes }: UnderlayChoice): Underlay {
  const rules = fabricRules(fabric, cluster)
  const segments = underlay.segments.map((segment): UnderlaySegment => ({
    ...segment,
    ...(mtuBytes === undefined ? {} : { mtuBytes }),
    ...(rules.cloudRules === undefined ? {} : { cloudRules: rules.cloudRules }),
    sourceDestinationCheck: segment.sourceDestinationCheck || rules.sourceDestinationCheck,
  }))
  const withMtu = <T extends { readonly nics: readonly Nic[] }>(device: T): T =>
    mtuBytes === undefined ? device : { ...device, nics: device.nics.map((nic) => (nic.attachedTo.kind === 'segment' ? { ...nic, mtuBytes } : nic)) }
  return { segments, routers: underlay.routers.map(withMtu), hosts: underlay.hosts.map(withMtu), nodes: underlay.nodes.map(withMtu) }
}

/**
 * What a fabric refuses. Azure drops IP protocol 4; AWS checks that packets carry an address of the card they leave or
 * reach; Google's network routes every packet by its destination and knows no pod (Calico's pages on public clouds).
 */
function fabricRules(fabric: Fabric, cluster: Cluster): Pick<UnderlaySegment, 'cloudRules' | 'sourceDestinationCheck'> {
  const none = { sourceDestinationCheck: false }
  switch (fabric) {
    case 'on-prem':
      return none
    case 'aws':
      return { sourceDestinationCheck: true }
    case 'azure':
      return { ...none, cloudRules: { cloud: fabric, filters: ['-p IPv4 --ip-proto 4 -j DROP'] } }
    case 'gcp':
      return { ...none, cloudRules: { cloud: fabric, filters: cluster.pools.filter(isForPods).map((pool) => `-p IPv4 --ip-dst ${formatIpv4Prefix(pool.cidr)} -j DROP`) } }
  }
}

/** AWS is left with nothing to refuse where somebody has switched the check of every node off, and is AWS again with the first that is on. */
export function fabricAsChecked({ underlayChoice: { fabric }, underlay, cluster }: Pick<SessionState, 'underlayChoice' | 'underlay' | 'cluster'>, segments: readonly SegmentAdmin[]): Fabric {
  const checking = segments.filter((segment) => segment.sourceDestinationCheck())
  const isOfFile = underlay.segments.some((segment) => segment.sourceDestinationCheck)
  if (checking.length === 0 || isOfFile || (fabric !== 'aws' && fabric !== 'on-prem')) return fabric
  return cluster.nodes.some(({ name }) => checking.some((segment) => segment.isChecked(name))) ? 'aws' : 'on-prem'
}

/** Whether a typed line switches the check of a node. */
export function isAboutCheck(command: string): boolean {
  return /^\s*aws\s+ec2\s+modify-instance-attribute\b/.test(command)
}

function isForPods(pool: IpPool): boolean {
  return pool.allowedUses.includes('Workload')
}
