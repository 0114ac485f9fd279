import { splitOptions } from '../wire/header-options'
import type { HeaderOption } from '../wire/header-options'
import { formatIpv4 } from '../wire/ipv4-address'
import type { Ipv4 } from '../wire/ipv4-address'
import { TCP_OPTION } from '../wire/tcp'
import type { FieldView } from './dissect'

/** Of the fields that options are. */
export type OptionName =
  | 'endOfOptions'
  | 'noOperation'
  | 'maximumSegmentSize'
  | 'windowScale'
  | 'sackPermitted'
  | 'selectiveAcknowledgment'
  | 'timestamps'
  | 'recordRoute'
  | 'timestamp'
  | 'sourceRoute'
  | 'routerAlert'
  | 'otherOption'
  | 'unreadableOptions'

interface OptionSpec {
  readonly name: OptionName
  readonly label: string
  readonly reference: string
  /** The data that it must have to be read; of others the kind alone is told. */
  readonly dataBytes?: (count: number) => boolean
  /** What stands in the data: a number of it, and all of it as text. */
  readonly read?: (data: DataView) => { readonly value: number; readonly text: string }
}

const RFC_791 = 'RFC 791 §3.1'
const RFC_9293 = 'RFC 9293 §3.2'
const SACK_BLOCK_BYTES = 8

const END = { name: 'endOfOptions', label: 'End of options' } as const
const NO_OPERATION = { name: 'noOperation', label: 'No operation' } as const

const TCP_OPTIONS: ReadonlyMap<number, OptionSpec> = new Map<number, OptionSpec>([
  [TCP_OPTION.end, { ...END, reference: RFC_9293 }],
  [TCP_OPTION.nop, { ...NO_OPERATION, reference: RFC_9293 }],
  [TCP_OPTION.maximumSegmentSize, { name: 'maximumSegmentSize', label: 'Maximum segment size', reference: 'RFC 9293 §3.7.1', dataBytes: (count) => count === 2, read: (data) => plain(data.getUint16(0)) }],
  [TCP_OPTION.windowScale, { name: 'windowScale', label: 'Window scale', reference: 'RFC 7323 §2.2', dataBytes: (count) => count === 1, read: (data) => plain(data.getUint8(0)) }],
  [TCP_OPTION.sackPermitted, { name: 'sackPermitted', label: 'SACK permitted', reference: 'RFC 2018 §2' }],
  [TCP_OPTION.sack, { name: 'selectiveAcknowledgment', label: 'Selective acknowledgment', reference: 'RFC 2018 §3', dataBytes: (count) => count > 0 && count % SACK_BLOCK_BYTES === 0, read: sackBlocks }],
  [TCP_OPTION.timestamps, { name: 'timestamps', label: 'Timestamps', reference: 'RFC 7323 §3.2', dataBytes: (count) => count === 8, read: (data) => ({ value: data.getUint32(0), text: `TSval ${data.getUint32(0)}, TSecr ${data.getUint32(4)}` }) }],
])

const IPV4_OPTIONS: ReadonlyMap<number, OptionSpec> = new Map<number, OptionSpec>([
  [0, { ...END, reference: RFC_791 }],
  [1, { ...NO_OPERATION, reference: RFC_791 }],
  [7, { name: 'recordRoute', label: 'Record route', reference: RFC_791, dataBytes: isRoute, read: routers }],
  [68, { name: 'timestamp', label: 'Internet timestamp', reference: RFC_791 }],
  [131, { name: 'sourceRoute', label: 'Loose source route', reference: RFC_791, dataBytes: isRoute, read: routers }],
  [137, { name: 'sourceRoute', label: 'Strict source route', reference: RFC_791, dataBytes: isRoute, read: routers }],
  [148, { name: 'routerAlert', label: 'Router alert', reference: 'RFC 2113 §2.1', dataBytes: (count) => count === 2, read: (data) => plain(data.getUint16(0)) }],
])

const OF_PROTOCOL = { ipv4: { known: IPV4_OPTIONS, reference: RFC_791 }, tcp: { known: TCP_OPTIONS, reference: RFC_9293 } } as const

/**
 * The options between two offsets from the header's start, each a field. Kind and length belong to the field; an end of the list with the
 * padding behind it, and what cannot be read, are one field to the end. A name that comes again is numbered: `noOperation.2`.
 */
export function optionFields(proto: keyof typeof OF_PROTOCOL, bytes: Uint8Array, headerOffset: number, start: number, headerBytes: number): readonly FieldView[] {
  const { known, reference } = OF_PROTOCOL[proto]
  const end = headerOffset + headerBytes
  const { options, rest } = splitOptions(bytes, headerOffset + start, end)
  const told = new Map<string, number>()
  const field = (spec: OptionSpec, option: HeaderOption): FieldView => {
    const times = (told.get(spec.name) ?? 0) + 1
    told.set(spec.name, times)
    return {
      name: times === 1 ? spec.name : `${spec.name}.${times}`,
      label: spec.label,
      bitOffset: (option.offset - headerOffset) * 8,
      bitWidth: option.lengthBytes * 8,
      ...valueOf(spec, option, bytes),
      reference: spec.reference,
    }
  }
  const fields = options.map((option) => field(known.get(option.kind) ?? { name: 'otherOption', label: 'Another option', reference }, option))
  if (rest === end) return fields
  const last = { kind: bytes[rest] as number, offset: rest, lengthBytes: end - rest }
  return [...fields, field(last.kind === 0 ? { ...END, reference } : { name: 'unreadableOptions', label: 'Unreadable options', reference }, last)]
}

/** The name without the number that tells it from the same option before it. */
export function optionName(fieldName: string): string {
  return fieldName.replace(/\.\d+$/, '')
}

function valueOf({ dataBytes, read }: OptionSpec, { kind, offset, lengthBytes }: HeaderOption, bytes: Uint8Array): { readonly value: number; readonly text: string } {
  const count = lengthBytes - 2
  return read && dataBytes?.(count) === true ? read(new DataView(bytes.buffer, bytes.byteOffset + offset + 2, count)) : { value: kind, text: `Kind=${kind}` }
}

function plain(value: number): { readonly value: number; readonly text: string } {
  return { value, text: String(value) }
}

/** Each block from its left to its right edge. */
function sackBlocks(data: DataView): { readonly value: number; readonly text: string } {
  const blocks = Array.from({ length: data.byteLength / SACK_BLOCK_BYTES }, (_, at) => `${data.getUint32(at * SACK_BLOCK_BYTES)}–${data.getUint32(at * SACK_BLOCK_BYTES + 4)}`)
  return { value: blocks.length, text: blocks.join(', ') }
}

/** A pointer, and room for addresses. */
function isRoute(count: number): boolean {
  return count >= 5 && count % 4 === 1
}

function routers(data: DataView): { readonly value: number; readonly text: string } {
  const addresses = Array.from({ length: (data.byteLength - 1) / 4 }, (_, at) => formatIpv4(data.getUint32(1 + at * 4) as Ipv4))
  return { value: addresses.length, text: addresses.join(', ') }
}
