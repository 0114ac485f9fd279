import { err, ok } from '../base/result'
import type { Result } from '../base/result'
import { MAXIMUM_SNAPSHOT_BYTES } from './capture-contents'
import type { CaptureContents, ReadInterface, ReadPacket } from './capture-contents'

/** Types of blocks and options that are read (draft-ietf-opsawg-pcapng); others are passed over. */
const BLOCK = { interface: 1, oldPacket: 2, simplePacket: 3, enhancedPacket: 6, section: 0x0a0d0d0a } as const
const OPTION = { end: 0, interfaceName: 2, timeResolution: 9, timeOffset: 14 } as const
const BYTE_ORDER_MAGIC = 0x1a2b3c4d
const BLOCK_HEADER_BYTES = 8
const LEAST_BLOCK_BYTES = 12
const LEAST_SECTION_BYTES = 28
const LARGEST_SECTION_BYTES = 1024 * 1024
const LARGEST_BLOCK_BYTES = 16 * 1024 * 1024
const MAX_INT = 0x7fff_ffff

export function isPcapng(file: Uint8Array): boolean {
  return file.length >= LEAST_BLOCK_BYTES && viewOf(file).getUint32(0) === BLOCK.section && byteOrderAt(viewOf(file), 0) !== undefined
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Whether the section that begins there is little-endian. */
function byteOrderAt(view: DataView, at: number): boolean | undefined {
  return [true, false].find((isLittleEndian) => view.getUint32(at + BLOCK_HEADER_BYTES, isLittleEndian) === BYTE_ORDER_MAGIC)
}

/** Reads a pcapng file, all sections of it (sf-pcapng.c). The error is libpcap's; damage behind the first interface is in the contents. */
export function readPcapngFile(file: Uint8Array): Result<CaptureContents, string> {
  const reading = new PcapngReading(file)
  const failure = reading.readAll()
  if (reading.interfaces.length === 0) return err(failure ?? 'the capture file has no Interface Description Blocks')
  return ok({ interfaces: reading.interfaces, packets: reading.packets, ...(failure === undefined ? {} : { failure }) })
}

/** How an interface counts time. */
interface Clock {
  readonly tickNs: number
  readonly offsetNs: number
}

class PcapngReading {
  readonly interfaces: ReadInterface[] = []
  readonly packets: ReadPacket[] = []
  private readonly clocks: Clock[] = []
  private readonly view: DataView
  private at = 0
  private isLittleEndian = true
  /** Interfaces are numbered anew in each section. */
  private sectionFirstInterface = 0

  constructor(private readonly file: Uint8Array) {
    this.view = viewOf(file)
  }

  readAll(): string | undefined {
    let failure: string | undefined
    while (failure === undefined && this.at < this.file.length) failure = this.readBlock()
    return failure
  }

  private readBlock(): string | undefined {
    const left = this.file.length - this.at
    if (left < BLOCK_HEADER_BYTES) return truncated(BLOCK_HEADER_BYTES, left)
    if (this.view.getUint32(this.at) === BLOCK.section) return this.readSection(left)
    const type = this.u32(this.at)
    const length = this.u32(this.at + 4)
    if (length < LEAST_BLOCK_BYTES) return `block in pcapng dump file has a length of ${length} < ${LEAST_BLOCK_BYTES}`
    if (length > LARGEST_BLOCK_BYTES) return `pcapng block size ${length} > maximum ${LARGEST_BLOCK_BYTES}`
    if (length % 4 !== 0) return `block in pcapng dump file has a length of ${length} that is not a multiple of 4`
    if (left < length) return truncated(length - BLOCK_HEADER_BYTES, left - BLOCK_HEADER_BYTES)
    if (this.u32(this.at + length - 4) !== length) return "block total length in header and trailer don't match"
    const body = { type, start: this.at + BLOCK_HEADER_BYTES, end: this.at + length - 4 }
    this.at += length
    return this.readBody(body)
  }

  private readSection(left: number): string | undefined {
    if (left < LEAST_BLOCK_BYTES) return truncated(LEAST_BLOCK_BYTES, left)
    const isLittleEndian = byteOrderAt(this.view, this.at)
    if (isLittleEndian === undefined) return 'pcapng file has a section with an unknown byte order'
    this.isLittleEndian = isLittleEndian
    const length = this.u32(this.at + 4)
    if (length < LEAST_SECTION_BYTES || length > LARGEST_SECTION_BYTES || length % 4 !== 0) {
      return `Section Header Block in pcapng dump file has invalid length ${LEAST_SECTION_BYTES} < _${length}_ < ${LARGEST_SECTION_BYTES} (BT_SHB_INSANE_MAX)`
    }
    if (left < length) return truncated(length - LEAST_BLOCK_BYTES, left - LEAST_BLOCK_BYTES)
    const [major, minor] = [this.u16(this.at + 12), this.u16(this.at + 14)]
    if (major !== 1 || (minor !== 0 && minor !== 2)) return `unsupported pcapng savefile version ${major}.${minor}`
    this.sectionFirstInterface = this.interfaces.length
    this.at += length
    return undefined
  }

  private readBody(body: Body): string | undefined {
    switch (body.type) {
      case BLOCK.interface:
        return this.readInterface(body)
      case BLOCK.enhancedPacket:
      case BLOCK.oldPacket:
      case BLOCK.simplePacket:
        if (this.interfaces.length === 0) return 'the capture file has a packet block before any Interface Description Blocks'
        return body.type === BLOCK.simplePacket ? this.readSimplePacket(body) : this.readPacket(body)
      default:
        return undefined
    }
  }

  private readInterface(body: Body): string | undefined {
    const { start, end } = body
    if (end - start < 8) return tooShort(body)
    const options = this.options(start + 8, body)
    if (typeof options === 'string') return options
    const resolution = options.get(OPTION.timeResolution)?.[0]
    const offset = options.get(OPTION.timeOffset)
    const name = options.get(OPTION.interfaceName)
    const snapshot = this.u32(start + 4)
    this.interfaces.push({
      linkType: this.u16(start),
      snapshotBytes: snapshot === 0 || snapshot > MAX_INT ? MAXIMUM_SNAPSHOT_BYTES : snapshot,
      packetsBefore: this.packets.length,
      ...(name === undefined ? {} : { name: String.fromCharCode(...name.subarray(0, 255)) }),
    })
    this.clocks.push({ tickNs: tickOf(resolution), offsetNs: offset === undefined ? 0 : Number(viewOf(offset).getBigInt64(0, this.isLittleEndian)) * 1e9 })
    return undefined
  }

  private readPacket(body: Body): string | undefined {
    const { type, start, end } = body
    if (end - start < 20) return tooShort(body)
    const index = type === BLOCK.enhancedPacket ? this.u32(start) : this.u16(start)
    const ticks = this.u32(start + 4) * 0x1_0000_0000 + this.u32(start + 8)
    return this.keep({ index, ticks, capturedBytes: this.u32(start + 12), wireBytes: this.u32(start + 16), dataStart: start + 20, body })
  }

  private readSimplePacket(body: Body): string | undefined {
    const { start, end } = body
    if (end - start < 4) return tooShort(body)
    const wireBytes = this.u32(start)
    const first = this.interfaces[this.sectionFirstInterface]
    return this.keep({ index: 0, ticks: 0, capturedBytes: Math.min(wireBytes, first?.snapshotBytes ?? 0), wireBytes, dataStart: start + 4, body })
  }

  private keep({ index, ticks, capturedBytes, wireBytes, dataStart, body }: FoundPacket): string | undefined {
    const interfaceIndex = this.sectionFirstInterface + index
    const clock = this.clocks[interfaceIndex]
    if (clock === undefined) return `a packet arrived on interface ${index}, but there's no Interface Description Block for that interface`
    if (capturedBytes > MAXIMUM_SNAPSHOT_BYTES) return `invalid packet capture length ${capturedBytes}, bigger than snaplen of ${MAXIMUM_SNAPSHOT_BYTES}`
    if (capturedBytes > body.end - dataStart) return tooShort(body)
    const kept = Math.min(capturedBytes, this.interfaces[interfaceIndex]?.snapshotBytes ?? capturedBytes)
    this.packets.push({ interfaceIndex, timeNs: clock.offsetNs + ticks * clock.tickNs, bytes: this.file.subarray(dataStart, dataStart + kept), wireBytes })
    return undefined
  }

  /** An interface's options by their codes, or what is wrong with them (process_idb_options). */
  private options(start: number, body: Body): ReadonlyMap<number, Uint8Array> | string {
    const options = new Map<number, Uint8Array>()
    for (let at = start; at < body.end; ) {
      if (at + 4 > body.end) return tooShort(body)
      const [code, length] = [this.u16(at), this.u16(at + 2)]
      const paddedBytes = Math.ceil(length / 4) * 4
      if (at + 4 + paddedBytes > body.end) return tooShort(body)
      const value = this.file.subarray(at + 4, at + 4 + length)
      const problem = problemOfOption(code, value, options.has(code))
      if (problem !== undefined) return `Interface Description Block ${problem}`
      if (code === OPTION.end) break
      options.set(code, value)
      at += 4 + paddedBytes
    }
    return options
  }

  private u16(at: number): number {
    return this.view.getUint16(at, this.isLittleEndian)
  }

  private u32(at: number): number {
    return this.view.getUint32(at, this.isLittleEndian)
  }
}

interface Body {
  readonly type: number
  readonly start: number
  readonly end: number
}

interface FoundPacket {
  readonly index: number
  readonly ticks: number
  readonly capturedBytes: number
  readonly wireBytes: number
  readonly dataStart: number
  readonly body: Body
}

/** A power of ten, or with the highest bit set of two; microseconds where nothing is said. */
function tickOf(resolution: number | undefined): number {
  if (resolution === undefined) return 1000
  const exponent = resolution & 0x7f
  return 1e9 / (resolution > 0x7f ? 2 ** exponent : 10 ** exponent)
}

function truncated(wanted: number, got: number): string {
  return `truncated pcapng dump file; tried to read ${wanted} bytes, only got ${got}`
}

function tooShort({ type }: Body): string {
  return `block of type ${type} in pcapng dump file is too short`
}

const NAMES_OF_OPTIONS: ReadonlyMap<number, readonly [name: string, bytes: number]> = new Map([
  [OPTION.end, ['opt_endofopt', 0]],
  [OPTION.timeResolution, ['if_tsresol', 1]],
  [OPTION.timeOffset, ['if_tsoffset', 8]],
])

function problemOfOption(code: number, value: Uint8Array, isSecond: boolean): string | undefined {
  const [name, bytes] = NAMES_OF_OPTIONS.get(code) ?? []
  if (name === undefined) return undefined
  if (value.length !== bytes) return `has ${name} option with length ${value.length} != ${bytes}`
  if (isSecond) return `has more than one ${name} option`
  const resolution = code === OPTION.timeResolution ? (value[0] ?? 0) : 0
  const isBinary = resolution > 0x7f
  if ((resolution & 0x7f) <= (isBinary ? 63 : 19)) return undefined
  return `if_tsresol option resolution ${isBinary ? 2 : 10}^-${resolution & 0x7f} is too high`
}
