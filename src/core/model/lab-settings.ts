import type { CalicoVersion } from './cluster'
import type { EncapsulationChoice } from './encapsulation'

/** What the network below a cluster lets through: a plain switch, or what a cloud does to packets that are not its own. */
export const FABRICS = ['on-prem', 'aws', 'azure', 'gcp'] as const
export type Fabric = (typeof FABRICS)[number]

/** Rules that a cloud's network has by itself: nobody typed them, and nobody can delete them. */
export interface CloudRules {
  readonly cloud: 'azure' | 'gcp'
  /** As ebtables FORWARD rules without `-A FORWARD`. */
  readonly filters: readonly string[]
}

/** MTUs that a segment can be set to: what IPv4 guarantees for a header and eight bytes of data, and what fits the length field. */
export const SEGMENT_MTU_BYTES = { least: 576, most: 65_535 } as const

/** What can be changed of a lab without editing its file. */
export interface LabSettings extends EncapsulationChoice {
  readonly calicoVersion: CalicoVersion
  /** Of every pool that gives addresses to pods; `by-pool` where they differ. */
  readonly natOutgoing: boolean | 'by-pool'
  readonly fabric: Fabric
  /** MTU of every segment and of the cards plugged into one; absent: as the lab's file says. */
  readonly mtuBytes?: number
}

export function areSameSettings(one: LabSettings, other: LabSettings): boolean {
  const keys: readonly (keyof LabSettings)[] = ['mode', 'scope', 'calicoVersion', 'natOutgoing', 'fabric', 'mtuBytes']
  return keys.every((key) => one[key] === other[key])
}
