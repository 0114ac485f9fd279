/** The two toggles of the top bar and the Calico profile, as a lab has them now. */
export interface EncapsulationChoice {
  readonly mode: EncapsulationMode
  readonly scope: EncapsulationScope
  readonly calicoVersion: string
}

export const ENCAPSULATION_MODES = ['direct', 'ipip', 'vxlan', 'wireguard'] as const
export type EncapsulationMode = (typeof ENCAPSULATION_MODES)[number]

/** Calico's `Always` and `CrossSubnet`; without meaning in Direct mode. */
export const ENCAPSULATION_SCOPES = ['always', 'cross-subnet'] as const
export type EncapsulationScope = (typeof ENCAPSULATION_SCOPES)[number]
