import { chacha20poly1305 } from '@noble/ciphers/chacha.js'
import type { Skb } from '../skb'
import { indexAt, writeIndex } from './handshake'
import type { Keypair } from './keypairs'
import { PADDING_MULTIPLE_BYTES } from './limits'

/*
 *     0  type 4, reserved
 *     4  receiver index
 *     8  counter              8, little-endian
 *    16  inner packet, padded and sealed
 *        tag                 16
 */
export const DATA_TYPE = 4
export const DATA_HEADER_BYTES = 16
export const TAG_BYTES = 16

/** Zeros behind the inner packet, up to a multiple of 16 but never beyond the MTU (calculate_skb_padding, drivers/net/wireguard/send.c). */
export function paddingBytes(lengthBytes: number, mtuBytes: number): number {
  if (mtuBytes === 0) return roundUp(lengthBytes) - lengthBytes
  const lastUnit = lengthBytes % mtuBytes
  return Math.min(mtuBytes, roundUp(lastUnit)) - lastUnit
}

function roundUp(lengthBytes: number): number {
  return Math.ceil(lengthBytes / PADDING_MULTIPLE_BYTES) * PADDING_MULTIPLE_BYTES
}

/** Makes the inner packet from `skb.network` on a data message, in place; answers with where that begins. */
export function sealPacket(keypair: Keypair, skb: Skb, mtuBytes: number): number {
  const padding = paddingBytes(skb.end - skb.network, mtuBytes)
  const counter = keypair.sendingCounter++
  reserveBehind(skb, padding + TAG_BYTES)
  const { data, network } = skb
  const plainEnd = skb.end + padding
  data.fill(0, skb.end, plainEnd)
  skb.end = plainEnd + TAG_BYTES
  chacha20poly1305(keypair.secrets.sendingKey, nonceOf(counter)).encrypt(data.subarray(network, plainEnd), data.subarray(network, skb.end))
  const at = network - DATA_HEADER_BYTES
  data[at] = DATA_TYPE
  data[at + 1] = 0
  data[at + 2] = 0
  data[at + 3] = 0
  writeIndex(data, at + 4, keypair.secrets.remoteIndex)
  writeIndex(data, at + 8, counter % 0x1_0000_0000)
  writeIndex(data, at + 12, Math.floor(counter / 0x1_0000_0000))
  return at
}

/** Opens the data message at `at` in place: the inner packet, still padded, is then [skb.network, skb.end). False when its tag does not fit. */
export function openPacket(keypair: Keypair, skb: Skb, at: number): boolean {
  const { data } = skb
  const inner = at + DATA_HEADER_BYTES
  const plainEnd = skb.end - TAG_BYTES
  try {
    chacha20poly1305(keypair.secrets.receivingKey, nonceOf(counterAt(data, at))).decrypt(data.subarray(inner, skb.end), data.subarray(inner, plainEnd))
  } catch {
    return false
  }
  skb.network = inner
  skb.start = inner
  skb.end = plainEnd
  skb.frame = -1
  return true
}

/** Exact up to 2⁵³, which no simulation gets to; a forged one beyond does not authenticate. */
export function counterAt(data: Uint8Array, at: number): number {
  return indexAt(data, at + 8) + indexAt(data, at + 12) * 0x1_0000_0000
}

function nonceOf(counter: number): Uint8Array {
  const nonce = new Uint8Array(12)
  writeIndex(nonce, 4, counter % 0x1_0000_0000)
  writeIndex(nonce, 8, Math.floor(counter / 0x1_0000_0000))
  return nonce
}

/** A buffer that was taken for a packet just as long has no room behind it. */
function reserveBehind(skb: Skb, bytes: number): void {
  if (skb.end + bytes <= skb.data.length) return
  const larger = new Uint8Array(skb.end + bytes)
  larger.set(skb.data)
  skb.data = larger
}
