/** A capture file in the nanosecond pcap format, read for tests (draft-ietf-opsawg-pcap). */
export interface PcapFile {
  /** 1 is Ethernet, 101 is raw IP. */
  readonly linkType: number
  readonly packets: readonly PcapPacket[]
}

export interface PcapPacket {
  readonly timeNs: number
  readonly bytes: Uint8Array
  /** Larger than `bytes` where the capture was cut. */
  readonly originalBytes: number
}

const NANOSECOND_MAGIC = 0xa1b23c4d
export const PCAP_FILE_HEADER_BYTES = 24
const PACKET_HEADER_BYTES = 16

/** Reads a little-endian nanosecond capture; throws on any other. */
export function readPcap(file: Uint8Array): PcapFile {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  if (view.getUint32(0, true) !== NANOSECOND_MAGIC) throw new Error('not a little-endian nanosecond pcap file')
  const packets: PcapPacket[] = []
  let offset = PCAP_FILE_HEADER_BYTES
  while (offset < file.length) {
    const capturedBytes = view.getUint32(offset + 8, true)
    const start = offset + PACKET_HEADER_BYTES
    packets.push({
      timeNs: view.getUint32(offset, true) * 1e9 + view.getUint32(offset + 4, true),
      bytes: file.subarray(start, start + capturedBytes),
      originalBytes: view.getUint32(offset + 12, true),
    })
    offset = start + capturedBytes
  }
  return { linkType: view.getUint32(20, true), packets }
}
