/** What a capture file holds. A file that breaks off or goes wrong holds what came before, and says why no more is read. */
export interface CaptureContents {
  readonly interfaces: readonly ReadInterface[]
  readonly packets: readonly ReadPacket[]
  /** libpcap's words. */
  readonly failure?: string
}

export interface ReadInterface {
  /** Number of the link type in files (tcpdump.org/linktypes). */
  readonly linkType: number
  readonly snapshotBytes: number
  readonly name?: string
  /** Packets that stand before its description. */
  readonly packetsBefore: number
}

export interface ReadPacket {
  /** Index into the interfaces. */
  readonly interfaceIndex: number
  /** Since 1970; exact to the nanosecond within 104 days, and to the microsecond for centuries. */
  readonly timeNs: number
  readonly bytes: Uint8Array
  /** Length on the wire: larger than `bytes` where the capture was cut. */
  readonly wireBytes: number
}

/** No packet is longer, whatever a file says (MAXIMUM_SNAPLEN of pcap-int.h). */
export const MAXIMUM_SNAPSHOT_BYTES = 262144
