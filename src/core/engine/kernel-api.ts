import type { Result } from '../base/result'
import type { Rng } from '../base/rng'
import type { IpsetSpec, LinkAddress, LinkSpec, NetnsKind, RouteSpec, RuleSpec } from '../model/netns-spec'
import type { SegmentSpec } from '../model/network-spec'
import type { NeighbourState } from '../trace/entry-kinds'
import type { Ipv4, Ipv4Prefix } from '../wire/ipv4-address'
import type { Mac } from '../wire/mac-address'
import type { CaptureOptions, CaptureSocket } from './capture-api'
import type { ConnectionEvents, ConnectionView, ConntrackCounters, SocketView } from './connection-api'

/**
 * What a program sees of the kernel: system calls, sockets, netlink and /proc/sys of one network namespace.
 * Programs (core/shell) know this file and nothing else of the engine; the engine knows no program.
 * A program is a generator: it runs without taking simulated time until it yields a wait. All the network's work
 * that a system call starts is done before the program goes on, as on one CPU where soft interrupts come first.
 */
export type Program = (system: System, argv: readonly string[]) => Generator<Wait, number, undefined>

/** What a program waits for. It is resumed at the first of: a socket named in `sockets` is readable, `untilNs` is reached. */
export interface Wait {
  readonly untilNs: number
  readonly sockets?: readonly Readable[]
  /** The program only watches (a capture): it goes on as if on a processor of its own, and takes no simulated time. */
  readonly isAside?: true
  /** The timeout is counted in ticks, as SO_RCVTIMEO is, and comes as late as the kernel's timer wheel makes it; others are exact. */
  readonly inTicks?: boolean
}

export interface Readable {
  /** True when `receive` would return something. */
  readonly readable: boolean
}

/** Errors of system calls by their kernel names. */
export type Errno =
  | { readonly code: 'EMSGSIZE'; readonly mtuBytes: number }
  | { readonly code: 'ENETUNREACH' | 'EHOSTUNREACH' | 'EINVAL' | 'EACCES' | 'EADDRNOTAVAIL' | 'ENODEV' | 'EEXIST' | 'ESRCH' | 'ENOENT' | 'EPERM' | 'ENETDOWN' | 'ECONNREFUSED' | 'ECONNRESET' | 'ETIMEDOUT' | 'EPIPE' | 'EADDRINUSE' | 'ENOBUFS' | 'EOPNOTSUPP' | 'EBUSY' }

export interface System extends NetlinkOfNetns {
  readonly netnsName: string
  readonly netnsKind: NetnsKind
  /** `PRETTY_NAME` of /etc/os-release, where the lab tells it: tools print as the releases that this distribution has. */
  readonly osImage?: string
  readonly rng: Rng
  nowNs(): number
  /** A process id, different for every program of a simulation. */
  readonly pid: number
  stdout(text: string): void
  stderr(text: string): void
  /** Exit status that Ctrl-C ends the program with: 130, unless it sets another. Its `finally` still runs. */
  interruptStatus: number
  /** What is piped or redirected into the program: all of it, before it starts. */
  readonly stdin: Uint8Array
  /** The files of the shell that started the program. */
  readonly files: FileStore
  openRawIcmp(options: RawIcmpOptions): Result<RawIcmpSocket, Errno>
  openUdp(options: UdpOptions): Result<UdpSocket, Errno>
  /** Begins a connection; the socket says when it stands or why it does not. ENETUNREACH and the like when no route leads there. */
  openTcp(options: TcpConnectOptions): Result<TcpSocket, Errno>
  /** EADDRINUSE when the port is taken. */
  listenTcp(options: TcpListenOptions): Result<TcpListener, Errno>
  /** AF_PACKET socket for arping. */
  openPacket(link: string): Result<PacketSocket, Errno>
  /** AF_PACKET socket that hears both directions, for tcpdump. ENODEV, ENETDOWN. */
  openCapture(options: CaptureOptions): Result<CaptureSocket, Errno>
  /** The namespaces of the lab that hold processes, for lsns and name completion. */
  namespaceNames(): readonly string[]
  /** Another namespace's view (`ip netns exec`, `fabric` commands of segments). */
  segments(): readonly SegmentAdmin[]
  /** The program of that name in the namespace of that name (setns): its kernel, this one's output. */
  enter(netns: string, program: string): System | undefined
}

/** Files by absolute path, as the programs of one shell see them. */
export interface FileStore {
  read(path: string): Uint8Array | undefined
  /** False: the place cannot be written. */
  write(path: string, bytes: Uint8Array): boolean
}

/** Where the path MTU stands: IP_MTU_DISCOVER of ip(7). */
export type PathMtuDiscovery = 'dont' | 'want' | 'do' | 'probe'

/** What a socket is told about all that it sends, under an IP header that the kernel writes: `link` is SO_BINDTODEVICE, `mayBroadcast` SO_BROADCAST. */
interface SendOptions {
  readonly ttl?: number
  readonly tos?: number
  readonly pathMtuDiscovery: PathMtuDiscovery
  readonly link?: string
  readonly mayBroadcast?: boolean
}

export interface RawIcmpOptions extends SendOptions {
  /** Another IP protocol than ICMP: what is sent is then left as it is, checksum included. */
  readonly protocol?: number
  /** Bound source address (`ping -I ADDRESS`): EADDRNOTAVAIL unless it is the namespace's own. */
  readonly source?: Ipv4
  /** Connected destination: chooses route and source once, and receives only from it (ICMP errors about it included). */
  readonly connectTo?: Ipv4
}

/** What a raw ICMP socket hands over: a whole IP packet, or a local error. */
export type Received =
  | { readonly kind: 'packet'; readonly bytes: Uint8Array; readonly atNs: number; readonly ttl: number; readonly source: Ipv4 }
  /** From the error queue (IP_RECVERR): the kernel's own refusal, e.g. message too long. */
  | { readonly kind: 'error'; readonly errno: Errno; readonly atNs: number; readonly offender?: Ipv4 }

export interface RawIcmpSocket extends Readable {
  /** What connecting chose: the source address, and the largest packet that the way is known to carry (IP_MTU). */
  readonly source: Ipv4 | undefined
  readonly mtuBytes: number
  /** `icmp` is the ICMP message, checksum included or zero to have it filled in. */
  send(destination: Ipv4, icmp: Uint8Array, ttl?: number): Result<void, Errno>
  receive(): Received | undefined
  close(): void
}

export interface UdpOptions extends SendOptions {
  readonly source?: Ipv4
  readonly port?: number
  readonly connectTo?: { readonly address: Ipv4; readonly port: number }
}

export type UdpReceived =
  | { readonly kind: 'datagram'; readonly payload: Uint8Array; readonly source: Ipv4; readonly port: number; readonly atNs: number }
  /** An ICMP error about a datagram of this socket; `offender` sent it. */
  | { readonly kind: 'icmp-error'; readonly type: number; readonly code: number; readonly offender: Ipv4; readonly atNs: number; readonly infoMtuBytes: number; readonly ttl: number }
  | { readonly kind: 'error'; readonly errno: Errno; readonly atNs: number }

export interface UdpSocket extends Readable {
  readonly port: number
  send(payload: Uint8Array, to?: { readonly address: Ipv4; readonly port: number }, ttl?: number): Result<void, Errno>
  receive(): UdpReceived | undefined
  close(): void
}

export interface TcpConnectOptions {
  readonly source?: Ipv4
  readonly port?: number
  readonly connectTo: { readonly address: Ipv4; readonly port: number }
}

export interface TcpListenOptions {
  /** Only for this address of the host's; without it, for all. */
  readonly source?: Ipv4
  readonly port: number
}

export type TcpReceived =
  /** The handshake is done: said once, to the side that connected. */
  | { readonly kind: 'connected' }
  | { readonly kind: 'data'; readonly bytes: Uint8Array }
  /** The peer has sent everything. */
  | { readonly kind: 'end' }
  /** The connection is over: ECONNREFUSED, ECONNRESET, ETIMEDOUT, EHOSTUNREACH and the like. Said once. */
  | { readonly kind: 'error'; readonly errno: Errno }

/** One end of a TCP connection. Calls do not block: what they cannot do yet, `readable` and `writable` announce. */
export interface TcpSocket extends Readable {
  readonly source: Ipv4
  readonly port: number
  readonly remote: { readonly address: Ipv4; readonly port: number }
  /** To wait for: room for more data, or an end of the connection. */
  readonly writable: Readable
  /** Takes as many bytes as there is room for and says how many; 0 before the connection stands. EPIPE after `shutdown`. */
  send(data: Uint8Array): Result<number, Errno>
  receive(maxBytes?: number): TcpReceived | undefined
  /** Nothing more will be sent (SHUT_WR): FIN follows the data. */
  shutdown(): void
  /** Unread data make it a reset. */
  close(): void
}

export interface TcpListener extends Readable {
  accept(): TcpSocket | undefined
  close(): void
}

export interface PacketSocket extends Readable {
  send(frame: Uint8Array): Result<void, Errno>
  receive(): { readonly frame: Uint8Array; readonly atNs: number } | undefined
  close(): void
}

/** rtnetlink, neighbour tables, iptables, ipset and sysctl of one namespace. Changes count at once and are recorded as fact changes. */
export interface NetlinkOfNetns {
  links(): readonly LinkView[]
  setLink(name: string, change: { readonly up?: boolean; readonly mtuBytes?: number }): Result<void, Errno>
  addAddress(link: string, address: LinkAddress): Result<void, Errno>
  deleteAddress(link: string, address: LinkAddress): Result<void, Errno>
  /** All tables, local ones included, in the kernel's dump order: main before local? No: table by table, ascending prefix, as `ip route show table all` prints them. */
  routes(): readonly RouteView[]
  addRoute(route: RouteSpec): Result<void, Errno>
  replaceRoute(route: RouteSpec): Result<void, Errno>
  /** Deletes the first route that agrees in everything that is given; ESRCH when there is none. */
  deleteRoute(match: RouteMatch): Result<void, Errno>
  routeGet(query: RouteQuery): Result<RouteAnswer, Errno>
  rules(): readonly RuleSpec[]
  addRule(rule: RuleSpec): Result<void, Errno>
  deleteRule(rule: RuleSpec): Result<void, Errno>
  neighbours(): readonly NeighbourView[]
  setNeighbour(link: string, address: Ipv4, mac: Mac, state: 'permanent' | 'reachable' | 'stale'): Result<void, Errno>
  deleteNeighbour(link: string, address: Ipv4): Result<void, Errno>
  /** `ip neigh flush all`: everything but permanent entries. */
  flushNeighbours(link?: string): void
  /** `ip route flush cache`: forgets learned path MTUs and redirects. */
  flushRouteCache(): void
  /** What routes know of single destinations: `ip route show cache`, in the order of their routes. */
  routeExceptions(): readonly RouteExceptionView[]
  /** `conntrack -L`, oldest first. */
  connections(): readonly ConnectionView[]
  /** `conntrack -D`: forgets those that the test picks out, and answers with them. */
  deleteConnections(picks: (connection: ConnectionView) => boolean): readonly ConnectionView[]
  /** `conntrack -E`: what changes from now on. */
  openConnectionEvents(): ConnectionEvents
  /** The sockets of the namespace: TCP and UDP, the kernel's own tunnel ports included. */
  sockets(): readonly SocketView[]
  /** `conntrack -S`: since the namespace began. */
  conntrackCounters(): ConntrackCounters
  /** `conntrack -F`. */
  flushConntrack(): void
  /** Keys with `/`: `net/ipv4/conf/eth0/rp_filter`. */
  sysctl(key: string): string | undefined
  setSysctl(key: string, value: string): Result<void, Errno>
  sysctls(): readonly string[]
  /** iptables rules as iptables-save prints them, one table a list; counters apart. */
  iptablesTables(): readonly IptablesTableView[]
  /** `-A`/`-I n`/`-D` … exactly as typed after `iptables -t TABLE`. */
  iptablesCommand(table: string, argv: readonly string[]): Result<void, IptablesError>
  /** Whether the chain has this rule (`-C`). */
  iptablesHas(table: string, chain: string, rule: readonly string[]): Result<boolean, IptablesError>
  ipsets(): readonly IpsetSpec[]
  ipsetAdd(set: string, member: Ipv4Prefix): Result<void, Errno>
  ipsetDelete(set: string, member: Ipv4Prefix): Result<void, Errno>
  /** EEXIST: there is a set of that name. */
  ipsetCreate(set: IpsetSpec): Result<void, Errno>
  /** EBUSY: a rule asks it. */
  ipsetDestroy(set: string): Result<void, Errno>
  fdb(): readonly { readonly mac: Mac; readonly link: string; readonly destination: Ipv4 }[]
  /** EEXIST: there is an entry of that MAC, and it is not to be replaced. */
  fdbAdd(link: string, mac: Mac, destination: Ipv4, replaces?: boolean): Result<void, Errno>
  fdbDelete(link: string, mac: Mac): Result<void, Errno>
  /** The WireGuard devices, in the order of their indexes. */
  wireguards(): readonly WireguardView[]
  /** What one `wg set` asks for. ENODEV: there is no such link; EOPNOTSUPP: it is none of WireGuard. */
  setWireguard(link: string, change: WireguardChange): Result<void, Errno>
}

/** A route of a dump. */
export interface RouteView extends RouteSpec {
  /** Its device has no carrier (RTNH_F_LINKDOWN); packets take it all the same. */
  readonly isLinkDown?: boolean
}

export interface LinkView {
  readonly spec: LinkSpec
  readonly ifindex: number
  readonly up: boolean
  /** False while the other end of a veth is down. */
  readonly hasCarrier: boolean
  readonly mtuBytes: number
  readonly addresses: readonly LinkAddress[]
  /** For a veth: the peer's ifindex and the namespace it lies in; a segment's name for a NIC. */
  readonly peerIfindex?: number
  readonly peerNetns?: string
  readonly counters: Readonly<LinkCounters>
}

/** Since the link was made; errors are packets that could not be handled, drops are those that were not taken. */
export interface LinkCounters {
  rxBytes: number
  rxPackets: number
  rxErrors: number
  rxDropped: number
  txBytes: number
  txPackets: number
  txErrors: number
  txDropped: number
}

export interface NeighbourView {
  readonly address: Ipv4
  readonly link: string
  readonly mac: Mac | undefined
  readonly state: NeighbourState
  readonly router: boolean
  /** Since it was last used, confirmed and changed. */
  readonly usedSeconds: number
  readonly confirmedSeconds: number
  readonly updatedSeconds: number
  /** Requests that nobody has answered. */
  readonly probes: number
}

export type RouteMatch = Partial<Omit<RouteSpec, 'destination'>> & { readonly destination: Ipv4Prefix; readonly table: number }

export interface RouteQuery {
  readonly to: Ipv4
  readonly from?: Ipv4
  readonly inLink?: string
  readonly mark?: number
  readonly outLink?: string
}

export interface RouteAnswer {
  readonly type: 'unicast' | 'local' | 'broadcast' | 'multicast'
  readonly link: string
  readonly gateway?: Ipv4
  readonly source?: Ipv4
  readonly table: number
  /** Path MTU learned for this destination, and when it is forgotten. */
  readonly mtuBytes?: number
  /** It is below what the kernel believes: larger packets go without DF. */
  readonly isMtuLocked?: true
  readonly expiresInSeconds?: number
}

export interface RouteExceptionView {
  readonly destination: Ipv4
  readonly link: string
  readonly gateway?: Ipv4
  /** The path MTU learned, where one counts. */
  readonly mtuBytes?: number
  readonly isMtuLocked?: true
  readonly expiresInSeconds?: number
}

/** Why a rule or chain was refused, in iptables' own words: what was typed makes no sense, the kernel says no, or something still needs it. */
export interface IptablesError {
  readonly kind: 'usage' | 'refused' | 'busy'
  readonly text: string
}

export interface IptablesTableView {
  readonly name: string
  readonly chains: readonly {
    readonly name: string
    readonly policy: string | undefined
    readonly rules: readonly { readonly text: string; readonly packets: number; readonly bytes: number }[]
  }[]
}

/** A segment's filter, as its bridge's ebtables FORWARD chain. */
export interface SegmentAdmin extends Pick<SegmentSpec, 'name' | 'cidr' | 'cloudRules'> {
  filters(): readonly string[]
  /** A rule as typed after `ebtables -A FORWARD`; the error says what is not understood. */
  appendFilter(rule: string): Result<void, string>
  deleteFilter(rule: string): Result<void, string>
  flushFilters(): void
  sourceDestinationCheck(): boolean
  /** Whether a node's cards are checked here now. */
  isChecked(namespace: string): boolean
  setSourceDestinationCheck(namespace: string, enabled: boolean): Result<void, Errno>
}

export interface WireguardView {
  readonly link: string
  /** Base64; absent on a device without keys. */
  readonly publicKey?: string
  /** Base64; absent where the lab tells the public key alone. */
  readonly privateKey?: string
  readonly listenPort: number
  readonly fwmark: number
  readonly peers: readonly WireguardPeerView[]
}

export interface WireguardPeerView {
  /** Base64. */
  readonly publicKey: string
  readonly endpoint?: { readonly address: Ipv4; readonly port: number }
  readonly allowedIps: readonly Ipv4Prefix[]
  /** Absent: there has been no handshake. */
  readonly lastHandshakeNs?: number
  /** Of messages without their UDP headers. */
  readonly rxBytes: number
  readonly txBytes: number
  /** 0: off. */
  readonly persistentKeepaliveSeconds: number
}

/** Absent fields stay as they are. */
export interface WireguardChange {
  /** Base64; empty: none from now on. Sessions of another key end. */
  readonly privateKey?: string
  /** Those that there are go first. */
  readonly replacesPeers?: true
  readonly listenPort?: number
  readonly fwmark?: number
  readonly peers: readonly WireguardPeerChange[]
}

export interface WireguardPeerChange {
  /** Base64; a peer that is not there is added, unless it is to be removed. */
  readonly publicKey: string
  readonly remove?: true
  readonly endpoint?: { readonly address: Ipv4; readonly port: number }
  /** All of them: what is not listed is taken away. */
  readonly allowedIps?: readonly Ipv4Prefix[]
  readonly persistentKeepaliveSeconds?: number
}
