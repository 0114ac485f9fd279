import { err, ok } from '../base/result'
import type { Result } from '../base/result'
import { MAXIMUM_SNAPSHOT_BYTES } from './capture-contents'
import type { CaptureContents, ReadPacket } from './capture-contents'

const FILE_HEADER_BYTES = 24
const LINK_TYPE_MASK = 0x03ff_ffff
const MAX_INT = 0x7fff_ffff

/** By the magic number as the file's own byte order reads it: nanoseconds a tick, and the length of a packet's header. */
const FORMATS: ReadonlyMap<number, { readonly tickNs: number; readonly packetHeaderBytes: number }> = new Map([
  [0xa1b2c3d4, { tickNs: 1000, packetHeaderBytes: 16 }],
  [0xa1b23c4d, { tickNs: 1, packetHeaderBytes: 16 }],
  // the "modified" format of some old systems
  [0xa1b2cd34, { tickNs: 1000, packetHeaderBytes: 24 }],
])

export function isPcap(file: Uint8Array): boolean {
  return byteOrderOf(file) !== undefined
}

function byteOrderOf(file: Uint8Array): { readonly isLittleEndian: boolean; readonly magic: number } | undefined {
  if (file.length < 4) return undefined
  const view = viewOf(file)
  return [true, false].map((isLittleEndian) => ({ isLittleEndian, magic: view.getUint32(0, isLittleEndian) })).find(({ magic }) => FORMATS.has(magic))
}

function viewOf(file: Uint8Array): DataView {
  return new DataView(file.buffer, file.byteOffset, file.byteLength)
}

/** Reads a file of the classic format, in either byte order (sf-pcap.c). The error is libpcap's; damage further on is in the contents. */
export function readPcapFile(file: Uint8Array): Result<CaptureContents, string> {
  const order = byteOrderOf(file)
  const format = order && FORMATS.get(order.magic)
  if (!order || !format) return err('unknown file format')
  if (file.length < FILE_HEADER_BYTES) return err(`truncated dump file; tried to read ${FILE_HEADER_BYTES} file header bytes, only got ${file.length - 4}`)
  const view = viewOf(file)
  const [major, minor] = [view.getUint16(4, order.isLittleEndian), view.getUint16(6, order.isLittleEndian)]
  if (major < 2) return err('archaic pcap savefile format')
  if (major > 2 || (minor !== 0 && minor > 4 && minor !== 543)) return err(`unsupported pcap savefile version ${major}.${minor}`)
  const givenSnapshot = view.getUint32(16, order.isLittleEndian)
  const snapshotBytes = givenSnapshot === 0 || givenSnapshot > MAX_INT ? MAXIMUM_SNAPSHOT_BYTES : givenSnapshot
  const description = { linkType: view.getUint32(20, order.isLittleEndian) & LINK_TYPE_MASK, snapshotBytes, packetsBefore: 0 }
  const packets = new PcapPackets(file, order.isLittleEndian, { ...format, minor, snapshotBytes })
  const failure = packets.readAll()
  return ok({ interfaces: [description], packets: packets.read, ...(failure === undefined ? {} : { failure }) })
}

interface PacketFormat {
  readonly tickNs: number
  readonly packetHeaderBytes: number
  readonly minor: number
  readonly snapshotBytes: number
}

class PcapPackets {
  readonly read: ReadPacket[] = []
  private readonly view: DataView
  private at = FILE_HEADER_BYTES

  constructor(
    private readonly file: Uint8Array,
    private readonly isLittleEndian: boolean,
    private readonly format: PacketFormat,
  ) {
    this.view = viewOf(file)
  }

  /** Why it ended before the end of the file. */
  readAll(): string | undefined {
    let failure: string | undefined
    while (failure === undefined && this.at < this.file.length) failure = this.readNext()
    return failure
  }

  private readNext(): string | undefined {
    const { packetHeaderBytes, tickNs, snapshotBytes } = this.format
    const left = this.file.length - this.at
    if (left < packetHeaderBytes) return `truncated dump file; tried to read ${packetHeaderBytes} header bytes, only got ${left}`
    const { capturedBytes, wireBytes } = this.lengths()
    if (capturedBytes > MAXIMUM_SNAPSHOT_BYTES) return `invalid packet capture length ${capturedBytes}, bigger than snaplen of ${MAXIMUM_SNAPSHOT_BYTES}`
    const start = this.at + packetHeaderBytes
    const present = this.file.length - start
    const keptBytes = Math.min(capturedBytes, snapshotBytes)
    if (present < keptBytes) return `truncated dump file; tried to read ${keptBytes} captured bytes, only got ${present}`
    if (present < capturedBytes) return `truncated dump file; tried to read ${capturedBytes} captured bytes, only got ${present}`
    const timeNs = this.u32(0) * 1e9 + this.u32(4) * tickNs
    this.read.push({ interfaceIndex: 0, timeNs, bytes: this.file.subarray(start, start + keptBytes), wireBytes })
    this.at = start + capturedBytes
    return undefined
  }

  /** Before version 2.3 the two lengths stood the other way round, and in 2.3 some wrote them so. */
  private lengths(): { readonly capturedBytes: number; readonly wireBytes: number } {
    const [first, second] = [this.u32(8), this.u32(12)]
    const isSwapped = this.format.minor < 3 || (this.format.minor === 3 && first > second)
    return isSwapped ? { capturedBytes: second, wireBytes: first } : { capturedBytes: first, wireBytes: second }
  }

  private u32(offset: number): number {
    return this.view.getUint32(this.at + offset, this.isLittleEndian)
  }
}
