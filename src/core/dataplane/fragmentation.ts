import { read16, write16 } from './bytes'
import { recordEvent } from './environment'
import { fillHeaderChecksum, headerLength, IP_FRAGMENT, IP_MF, IP_OFFSET_MASK, IP_TOTAL_LENGTH, IP_DF } from './ipv4-header'
import type { Netns } from './netns'
import type { Skb } from './skb'

/**
 * Cuts an IP packet into fragments that fit `mtuBytes` and hands each on (ip_do_fragment). A packet that came in
 * fragments leaves in the same ones, or, where they do not fit, in fragments no larger than they were. Takes the packet over.
 */
export function fragmentIpv4(netns: Netns, skb: Skb, mtuBytes: number, send: (netns: Netns, fragment: Skb) => void): void {
  const { env } = netns
  const limit = skb.fragmentMaxBytes > 0 ? Math.min(skb.fragmentMaxBytes, mtuBytes) : mtuBytes
  const header = headerLength(skb.data, skb.network)
  const payloadBytes = skb.end - skb.network - header
  const room = limit - header
  const payloads = keptFragments(skb, room) ?? cutEvenly(payloadBytes, room)
  const original = read16(skb.data, skb.network + IP_FRAGMENT)
  const firstOffset = original & IP_OFFSET_MASK
  recordEvent(netns, 'packet.fragmented', skb.outDevice, skb, payloads.length, limit, -1)
  let done = 0
  for (const length of payloads) {
    const fragment = env.pool.take(header + length)
    fragment.packet = skb.packet
    const at = fragment.network
    fragment.data.set(skb.data.subarray(skb.network, skb.network + header), at)
    fragment.data.set(skb.data.subarray(skb.network + header + done, skb.network + header + done + length), at + header)
    const more = done + length < payloadBytes || (original & IP_MF) !== 0
    write16(fragment.data, at + IP_TOTAL_LENGTH, header + length)
    write16(fragment.data, at + IP_FRAGMENT, (firstOffset + done / 8) | (more ? IP_MF : 0) | (original & IP_DF & (skb.ignoreDf ? 0 : IP_DF)))
    fillHeaderChecksum(fragment.data, at)
    fragment.route = skb.route
    fragment.outDevice = skb.outDevice
    fragment.nextHop = skb.nextHop
    fragment.mark = skb.mark
    fragment.forwarded = skb.forwarded
    fragment.connection = skb.connection
    fragment.isReply = skb.isReply
    fragment.flowHash = skb.flowHash
    fragment.hasDepartureTime = skb.hasDepartureTime
    done += length
    send(netns, fragment)
    env.workOffPackets()
  }
  env.pool.release(skb)
}

/**
 * The fragments that connection tracking put together are still there, one by one, and leave as they are if each fits. A
 * tunnel device asks for more room in front of them than they have.
 */
function keptFragments(skb: Skb, room: number): readonly number[] | undefined {
  const { fragmentPayloads: payloads, outDevice } = skb
  if (payloads === null || outDevice?.spec.kind !== 'ethernet') return undefined
  return payloads.every((length, i) => length <= room && (length % 8 === 0 || i === payloads.length - 1)) ? payloads : undefined
}

function cutEvenly(payloadBytes: number, room: number): readonly number[] {
  const step = room & ~7
  const payloads: number[] = []
  for (let left = payloadBytes; left > 0; left -= payloads.at(-1) as number) payloads.push(left > room ? step : left)
  return payloads
}
