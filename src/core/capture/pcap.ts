import { ByteBuffer } from './byte-buffer'
import { ticksOf } from './ticks'

export interface CapturedPacket {
  /** Simulated time since the lab was started. */
  readonly timeNs: number
  readonly bytes: Uint8Array
  /** Length on the wire, where the capture has cut it. */
  readonly wireBytes?: number
}

/** Magic numbers by the length of a tick. */
const MAGIC = { nanoseconds: 0xa1b23c4d, microseconds: 0xa1b2c3d4 } as const
const SNAPSHOT_BYTES = 262144

/** A capture of one interface in the pcap format (draft-ietf-opsawg-pcap), little-endian. */
export function pcapFile(linkType: number, packets: Iterable<CapturedPacket>, ticks: keyof typeof MAGIC = 'nanoseconds'): Uint8Array {
  const tickNs = ticks === 'nanoseconds' ? 1 : 1000
  const file = new ByteBuffer()
  file.u32(MAGIC[ticks])
  file.u16(2)
  file.u16(4)
  file.u32(0)
  file.u32(0)
  file.u32(SNAPSHOT_BYTES)
  file.u32(linkType)
  for (const { timeNs, bytes, wireBytes } of packets) {
    const time = ticksOf(timeNs, tickNs)
    file.u32(time.seconds)
    file.u32(time.ticks)
    file.u32(bytes.length)
    file.u32(wireBytes ?? bytes.length)
    file.bytes(bytes)
  }
  return file.finish()
}
