import type { VxlanSpec } from '../model/netns-spec'
import { addToSum, finishChecksum, pseudoHeaderSum } from '../wire/checksum'
import { read16, read32, readMac, write16, write32 } from './bytes'
import type { Device } from './device'
import { countReceived, countSent, drop, recordEvent, recordIn } from './environment'
import { flowHash, flowSourcePort } from './flow-hash'
import { ipLocalOut, pushIpv4Header, useRoute } from './ip-output'
import { IP_DESTINATION, IP_HEADER_BYTES, IP_SOURCE, IP_TOS, PROTO_UDP } from './ipv4-header'
import { tellRouteOfMtu } from './learn-path-mtu'
import { pathMtuTo } from './mtu'
import type { Netns } from './netns'
import { recordRoute, routeOutput } from './route-output'
import type { Skb } from './skb'
import { decapsulateEcn, encapsulateEcn } from './tunnel-ecn'
import { leaveConnection } from './tunnel-scrub'

const UDP_BYTES = 8
const VXLAN_BYTES = 8
const ETHERNET_BYTES = 14
/** VXLAN_HEADROOM: outer IPv4, UDP and VXLAN headers and the inner Ethernet header. */
const OVERHEAD_BYTES = IP_HEADER_BYTES + UDP_BYTES + VXLAN_BYTES + ETHERNET_BYTES
const FLAG_VNI = 0x08
const ETHERTYPE_IPV4 = 0x0800

/** `vxlan.calico`: one VTEP with unicast forwarding entries and no learning (drivers/net/vxlan, RFC 7348). */
export class Vxlan {
  /** Remote node of each VTEP MAC. */
  readonly fdb = new Map<number, number>()

  constructor(private readonly spec: VxlanSpec) {}

  /** vxlan_open: while the device is up, the node listens at the VTEP's port (vxlan_sock_add). */
  open(device: Device): void {
    device.netns.udpTunnels.set(this.spec.udpPort, (skb, udp) => {
      this.receive(device.netns, device, skb, udp)
    })
  }

  /** vxlan_stop: a datagram that still comes finds no socket. Permanent forwarding entries stay. */
  close({ netns }: Device): void {
    netns.udpTunnels.delete(this.spec.udpPort)
  }

  /** vxlan_xmit: the inner frame begins at `skb.start`. */
  transmit(device: Device, skb: Skb): void {
    const { netns } = device
    const remote = this.fdb.get(readMac(skb.data, skb.start))
    if (remote === undefined) {
      device.counters.txDropped++
      drop(netns, device, skb, 'no-fdb-entry', device.id)
      return
    }
    const found = routeOutput(netns, { destination: remote, source: this.spec.local, mark: 0, outDevice: null, anySource: true })
    if (!found.ok || found.value.device === device) {
      device.counters.txErrors++
      drop(netns, device, skb, found.ok ? 'tunnel-loop' : 'no-tunnel-route', -1, remote)
      return
    }
    const out = found.value
    const room = pathMtuTo(netns, out.route, out.device, remote) - OVERHEAD_BYTES
    // The packet goes on, in fragments; its sender's next one will be told (skb_tunnel_check_pmtu).
    if (skb.end - skb.network > room) tellRouteOfMtu(netns, skb, room)
    const isIpv4 = read16(skb.data, skb.start + 12) === ETHERTYPE_IPV4
    const innerTos = isIpv4 ? (skb.data[skb.network + IP_TOS] as number) : 0
    const sourcePort = flowSourcePort(netns, flowHash(netns, skb))
    countSent(device, skb.end - skb.network)
    leaveConnection(skb)
    this.pushHeaders(skb, sourcePort, remote)
    pushIpv4Header(skb, {
      source: this.spec.local,
      destination: remote,
      protocol: PROTO_UDP,
      tos: encapsulateEcn(0, innerTos),
      ttl: netns.defaultTtl,
      dontFragment: false,
      id: netns.nextIpId(this.spec.local, remote, PROTO_UDP),
    })
    skb.start = skb.network
    skb.frame = -1
    recordEvent(netns, 'packet.encapsulated', device, skb, device.id, this.spec.local | 0, remote | 0)
    recordRoute(netns, out.route, skb, remote)
    useRoute(skb, out.route, out.device, out.nextHop)
    ipLocalOut(netns, skb)
  }

  /** UDP (checksum included: `udpcsum`) and VXLAN headers in front of the inner frame. */
  private pushHeaders(skb: Skb, sourcePort: number, remote: number): void {
    const { data } = skb
    const vxlan = skb.start - VXLAN_BYTES
    const udp = vxlan - UDP_BYTES
    const length = skb.end - udp
    data[vxlan] = FLAG_VNI
    data[vxlan + 1] = 0
    write16(data, vxlan + 2, 0)
    write32(data, vxlan + 4, this.spec.vni << 8)
    write16(data, udp, sourcePort)
    write16(data, udp + 2, this.spec.udpPort)
    write16(data, udp + 4, length)
    write16(data, udp + 6, 0)
    const checksum = finishChecksum(addToSum(pseudoHeaderSum(this.spec.local, remote, PROTO_UDP, length), data, udp, skb.end))
    write16(data, udp + 6, checksum === 0 ? 0xffff : checksum)
    skb.network = udp - IP_HEADER_BYTES
  }

  /** vxlan_rcv: a datagram for the VTEP's port; `udp` is where its UDP header begins. */
  private receive(netns: Netns, device: Device, skb: Skb, udp: number): void {
    const { data, network } = skb
    const vxlan = udp + UDP_BYTES
    const inner = vxlan + VXLAN_BYTES
    const isOurs = skb.end - inner >= ETHERNET_BYTES && data[vxlan] === FLAG_VNI && read32(data, vxlan + 4) >>> 8 === this.spec.vni
    if (!isOurs) {
      drop(netns, device, skb, 'malformed', device.id)
      return
    }
    if (readMac(data, inner + 6) === device.mac) {
      drop(netns, device, skb, 'tunnel-loop', device.id)
      return
    }
    const source = read32(data, network + IP_SOURCE)
    const destination = read32(data, network + IP_DESTINATION)
    const outerTos = data[network + IP_TOS] as number
    skb.start = inner
    skb.network = inner + ETHERNET_BYTES
    skb.frame = -1
    if (read16(data, inner + 12) === ETHERTYPE_IPV4 && !decapsulateEcn(skb, outerTos)) {
      drop(netns, device, skb, 'malformed')
      return
    }
    leaveConnection(skb)
    skb.local = false
    skb.route = null
    recordEvent(netns, 'packet.decapsulated', device, skb, device.id, source | 0, destination | 0)
    countReceived(device, skb.end - skb.network)
    recordIn(device, skb, skb.arrivedNs)
    netns.env.receiveLater(device, skb)
  }
}
