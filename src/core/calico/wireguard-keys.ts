import { x25519 } from '@noble/curves/ed25519.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { base64Encode } from '../base/base64'
import { once } from '../base/once'
import type { Cluster } from '../model/cluster'
import { utf8Bytes } from './byte-text'

export interface NodeKeys {
  readonly publicKey: string
  readonly privateKey?: string
}

/**
 * Each node's WireGuard keys, by node index; `undefined` for a node that cannot encrypt. A lab that gives some node's
 * public key gives them all: a node without one has no WireGuard. Where it gives none, keys are made of the nodes'
 * names, so that a trace can be repeated; they are good for nothing else.
 */
export function wireguardKeys(cluster: Cluster): (node: number) => NodeKeys | undefined {
  const given = cluster.nodes.some((node) => node.wireguardPublicKey !== undefined)
  const made = new Map<number, NodeKeys | undefined>()
  return (index) => {
    if (!made.has(index)) made.set(index, given ? givenKeys(cluster, index) : madeKeys(cluster.nodes[index]?.name ?? ''))
    return made.get(index)
  }
}

function givenKeys(cluster: Cluster, index: number): NodeKeys | undefined {
  const publicKey = cluster.nodes[index]?.wireguardPublicKey
  const privateKey = cluster.underlay.nodes[index]?.wireguard.privateKey
  if (publicKey === undefined) return undefined
  return privateKey === undefined ? { publicKey } : { publicKey, privateKey }
}

/** The keys of a node of which the lab tells none. */
export function madeKeys(node: string): NodeKeys {
  const secret = clamp(sha256(utf8Bytes(`wireguard key of ${node}`)))
  const publicKey = once(() => base64Encode(x25519.getPublicKey(secret)))
  return {
    get publicKey() {
      return publicKey()
    },
    privateKey: base64Encode(secret),
  }
}

/** As `wg genkey` does (RFC 7748 section 5). */
function clamp(secret: Uint8Array): Uint8Array {
  const clamped = Uint8Array.from(secret)
  clamped[0] = (clamped[0] ?? 0) & 248
  clamped[31] = ((clamped[31] ?? 0) & 127) | 64
  return clamped
}
