import { ok } from '../base/result'
import type { Result } from '../base/result'
import { readField, writeField } from './field-table'
import type { FieldTable } from './field-table'
import type { Mac } from './mac-address'
import { truncated } from './wire-error'
import type { WireError } from './wire-error'

/** Ethernet II, without preamble, VLAN tag and frame check sequence, as Linux captures show it. */
export const ETHERNET_FIELDS = {
  destination: { bitOffset: 0, bitWidth: 48, label: 'Destination', format: 'mac', reference: 'IEEE 802.3 §3.2.4' },
  source: { bitOffset: 48, bitWidth: 48, label: 'Source', format: 'mac', reference: 'IEEE 802.3 §3.2.5' },
  etherType: { bitOffset: 96, bitWidth: 16, label: 'Type', format: 'hex', reference: 'IEEE 802.3 §3.2.6; RFC 894' },
} as const satisfies FieldTable

export const ETHERNET_HEADER_BYTES = 14
export const ETHER_TYPE = { ipv4: 0x0800, arp: 0x0806, ipv6: 0x86dd } as const

export interface EthernetHeader {
  readonly proto: 'ethernet'
  readonly destination: Mac
  readonly source: Mac
  readonly etherType: number
}

export function parseEthernet(bytes: Uint8Array, offset: number, end: number): Result<EthernetHeader, WireError> {
  if (end - offset < ETHERNET_HEADER_BYTES) return truncated(ETHERNET_HEADER_BYTES, end - offset)
  return ok({
    proto: 'ethernet',
    destination: readField(bytes, offset, ETHERNET_FIELDS.destination) as Mac,
    source: readField(bytes, offset, ETHERNET_FIELDS.source) as Mac,
    etherType: readField(bytes, offset, ETHERNET_FIELDS.etherType),
  })
}

/** Writes the 14 bytes of the header at `offset`. */
export function emitEthernet(header: EthernetHeader, bytes: Uint8Array, offset: number): void {
  writeField(bytes, offset, ETHERNET_FIELDS.destination, header.destination)
  writeField(bytes, offset, ETHERNET_FIELDS.source, header.source)
  writeField(bytes, offset, ETHERNET_FIELDS.etherType, header.etherType)
}
