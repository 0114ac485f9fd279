import { ByteBuffer } from './byte-buffer'

/** Link types of captures (tcpdump.org/linktypes). */
export const LINKTYPE = { ethernet: 1, rawIp: 101 } as const

export interface CapturedPacket {
  /** Simulated time since the lab was started. */
  readonly timeNs: number
  readonly bytes: Uint8Array
}

const NANOSECOND_MAGIC = 0xa1b23c4d
const SNAPSHOT_BYTES = 262144

/** A capture of one interface in the nanosecond pcap format (draft-ietf-opsawg-pcap), little-endian. */
export function pcapFile(linkType: number, packets: Iterable<CapturedPacket>): Uint8Array {
  const file = new ByteBuffer()
  file.u32(NANOSECOND_MAGIC)
  file.u16(2)
  file.u16(4)
  file.u32(0)
  file.u32(0)
  file.u32(SNAPSHOT_BYTES)
  file.u32(linkType)
  for (const { timeNs, bytes } of packets) {
    file.u32(Math.floor(timeNs / 1e9))
    file.u32(Math.floor(timeNs % 1e9))
    file.u32(bytes.length)
    file.u32(bytes.length)
    file.bytes(bytes)
  }
  return file.finish()
}
