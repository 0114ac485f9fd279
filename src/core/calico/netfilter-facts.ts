import type { EnabledEncapsulations } from './mtu'
import type { VersionProfile } from './version-profile'

/** What of a node shapes its netfilter tables. */
export interface NetfilterFacts {
  readonly profile: VersionProfile
  readonly enabled: EnabledEncapsulations
  readonly vxlanPort: number
  readonly wireguardPort: number
  /** Devices that exist and whose tunnel address Felix knows, in Felix's order: tunl0, vxlan.calico, wireguard.cali. */
  readonly tunnelDevices: readonly string[]
  /** Whether any pool has natOutgoing. */
  readonly natOutgoing: boolean
  /** Devices whose MASQUERADE rule carries no `cali:` comment. */
  readonly rulesWithoutComment: readonly string[]
  /** Felix's interface prefixes: a link whose name begins with one is a workload's. */
  readonly interfacePrefixes: readonly string[]
  readonly workloads: readonly Workload[]
}

export interface Workload {
  readonly link: string
  /** `kns.NAMESPACE`, and `ksa.NAMESPACE.ACCOUNT` where the service account is known. */
  readonly profiles: readonly string[]
}

/** Every bit that Calico uses in passing, cleared before a packet is judged. */
export function allMarkBits({ marks }: VersionProfile): number {
  return marks.accept | marks.pass | marks.scratch0 | marks.scratch1
}
