import type { Device } from '../dataplane/device'
import type { Environment } from '../dataplane/environment'
import type { Netns } from '../dataplane/netns'
import type { NetworkSpec } from '../model/network-spec'
import type { LinkSpec } from '../model/netns-spec'
import type { Ipv4 } from '../wire/ipv4-address'
import type { BuiltNetns } from './build-netns'
import type { SocketView } from './connection-api'
import { Descriptors } from './descriptors'
import type { SegmentAdmin, System } from './kernel-api'
import { Netlink } from './netlink'
import { openCapture } from './capture-socket'
import { openPacket } from './packet-socket'
import { openRawIcmp } from './raw-icmp-socket'
import { INTERRUPTED } from './processes'
import type { OutputSink, ProcessInput } from './simulation-api'
import type { TcpSockets } from './tcp/tcp-sockets'
import type { UdpSockets } from './udp-socket'

interface SystemParts {
  readonly built: BuiltNetns
  readonly udp: UdpSockets
  readonly tcp: TcpSockets
  readonly network: NetworkSpec
  readonly environment: Environment
  readonly pid: number
  /** Its name, as the kernel has it (comm). */
  readonly program: string
  readonly output: OutputSink
  readonly input: ProcessInput
  /** The namespace as it is after every reload of the network so far. */
  readonly currentNetns: () => Netns
  /** Works off every packet that a system call started. */
  readonly settle: () => void
  readonly peerOf: (link: LinkSpec) => { readonly netns: string; readonly ifindex: number } | undefined
  readonly otherEnd: (link: LinkSpec) => Device | undefined
  readonly segments: () => readonly SegmentAdmin[]
  readonly enter: (netns: string, program: string) => System | undefined
}

/** What one program sees of its namespace. */
export function newSystem(parts: SystemParts): System {
  return new ProcessSystem(parts)
}

/** C0 but for tab, line feed and the carriage return before it, and C1. */
const CONTROL_CHARACTERS = /(?!\r\n)[^\t\n\P{Cc}]/gu

class ProcessSystem extends Netlink implements System {
  readonly netnsName: string
  readonly netnsKind: System['netnsKind']
  readonly osImage?: string
  readonly rng: System['rng']
  readonly pid: number
  interruptStatus = INTERRUPTED
  readonly stdin: System['stdin']
  readonly files: System['files']
  private readonly descriptors: Descriptors

  constructor(private readonly parts: SystemParts) {
    super(parts.built, parts.peerOf, parts.otherEnd)
    this.netnsName = parts.built.spec.name
    this.netnsKind = parts.built.spec.kind
    if (parts.built.spec.osImage !== undefined) this.osImage = parts.built.spec.osImage
    this.rng = parts.environment.rng
    this.pid = parts.pid
    this.stdin = parts.input.stdin
    this.files = parts.input.files
    this.descriptors = new Descriptors(parts.program, parts.pid)
  }

  nowNs(): number {
    return this.parts.environment.nowNs
  }

  stdout(text: string): void {
    this.parts.output.stdout(text)
  }

  /** Words that were typed come back in errors: what would move a terminal's cursor is written as `\033`. */
  stderr(text: string): void {
    this.parts.output.stderr(text.replaceAll(CONTROL_CHARACTERS, (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`))
  }

  openRawIcmp(options: Parameters<System['openRawIcmp']>[0]): ReturnType<System['openRawIcmp']> {
    return openRawIcmp(this.parts.currentNetns, options, this.parts.settle)
  }

  openUdp(options: Parameters<System['openUdp']>[0]): ReturnType<System['openUdp']> {
    return this.parts.udp.open(options, this.descriptors)
  }

  openTcp(options: Parameters<System['openTcp']>[0]): ReturnType<System['openTcp']> {
    return this.parts.tcp.connect(options, this.descriptors)
  }

  listenTcp(options: Parameters<System['listenTcp']>[0]): ReturnType<System['listenTcp']> {
    return this.parts.tcp.listen(options, this.descriptors)
  }

  openPacket(link: string): ReturnType<System['openPacket']> {
    return openPacket(this.parts.built.netns, link, this.parts.settle)
  }

  openCapture(options: Parameters<System['openCapture']>[0]): ReturnType<System['openCapture']> {
    return openCapture(this.parts.currentNetns, options)
  }

  namespaceNames(): readonly string[] {
    return this.parts.network.namespaces.map(({ name }) => name)
  }

  sockets(): readonly SocketView[] {
    const { tcp, udp, built } = this.parts
    const tunnels = [...built.netns.udpTunnels.keys()].map((port): SocketView => ({ protocol: 'udp', state: 'CLOSE', local: { address: 0 as Ipv4, port }, receiveQueue: 0, sendQueue: 0 }))
    return [...udp.view(), ...tunnels, ...tcp.view()]
  }

  enter(netns: string, program: string): System | undefined {
    return this.parts.enter(netns, program)
  }

  segments(): readonly SegmentAdmin[] {
    return this.parts.segments()
  }
}
