import { Rng } from '../../src/core/base/rng'
import { required } from '../../src/core/base/assert'
import { read16 } from '../../src/core/dataplane/bytes'
import type { Device, Receiver } from '../../src/core/dataplane/device'
import { CONSTANT_DRAWS } from '../../src/core/dataplane/kernel-draws'
import type { Environment, TimerHandle } from '../../src/core/dataplane/environment'
import { arrive } from '../../src/core/dataplane/link-input'
import type { Netns } from '../../src/core/dataplane/netns'
import type { Skb } from '../../src/core/dataplane/skb'
import { SkbPool } from '../../src/core/dataplane/skb'
import { KeyRing } from '../../src/core/dataplane/wireguard/key-ring'
import { buildNetns } from '../../src/core/engine/build-netns'
import type { BuiltNetns } from '../../src/core/engine/build-netns'
import { Descriptors } from '../../src/core/engine/descriptors'
import { Backlog } from '../../src/core/engine/softirq'
import { TcpSockets } from '../../src/core/engine/tcp/tcp-sockets'
import { Timers } from '../../src/core/engine/timers'
import type { EthernetSpec, LinkAddress, NetnsSpec, RouteSpec } from '../../src/core/model/netns-spec'
import { ROUTE_TABLE } from '../../src/core/model/netns-spec'
import { FactLog } from '../../src/core/trace/fact-log'
import type { Ipv4 } from '../../src/core/wire/ipv4-address'
import { parseIpv4 } from '../../src/core/wire/ipv4-address'
import type { Mac } from '../../src/core/wire/mac-address'

/** Whoever opens a socket there. */
export const PROGRAM = new Descriptors('test', 1)

export const LEFT = address('10.0.1.2')
export const RIGHT = address('10.0.2.2')
const LEFT_GATEWAY = address('10.0.1.1')
const RIGHT_GATEWAY = address('10.0.2.1')
const IPV4 = 0x0800

/** What becomes of a frame on its way between two hosts. */
export type Fate = 'arrives' | 'is lost' | 'comes late' | 'comes twice'

export interface TwoHostsOptions {
  readonly seed: number
  readonly leftMtuBytes: number
  readonly rightMtuBytes: number
  /** MTU that the router's routes have, if smaller: what is too large and must not be fragmented is refused there. */
  readonly pathMtuBytes?: number
  /** Asked for every IP frame, on each of the two links. */
  readonly fate?: (skb: Skb) => Fate
}

/** `left` and `right` with a router between them, run by hand: packets, then timers, as the engine does. */
export class TwoHosts implements Environment {
  softirqsOff = 0
  nowNs = 1e9
  readonly recorder = null
  readonly facts = new FactLog(() => 0)
  readonly pool = new SkbPool()
  readonly keyRing = new KeyRing()
  readonly rng: Rng
  readonly draws = CONSTANT_DRAWS
  readonly left: TcpSockets
  readonly right: TcpSockets
  private readonly backlog = new Backlog()
  private readonly timers = new Timers()
  private readonly hosts: ReadonlyMap<string, BuiltNetns>

  constructor(private readonly options: TwoHostsOptions) {
    this.rng = new Rng(options.seed)
    const specs = [
      host('left', LEFT, LEFT_GATEWAY, options.leftMtuBytes),
      host('right', RIGHT, RIGHT_GATEWAY, options.rightMtuBytes),
      router(options),
    ]
    this.hosts = new Map(specs.map((spec, i) => [spec.name, buildNetns(i, spec, this, { ethernetTransmit: (_, link) => this.wire(link), reservedInterfaceId: () => undefined })]))
    this.left = this.sockets('left')
    this.right = this.sockets('right')
  }

  startTimer(atNs: number, fire: () => void): TimerHandle {
    return this.timers.start(this.nowNs, atNs, fire)
  }

  receiveLater(receiver: Receiver, skb: Skb): void {
    this.backlog.push(receiver, skb)
  }

  readonly packetsWait = false

  pollLater(receiver: Receiver, skb: Skb): void {
    this.receiveLater(receiver, skb)
  }

  whenReceived(run: () => void): void {
    run()
  }

  workLater(work: () => void): void {
    work()
  }

  handshakeLater(work: () => void): void {
    work()
  }

  workOffPackets(): void {
    while (!this.backlog.isEmpty) {
      this.nowNs += 3000
      this.backlog.deliverNext()
    }
  }

  /** Lets time pass to the next timer; false when none waits. */
  step(): boolean {
    this.workOffPackets()
    const nextNs = this.timers.nextNs()
    if (nextNs === Infinity) return false
    this.nowNs = Math.max(this.nowNs, nextNs)
    while (this.timers.nextNs() <= this.nowNs) this.timers.fireNext()
    this.workOffPackets()
    return true
  }

  netns(name: string): Netns {
    return required(this.hosts.get(name), name).netns
  }

  private sockets(name: string): TcpSockets {
    const { netns, icmp } = required(this.hosts.get(name), name)
    return new TcpSockets(netns, icmp, () => {
      this.workOffPackets()
    })
  }

  private wire(link: EthernetSpec): (device: Device, skb: Skb) => void {
    const { attachedTo } = link
    if (attachedTo.kind !== 'peer') throw new Error('a veth was expected')
    return (_, skb) => {
      const peer = required(required(this.hosts.get(attachedTo.netns), attachedTo.netns).netns.device(attachedTo.link), attachedTo.link)
      const fate = read16(skb.data, skb.start + 12) === IPV4 ? (this.options.fate?.(skb) ?? 'arrives') : 'arrives'
      if (fate === 'is lost') return this.pool.release(skb)
      if (fate === 'comes twice') arrive(peer, this.pool.copy(skb))
      if (fate !== 'comes late') return arrive(peer, skb)
      this.startTimer(this.nowNs + 1, () => {
        arrive(peer, skb)
      })
    }
  }
}

function address(text: string): Ipv4 {
  return required(parseIpv4(text), text)
}

function ethernet(name: string, mac: number, mtuBytes: number, addresses: readonly LinkAddress[], peer: string, peerLink: string): EthernetSpec {
  return { kind: 'ethernet', name, mac: mac as Mac, mtuBytes, up: true, addresses, attachedTo: { kind: 'peer', netns: peer, link: peerLink } }
}

function netnsOf(name: string, kind: NetnsSpec['kind'], links: readonly EthernetSpec[], routes: readonly RouteSpec[], sysctls: NetnsSpec['sysctls']): NetnsSpec {
  const lo = { kind: 'loopback', name: 'lo', mtuBytes: 65536, up: true, addresses: [{ address: address('127.0.0.1'), prefixLength: 8 }] } as const
  return { name, kind, links: [lo, ...links], routes, rules: [], neighbours: [], fdb: [], ipsets: [], iptables: [], sysctls }
}

function host(name: string, own: Ipv4, gateway: Ipv4, mtuBytes: number): NetnsSpec {
  const link = ethernet('eth0', own, mtuBytes, [{ address: own, prefixLength: 24 }], 'router', name)
  return netnsOf(name, 'pod', [link], [route({ network: address('0.0.0.0'), prefixLength: 0 }, 'eth0', { gateway })], {})
}

function router(options: TwoHostsOptions): NetnsSpec {
  const mtu = options.pathMtuBytes === undefined ? {} : { mtuBytes: options.pathMtuBytes }
  return netnsOf(
    'router',
    'router',
    [
      ethernet('left', LEFT_GATEWAY, options.leftMtuBytes, [{ address: LEFT_GATEWAY, prefixLength: 24 }], 'left', 'eth0'),
      ethernet('right', RIGHT_GATEWAY, options.rightMtuBytes, [{ address: RIGHT_GATEWAY, prefixLength: 24 }], 'right', 'eth0'),
    ],
    [route({ network: LEFT, prefixLength: 32 }, 'left', mtu), route({ network: RIGHT, prefixLength: 32 }, 'right', mtu)],
    { 'net/ipv4/ip_forward': '1' },
  )
}

function route(destination: RouteSpec['destination'], link: string, more: Partial<RouteSpec>): RouteSpec {
  return { type: 'unicast', destination, table: ROUTE_TABLE.main, protocol: 3, scope: 'global', metric: 0, onlink: false, link, ...more }
}
