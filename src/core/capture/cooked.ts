import { ETHERNET_HEADER_BYTES, ETHER_TYPE } from '../wire/ethernet'
import { LINK_TYPES } from './link-type'

/** To whom a frame was addressed, as packet sockets say it, by its number in cooked captures (linux/if_packet.h). */
export const PACKET_TYPE = { host: 0, broadcast: 1, multicast: 2, otherhost: 3, outgoing: 4 } as const

/** Kinds of hardware (linux/if_arp.h). */
export const ARPHRD = { ethernet: 1, tunnel: 768, loopback: 772, none: 0xfffe } as const

export interface FrameOnLink {
  readonly bytes: Uint8Array
  readonly hasLinkHeader: boolean
  readonly ifindex: number
  readonly hardwareType: number
  readonly packetType: keyof typeof PACKET_TYPE
}

const HEADER_BYTES = LINK_TYPES['linux-sll2'].headerBytes
const MAC_BYTES = 6

/** The frame as a capture of all interfaces has it: its link header gives way to one that says where it was seen (LINKTYPE_LINUX_SLL2). */
export function cookedPacket({ bytes, hasLinkHeader, ifindex, hardwareType, packetType }: FrameOnLink): Uint8Array {
  const linkHeader = bytes.subarray(0, hasLinkHeader ? ETHERNET_HEADER_BYTES : 0)
  const payload = bytes.subarray(linkHeader.length)
  const packet = new Uint8Array(HEADER_BYTES + payload.length)
  const view = new DataView(packet.buffer)
  view.setUint16(0, linkHeader.length === 0 ? ETHER_TYPE.ipv4 : ((linkHeader[12] ?? 0) << 8) | (linkHeader[13] ?? 0))
  view.setUint32(4, ifindex)
  view.setUint16(8, hardwareType)
  view.setUint8(10, PACKET_TYPE[packetType])
  view.setUint8(11, linkHeader.length === 0 ? 0 : MAC_BYTES)
  packet.set(linkHeader.subarray(MAC_BYTES, 2 * MAC_BYTES), 12)
  packet.set(payload, HEADER_BYTES)
  return packet
}
