import type { LinkSpec } from '../model/netns-spec'
import type { Readable } from './kernel-api'

/** What a program sees of packet sockets that capture: a part of the kernel's interface (kernel-api.ts). */
export interface CaptureOptions {
  /** Absent: every interface of the namespace. */
  readonly link?: string
  /** Bytes of a frame that are kept. */
  readonly snapshotBytes: number
  /** The attached filter (SO_ATTACH_FILTER): a frame that it refuses is neither kept nor counted. */
  accepts(frame: CapturedFrame): boolean
}

/** A frame as a capture sees it (struct sockaddr_ll, packet(7)). */
export interface CapturedFrame {
  readonly atNs: number
  readonly link: string
  readonly ifindex: number
  readonly linkKind: LinkSpec['kind']
  readonly packetType: 'host' | 'broadcast' | 'multicast' | 'otherhost' | 'outgoing'
  /** As long as the snapshot length allows, link header included where the link has one. */
  readonly bytes: Uint8Array
  /** Length on the wire. */
  readonly wireBytes: number
}

export interface CaptureSocket extends Readable {
  receive(): CapturedFrame | undefined
  /** The interface is there no more; what was captured before can still be received. */
  readonly isGone: boolean
  /** Frames that the filter accepted, and those of them for which there was no room (PACKET_STATISTICS). */
  readonly counts: { readonly received: number; readonly dropped: number }
  close(): void
}
