import { err, ok } from '../base/result'
import type { Result } from '../base/result'
import { readField, writeField } from './field-table'
import type { FieldTable } from './field-table'
import type { Ipv4 } from './ipv4-address'
import type { Mac } from './mac-address'
import { truncated } from './wire-error'
import type { WireError } from './wire-error'

const RFC = 'RFC 826, packet format'

/** ARP for IPv4 over Ethernet, the only kind that is modelled. */
export const ARP_FIELDS = {
  hardwareType: { bitOffset: 0, bitWidth: 16, label: 'Hardware type', format: 'decimal', reference: RFC },
  protocolType: { bitOffset: 16, bitWidth: 16, label: 'Protocol type', format: 'hex', reference: RFC },
  hardwareLength: { bitOffset: 32, bitWidth: 8, label: 'Hardware size', format: 'decimal', reference: RFC },
  protocolLength: { bitOffset: 40, bitWidth: 8, label: 'Protocol size', format: 'decimal', reference: RFC },
  operation: { bitOffset: 48, bitWidth: 16, label: 'Opcode', format: 'decimal', reference: RFC },
  senderMac: { bitOffset: 64, bitWidth: 48, label: 'Sender MAC address', format: 'mac', reference: RFC },
  senderAddress: { bitOffset: 112, bitWidth: 32, label: 'Sender IP address', format: 'ipv4', reference: RFC },
  targetMac: { bitOffset: 144, bitWidth: 48, label: 'Target MAC address', format: 'mac', reference: RFC },
  targetAddress: { bitOffset: 192, bitWidth: 32, label: 'Target IP address', format: 'ipv4', reference: RFC },
} as const satisfies FieldTable

export const ARP_BYTES = 28
export const ARP_OPERATION = { request: 1, reply: 2 } as const

export interface ArpHeader {
  readonly proto: 'arp'
  readonly operation: number
  readonly senderMac: Mac
  readonly senderAddress: Ipv4
  readonly targetMac: Mac
  readonly targetAddress: Ipv4
}

export function parseArp(bytes: Uint8Array, offset: number, end: number): Result<ArpHeader, WireError> {
  if (end - offset < ARP_BYTES) return truncated(ARP_BYTES, end - offset)
  const hardwareType = readField(bytes, offset, ARP_FIELDS.hardwareType)
  const protocolType = readField(bytes, offset, ARP_FIELDS.protocolType)
  const lengths = readField(bytes, offset, ARP_FIELDS.hardwareLength) * 256 + readField(bytes, offset, ARP_FIELDS.protocolLength)
  if (hardwareType !== 1 || protocolType !== 0x0800 || lengths !== 0x0604) return err({ code: 'unsupported-address-type', hardwareType, protocolType })
  return ok({
    proto: 'arp',
    operation: readField(bytes, offset, ARP_FIELDS.operation),
    senderMac: readField(bytes, offset, ARP_FIELDS.senderMac) as Mac,
    senderAddress: readField(bytes, offset, ARP_FIELDS.senderAddress) as Ipv4,
    targetMac: readField(bytes, offset, ARP_FIELDS.targetMac) as Mac,
    targetAddress: readField(bytes, offset, ARP_FIELDS.targetAddress) as Ipv4,
  })
}

/** Writes the 28 bytes of an Ethernet/IPv4 ARP packet at `offset`. */
export function emitArp(header: ArpHeader, bytes: Uint8Array, offset: number): void {
  writeField(bytes, offset, ARP_FIELDS.hardwareType, 1)
  writeField(bytes, offset, ARP_FIELDS.protocolType, 0x0800)
  writeField(bytes, offset, ARP_FIELDS.hardwareLength, 6)
  writeField(bytes, offset, ARP_FIELDS.protocolLength, 4)
  writeField(bytes, offset, ARP_FIELDS.operation, header.operation)
  writeField(bytes, offset, ARP_FIELDS.senderMac, header.senderMac)
  writeField(bytes, offset, ARP_FIELDS.senderAddress, header.senderAddress)
  writeField(bytes, offset, ARP_FIELDS.targetMac, header.targetMac)
  writeField(bytes, offset, ARP_FIELDS.targetAddress, header.targetAddress)
}
