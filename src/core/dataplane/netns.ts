import { IPV4_ANY } from '../wire/ipv4-address'
import { DEFAULT_CONNTRACK_CONF } from './conntrack-conf'
import type { ConntrackConf } from './conntrack-conf'
import type { Device } from './device'
import type { Environment } from './environment'
import type { Fib } from './fib'
import { InetPeers } from './inet-peers'
import type { NeighbourTable } from './neighbour'
import type { Netfilter } from './netfilter'
import type { PathMtuCache } from './path-mtu'
import type { Reassembly } from './reassembly'
import type { Skb } from './skb'

/** Receives a packet of one IP protocol; `skb.network` is at the IP header, `skb.start` too. */
export type ProtocolHandler = (netns: Netns, skb: Skb) => void

/** Sees every frame at the interfaces of a namespace, as the trace records it: packet sockets of captures. It must not keep the packet. */
export type FrameTap = (device: Device, skb: Skb, atNs: number, isOutgoing: boolean) => void

/** Sees every locally delivered packet of a protocol before its handler: raw sockets. It must not keep the packet. */
export type RawListener = (skb: Skb) => void

/** sysctls of net.ipv4.icmp_*. */
export interface IcmpConf {
  readonly echoIgnoreAll: boolean
  readonly echoIgnoreBroadcasts: boolean
  /** Between two errors to one destination; 0: as many as there are. */
  readonly rateLimitMs: number
  /** A bit for every ICMP type that is limited. */
  readonly rateMask: number
}

/**
 * One network namespace at work: devices, tables, sysctls and the protocol handlers that were plugged in
 * (assembly is engine/build-netns.ts). The functions of this folder are its behaviour.
 */
export class Netns {
  readonly devices: Device[] = []
  readonly protocols = new Map<number, ProtocolHandler>()
  readonly rawListeners: RawListener[] = []
  /** Empty as long as nobody captures here. */
  taps: FrameTap[] = []
  /** Kernel tunnels that take the datagrams of a UDP port before any socket; `udp` is where the UDP header begins. */
  readonly udpTunnels = new Map<number, (skb: Skb, udp: number) => void>()
  /** Key of this host's flow hashes. */
  hashKey: number
  readonly sysctls = new Map<string, string>()
  /** Null until a table that needs hooks is loaded: then nothing of netfilter costs anything. */
  netfilter: Netfilter | null = null
  ipForward = false
  localPortFirst = 32768
  localPortLast = 60999
  /** ip_default_ttl: of every packet of this host whose sender asks for no other. */
  defaultTtl = 64
  icmp: IcmpConf = { echoIgnoreAll: false, echoIgnoreBroadcasts: true, rateLimitMs: 1000, rateMask: 0x1818 }
  conntrack: ConntrackConf = DEFAULT_CONNTRACK_CONF
  readonly peers = new InetPeers()
  private readonly localAddresses = new Map<number, Device>()
  private readonly ipIds = new Uint16Array(256)

  constructor(
    readonly index: number,
    readonly name: string,
    readonly env: Environment,
    readonly fib: Fib,
    readonly neighbours: NeighbourTable,
    readonly pathMtu: PathMtuCache,
    readonly reassembly: Reassembly,
    /** icmp_send(): plugged in, because ICMP stands above output and output reports errors. */
    readonly sendIcmpError: (netns: Netns, skb: Skb, type: number, code: number, info: number) => void,
  ) {
    this.hashKey = env.rng.nextU32()
    for (let i = 0; i < this.ipIds.length; i++) this.ipIds[i] = env.rng.nextU32()
  }

  device(name: string): Device | undefined {
    return this.devices.find((device) => device.name === name)
  }

  /** Goes on with the random numbers of the same host as it was before. */
  continueDraws(before: Netns): void {
    this.hashKey = before.hashKey
    this.ipIds.set(before.ipIds)
  }

  /** The device that holds an address, or undefined: inet_lookup_ifaddr_rcu. */
  deviceOfAddress(address: number): Device | undefined {
    return this.localAddresses.get(address)
  }

  /** __ip_dev_find (net/ipv4/devinet.c): an address of a device, or any that the local table takes for this host, as all of 127.0.0.0/8. */
  holds(address: number): boolean {
    return this.localAddresses.has(address) || this.fib.isLocal(address)
  }

  /** To be called whenever an address came or went. */
  refreshLocalAddresses(): void {
    this.localAddresses.clear()
    for (const device of this.devices) for (const { address } of device.addresses) if (!this.localAddresses.has(address)) this.localAddresses.set(address, device)
  }

  /** IP identification for packets without a connected socket: one counter per hash of the addresses (ip_select_ident). */
  nextIpId(source: number, destination: number, protocol: number): number {
    const slot = (Math.imul(source ^ Math.imul(destination, 0x9e3779b1) ^ protocol, 0x85ebca6b) >>> 24) & 255
    const id = ((this.ipIds[slot] as number) + 1) & 0xffff
    this.ipIds[slot] = id === 0 ? 1 : id
    return this.ipIds[slot]
  }

  /**
   * A source address for a packet out of `device` to `destination` (inet_select_addr, net/ipv4/devinet.c): the
   * device's address in the destination's subnet, else its first; else the first of any other device, in the order
   * of their creation, lo included. IPV4_ANY when there is none.
   */
  selectAddress(device: Device, destination: number): number {
    const own = addressFor(device, destination)
    if (own !== IPV4_ANY) return own
    for (const other of this.devices) {
      const first = other.addresses.find(({ address }) => !isHostScope(other, address))
      if (first) return first.address
    }
    return IPV4_ANY
  }
}

function addressFor(device: Device, destination: number): number {
  let first: number = IPV4_ANY
  for (const { address, prefixLength } of device.addresses) {
    if (isHostScope(device, address)) continue
    const mask = prefixLength === 0 ? 0 : -1 << (32 - prefixLength)
    if (((address ^ destination) & mask) === 0) return address
    if (first === IPV4_ANY) first = address
  }
  return first
}

/** 127.0.0.0/8 has host scope: never a source for packets that leave. */
function isHostScope(device: Device, address: number): boolean {
  return device.isLoopback && address >>> 24 === 127
}
