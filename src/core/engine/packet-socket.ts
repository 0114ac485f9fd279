import { err, ok } from '../base/result'
import type { Result } from '../base/result'
import { transmit } from '../dataplane/ip-output'
import type { Device } from '../dataplane/device'
import type { Netns } from '../dataplane/netns'
import type { Skb } from '../dataplane/skb'
import type { Errno, PacketSocket } from './kernel-api'
import { SocketQueue } from './socket-queue'

/** An AF_PACKET socket bound to one link (net/packet/af_packet.c): sends whole frames, hears every frame that arrives. */
export function openPacket(netns: Netns, link: string, afterSend: () => void): Result<PacketSocket, Errno> {
  const device = netns.device(link)
  if (device === undefined) return err({ code: 'ENODEV' })
  if (!device.up) return err({ code: 'ENETDOWN' })
  return ok(new Packet(device, afterSend))
}

class Packet implements PacketSocket {
  private readonly queue = new SocketQueue<{ readonly frame: Uint8Array; readonly atNs: number }>()
  private readonly receiveBefore: (skb: Skb) => void

  constructor(
    private readonly device: Device,
    private readonly afterSend: () => void,
  ) {
    this.receiveBefore = device.receive.bind(device)
    device.receive = (skb) => {
      this.queue.add({ frame: skb.data.slice(skb.start, skb.end), atNs: device.netns.env.nowNs })
      this.receiveBefore(skb)
    }
  }

  get readable(): boolean {
    return this.queue.readable
  }

  send(frame: Uint8Array): Result<void, Errno> {
    const { device } = this
    const skb = device.netns.env.pool.take(frame.length)
    skb.data.set(frame, skb.start)
    skb.network = skb.start + device.linkHeaderBytes
    transmit(device, skb)
    this.afterSend()
    return ok(undefined)
  }

  receive(): { readonly frame: Uint8Array; readonly atNs: number } | undefined {
    return this.queue.take()
  }

  close(): void {
    this.device.receive = this.receiveBefore
  }
}
