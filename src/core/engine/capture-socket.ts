import { err, ok } from '../base/result'
import type { Result } from '../base/result'
import type { Device } from '../dataplane/device'
import type { FrameTap, Netns } from '../dataplane/netns'
import type { Skb } from '../dataplane/skb'
import { MAC_BROADCAST, macFromBytes } from '../wire/mac-address'
import type { CapturedFrame, CaptureOptions, CaptureSocket } from './capture-api'
import type { Errno } from './kernel-api'

/** What waits to be read at most: libpcap's ring of 2 MiB. */
const RING_BYTES = 2 * 1024 * 1024

/** A packet socket that hears every frame at one link or at all, in both directions (packet_rcv and dev_queue_xmit_nit). */
export function openCapture(currentNetns: () => Netns, options: CaptureOptions): Result<CaptureSocket, Errno> {
  const netns = currentNetns()
  const device = options.link === undefined ? undefined : netns.device(options.link)
  if (options.link !== undefined && device === undefined) return err({ code: 'ENODEV' })
  if (device?.up === false) return err({ code: 'ENETDOWN' })
  return ok(new Capture(netns.taps, options, currentNetns))
}

class Capture implements CaptureSocket {
  readonly counts = { received: 0, dropped: 0 }
  private readonly waiting: CapturedFrame[] = []
  private waitingBytes = 0
  private readonly tap: FrameTap = (device, skb, atNs, isOutgoing) => {
    if (this.options.link === undefined || device.name === this.options.link) this.hear(device, skb, atNs, isOutgoing)
  }

  constructor(
    private readonly taps: FrameTap[],
    private readonly options: CaptureOptions,
    private readonly currentNetns: () => Netns,
  ) {
    taps.push(this.tap)
  }

  get readable(): boolean {
    return this.waiting.length > 0 || this.isGone
  }

  get isGone(): boolean {
    return this.options.link !== undefined && this.currentNetns().device(this.options.link) === undefined
  }

  receive(): CapturedFrame | undefined {
    const frame = this.waiting.shift()
    if (frame !== undefined) this.waitingBytes -= frame.bytes.length
    return frame
  }

  close(): void {
    const at = this.taps.indexOf(this.tap)
    if (at >= 0) this.taps.splice(at, 1)
  }

  private hear(device: Device, skb: Skb, atNs: number, isOutgoing: boolean): void {
    const frame: CapturedFrame = {
      atNs,
      link: device.name,
      ifindex: device.ifindex,
      linkKind: device.spec.kind,
      packetType: packetTypeOf(device, skb, isOutgoing),
      bytes: skb.data.slice(skb.start, Math.min(skb.end, skb.start + this.options.snapshotBytes)),
      wireBytes: skb.end - skb.start,
    }
    if (!this.options.accepts(frame)) return
    this.counts.received++
    if (this.waitingBytes + frame.bytes.length > RING_BYTES) {
      this.counts.dropped++
      return
    }
    this.waiting.push(frame)
    this.waitingBytes += frame.bytes.length
  }
}

/** A packet of a host to itself is shown when it arrives: libpcap leaves the outgoing one out on lo. */
function packetTypeOf(device: Device, skb: Skb, isOutgoing: boolean): CapturedFrame['packetType'] {
  if (device.isLoopback) return 'host'
  if (isOutgoing) return 'outgoing'
  if (device.linkHeaderBytes === 0) return 'host'
  const destination = macFromBytes(skb.data, skb.start)
  if (destination === MAC_BROADCAST) return 'broadcast'
  if (((skb.data[skb.start] as number) & 1) === 1) return 'multicast'
  return destination === device.mac ? 'host' : 'otherhost'
}
