import { macFromBytes } from '../../wire/mac-address'
import type { Naming } from './names'

const PACKET_TYPES = ['In', 'B', 'M', 'P', 'Out']
const MAC_BYTES = 6

/** What is said of a frame of a cooked capture, and what follows its header (print-sll.c). */
export interface CookedHeader {
  readonly etherType: number
  /** Interface and direction, in columns: `eth0  In  `. */
  readonly heading: string
  /** What `-e` says: the interface's number, and who sent the frame where it has a MAC address. */
  readonly details: string
}

export function cookedHeader(bytes: Uint8Array, linkType: 'linux-sll' | 'linux-sll2', linkName: (ifindex: number) => string, naming: Naming): CookedHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (linkType === 'linux-sll') {
    const sender = view.getUint16(4) === MAC_BYTES ? `${naming.mac(macFromBytes(bytes, 6))} ` : ''
    return { etherType: view.getUint16(14), heading: `${packetType(view.getUint16(0)).padStart(3)} `, details: sender }
  }
  const ifindex = view.getUint32(4)
  const sender = view.getUint8(11) === MAC_BYTES ? `${naming.mac(macFromBytes(bytes, 12))} ` : ''
  return { etherType: view.getUint16(0), heading: `${linkName(ifindex).padEnd(5)} ${packetType(view.getUint8(10)).padEnd(3)} `, details: `ifindex ${ifindex} ${sender}` }
}

function packetType(number: number): string {
  return PACKET_TYPES[number] ?? '?'
}
