import type { Ipv4, Ipv4Prefix } from '../wire/ipv4-address'

/** What BIRD on one node knows: its sessions, what came over them, and what it says of its own. */
export interface BgpView {
  readonly routerId: Ipv4
  readonly asNumber: number
  readonly sessions: readonly BgpSession[]
  readonly learned: readonly BgpRoute[]
  /** The node's own blocks: static, so that they are there before any pod is. */
  readonly own: readonly Ipv4Prefix[]
}

export interface BgpSession {
  /** `Mesh_192_168_10_101` (confd's bird.cfg.template). */
  readonly name: string
  readonly kind: 'Mesh' | 'Global' | 'Node'
  readonly peer: Ipv4
  readonly asNumber: number
  /** Nobody in this lab answers a session that is not. */
  readonly isEstablished: boolean
}

export interface BgpRoute {
  readonly destination: Ipv4Prefix
  readonly session: string
  /** The node that said so: the BGP next hop. */
  readonly from: Ipv4
  /** How the next hop is reached; absent where no route leads to it. */
  readonly via?: { readonly gateway: Ipv4; readonly link: string }
}
