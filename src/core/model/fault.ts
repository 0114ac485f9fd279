/** What can be broken on purpose. Each is a short script that anybody could type (core/session/faults.ts). */
export const FAULT_KINDS = [
  'fabric-drops-ipip',
  'fabric-drops-vxlan',
  'forwarding-off',
  'proxy-arp-off',
  'link-down',
  'route-removed',
  'small-router-mtu',
] as const
export type FaultKind = (typeof FAULT_KINDS)[number]

/** Which fault, and where: enough to break the same thing again in a lab that was derived anew. */
export interface FaultRef {
  readonly kind: FaultKind
  /** A namespace's name, or `fabric` for all segments. */
  readonly place: string
  /** The interface, prefix or port that it is about; empty where the place says all, and for VXLAN's standard port. */
  readonly object: string
}

export interface PlacedCommand {
  /** A namespace's name, or `fabric` for the bridges of all segments. */
  readonly netns: string
  readonly command: string
}

/** A fault with the commands that make it and those that mend it, in the lab as it is now. */
export interface Fault extends FaultRef {
  readonly script: readonly PlacedCommand[]
  readonly repair: readonly PlacedCommand[]
}

export function isSameFault(one: FaultRef, other: FaultRef): boolean {
  return one.kind === other.kind && one.place === other.place && one.object === other.object
}
