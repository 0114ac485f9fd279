import type { LinkAddress, LinkSpec } from '../model/netns-spec'
import type { Netns } from './netns'
import type { Skb } from './skb'

/** Sends a packet that has its link header (if the link has one): a veth, a segment port, a tunnel, lo. Takes the packet over. */
export type DeviceTransmit = (device: Device, skb: Skb) => void

/** Takes a packet in when the soft interrupt gets to it: a device's receive path, a port of a segment. */
export interface Receiver {
  receive(skb: Skb): void
  /** What stands in its place since the network was derived anew: packets that are under way to it get there. */
  successor?: Receiver | undefined
}

/** A network interface of a namespace (struct net_device and in_device). */
export interface Device extends Receiver {
  readonly netns: Netns
  readonly spec: LinkSpec
  readonly name: string
  readonly ifindex: number
  /** Id of its fact in the trace. */
  readonly id: number
  readonly mac: number
  /** 14 where frames carry an Ethernet header, 0 on tunl0 and wireguard.cali. */
  readonly linkHeaderBytes: number
  /** Whether next hops are resolved by ARP. */
  readonly usesArp: boolean
  readonly isLoopback: boolean
  mtuBytes: number
  up: boolean
  /** The other end of its veth while that is down: without it there is no carrier. */
  carrierLostBy: Device | null
  addresses: LinkAddress[]
  transmit: DeviceTransmit
  /** sysctls of net.ipv4.conf.NAME that the packet path asks for; the `all` value is combined where the kernel does. */
  readonly conf: DeviceConf
  readonly counters: DeviceCounters
}

export interface DeviceConf {
  forwarding: boolean
  proxyArp: boolean
  /** 0 off, 1 strict, 2 loose. */
  rpFilter: number
  sendRedirects: boolean
  acceptRedirects: boolean
  sharedMedia: boolean
  routeLocalnet: boolean
  acceptLocal: boolean
  srcValidMark: boolean
  arpIgnore: number
  arpAnnounce: number
}

export interface DeviceCounters {
  rxBytes: number
  rxPackets: number
  rxErrors: number
  rxDropped: number
  txBytes: number
  txPackets: number
  txErrors: number
  txDropped: number
}
