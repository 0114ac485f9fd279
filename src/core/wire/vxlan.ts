import { ok } from '../base/result'
import type { Result } from '../base/result'
import { readField, writeField } from './field-table'
import type { FieldTable } from './field-table'
import { truncated } from './wire-error'
import type { WireError } from './wire-error'

const RFC = 'RFC 7348 §5'

export const VXLAN_FIELDS = {
  flags: { bitOffset: 0, bitWidth: 8, label: 'Flags (0x08: the VNI is valid)', format: 'hex', reference: RFC },
  reserved: { bitOffset: 8, bitWidth: 24, label: 'Reserved', format: 'hex', reference: RFC },
  vni: { bitOffset: 32, bitWidth: 24, label: 'VXLAN network identifier', format: 'decimal', reference: RFC },
  reserved2: { bitOffset: 56, bitWidth: 8, label: 'Reserved', format: 'hex', reference: RFC },
} as const satisfies FieldTable

export const VXLAN_HEADER_BYTES = 8
export const VXLAN_UDP_PORT = 4789
/** The I flag: the VNI is valid. */
export const VXLAN_FLAG_VNI = 0x08

export interface VxlanHeader {
  readonly proto: 'vxlan'
  readonly flags: number
  readonly reserved: number
  readonly vni: number
  readonly reserved2: number
}

export function parseVxlan(bytes: Uint8Array, offset: number, end: number): Result<VxlanHeader, WireError> {
  if (end - offset < VXLAN_HEADER_BYTES) return truncated(VXLAN_HEADER_BYTES, end - offset)
  return ok({
    proto: 'vxlan',
    flags: readField(bytes, offset, VXLAN_FIELDS.flags),
    reserved: readField(bytes, offset, VXLAN_FIELDS.reserved),
    vni: readField(bytes, offset, VXLAN_FIELDS.vni),
    reserved2: readField(bytes, offset, VXLAN_FIELDS.reserved2),
  })
}

/** Writes the 8 bytes of the header at `offset`. */
export function emitVxlan(header: VxlanHeader, bytes: Uint8Array, offset: number): void {
  writeField(bytes, offset, VXLAN_FIELDS.flags, header.flags)
  writeField(bytes, offset, VXLAN_FIELDS.reserved, header.reserved)
  writeField(bytes, offset, VXLAN_FIELDS.vni, header.vni)
  writeField(bytes, offset, VXLAN_FIELDS.reserved2, header.reserved2)
}
