import type { Device } from '../device'
import type { Netns } from '../netns'
import type { Skb } from '../skb'
import type { AllowedIps } from './allowed-ips'
import type { SentInitiation } from './handshake'
import type { StaticIdentity } from './key-ring'
import type { Keypair } from './keypairs'
import type { Peer } from './peer'

/** What a receiver index stands for: an initiation that waits for its answer, or a session. */
export type IndexEntry = { readonly peer: Peer; readonly handshake: SentInitiation; readonly keypair?: never } | { readonly peer: Peer; readonly keypair: Keypair; readonly handshake?: never }

/** Where a message came from and to which own address and device (wg_socket_endpoint_from_skb). */
export interface Origin {
  readonly address: number
  readonly port: number
  readonly ownAddress: number
  readonly device: Device | null
  readonly tos: number
}

/** A data message that waits to be opened. */
export interface SealedPacket {
  readonly peer: Peer
  readonly keypair: Keypair
  readonly skb: Skb
  /** Where the message begins in the packet. */
  readonly at: number
  readonly origin: Origin
  readonly counter: number
  /** Of the message as it came. */
  readonly lengthBytes: number
}

/** The state of one WireGuard device (struct wg_device), which its sending and receiving sides share. */
export interface Tunnel {
  readonly netns: Netns
  readonly device: Device
  identity: StaticIdentity | undefined
  listenPort: number
  fwmark: number
  /** By public key in Base64, in the order in which they were added. */
  readonly peers: Map<string, Peer>
  readonly allowedIps: AllowedIps<Peer>
  readonly indices: Map<number, IndexEntry>
  /** Received, and not opened yet. */
  readonly sealed: SealedPacket[]
}

/** wg_index_hashtable_insert: a number that is not in use, for the other side to name this by. */
export function newIndex({ netns, indices }: Tunnel): number {
  const { rng } = netns.env
  let index = rng.nextU32()
  while (indices.has(index)) index = rng.nextU32()
  return index
}

/** wg_noise_handshake_clear: an answer to the initiation that was sent last no longer fits. */
export function clearHandshake(tunnel: Tunnel, peer: Peer): void {
  if (peer.handshakeIndex !== undefined) tunnel.indices.delete(peer.handshakeIndex)
  peer.handshakeIndex = undefined
}
