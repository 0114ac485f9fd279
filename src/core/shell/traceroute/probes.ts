import type { Errno, RawIcmpSocket, Readable, System, UdpSocket } from '../../engine/kernel-api'
import { ICMP_HEADER_BYTES, ICMP_TYPE, UNREACHABLE_CODE } from '../../wire/icmp'
import { IPV4_MIN_HEADER_BYTES } from '../../wire/ipv4'
import type { Ipv4 } from '../../wire/ipv4-address'
import { UDP_HEADER_BYTES } from '../../wire/udp'
import { echoRequest, readEchoAnswer } from '../echo'
import type { TracerouteOptions } from './options'

/** One probe and what came of it. */
export interface Probe {
  /** Counted from 0 over all hops. */
  readonly index: number
  sentNs: number | undefined
  answeredNs: number | undefined
  from: Ipv4 | undefined
  /** Answered or given up. */
  done: boolean
  /** The destination, or an error that ends the path, answered. */
  final: boolean
  /** `!H`, `!N`, `!F-1400`… as traceroute prints them. */
  remark: string
}

/** A system call of a probe that failed. */
export interface ProbeFailure {
  readonly call: 'bind' | 'connect' | 'send'
  readonly errno: Errno
}

/** How probes are sent and their answers read. */
export interface ProbeMethod {
  send(probe: Probe, ttl: number): ProbeFailure | undefined
  /** Sockets with something to read, in the order in which one poll(2) finds them. */
  sockets(): readonly Readable[]
  /** Reads one message from each socket that has one, as one round of poll(2) does. */
  receive(): void
  close(): void
}

/** Marks a probe as answered by an ICMP error (traceroute.c: parse_icmp_res). */
export function answerWithError(probe: Probe, from: Ipv4, atNs: number, error: { readonly type: number; readonly code: number; readonly mtuBytes: number }): void {
  answer(probe, from, atNs)
  if (error.type === ICMP_TYPE.timeExceeded && error.code === 0) return
  probe.final = true
  probe.remark = remarkOf(error)
}

export function answer(probe: Probe, from: Ipv4 | undefined, atNs: number): void {
  probe.from = from
  probe.answeredNs = atNs
  probe.done = true
}

function remarkOf(error: { readonly type: number; readonly code: number; readonly mtuBytes: number }): string {
  if (error.type !== ICMP_TYPE.unreachable) return `!<${error.type}-${error.code}>`
  switch (error.code) {
    case UNREACHABLE_CODE.net:
      return '!N'
    case UNREACHABLE_CODE.host:
      return '!H'
    case UNREACHABLE_CODE.protocol:
      return '!P'
    case UNREACHABLE_CODE.port:
      return ''
    case UNREACHABLE_CODE.fragmentationNeeded:
      return `!F-${error.mtuBytes}`
    case UNREACHABLE_CODE.adminProhibited:
      return '!X'
    default:
      return `!<${error.code}>`
  }
}

/** A socket of a source and a destination: bind refuses the first, connect the second. */
export function openingFailure(errno: Errno): ProbeFailure {
  return { call: errno.code === 'EADDRNOTAVAIL' ? 'bind' : 'connect', errno }
}

/** Payload bytes as traceroute fills them: `0x40 + (i & 0x3f)`, counted from `firstIndex`. */
function pattern(lengthBytes: number, firstIndex: number): Uint8Array {
  return Uint8Array.from({ length: Math.max(0, lengthBytes) }, (_, i) => 0x40 + ((i + firstIndex) & 0x3f))
}

/** `-I`: echo requests with one identifier over one connected raw socket; one answer is read a round. */
export class IcmpProbes implements ProbeMethod {
  private readonly payload: Uint8Array
  private readonly identifier: number

  constructor(
    system: System,
    private readonly options: TracerouteOptions,
    private readonly probes: readonly Probe[],
    private readonly socket: RawIcmpSocket,
  ) {
    this.identifier = system.pid & 0xffff
    this.payload = pattern(options.packetBytes - IPV4_MIN_HEADER_BYTES - ICMP_HEADER_BYTES, ICMP_HEADER_BYTES)
  }

  send(probe: Probe, ttl: number): ProbeFailure | undefined {
    const sent = this.socket.send(this.options.destination, echoRequest(this.identifier, probe.index + 1, this.payload), ttl)
    return sent.ok ? undefined : { call: 'send', errno: sent.error }
  }

  sockets(): readonly Readable[] {
    return [this.socket]
  }

  receive(): void {
    const received = this.socket.receive()
    if (received?.kind !== 'packet') return
    const found = readEchoAnswer(received.bytes, this.identifier)
    const probe = found && found.kind !== 'redirect' ? this.probes[found.sequence - 1] : undefined
    if (!found || !probe || probe.done || probe.sentNs === undefined) return
    if (found.kind === 'error') answerWithError(probe, found.from, received.atNs, { type: found.type, code: found.code, mtuBytes: found.rest & 0xffff })
    else {
      answer(probe, found.from, received.atNs)
      probe.final = true
    }
  }

  close(): void {
    this.socket.close()
  }
}

/** UDP datagrams, each from a socket and port of its own: to rising ports, or with `-U` to one. */
export class UdpProbes implements ProbeMethod {
  private readonly open = new Map<Probe, UdpSocket>()
  private readonly payload: Uint8Array
  private nextPort: number

  constructor(
    private readonly system: System,
    private readonly options: TracerouteOptions,
  ) {
    this.nextPort = options.firstPort
    this.payload = pattern(options.packetBytes - IPV4_MIN_HEADER_BYTES - UDP_HEADER_BYTES, 0)
  }

  send(probe: Probe, ttl: number): ProbeFailure | undefined {
    const { destination, dontFragment, source, tos } = this.options
    const socket = this.system.openUdp({
      pathMtuDiscovery: dontFragment ? 'probe' : 'dont',
      connectTo: { address: destination, port: this.nextPort },
      ttl,
      ...(source === undefined ? {} : { source }),
      ...(tos === undefined ? {} : { tos }),
    })
    if (!socket.ok) return openingFailure(socket.error)
    if (this.options.isPortRising) this.nextPort++
    this.open.set(probe, socket.value)
    const sent = socket.value.send(this.payload)
    return sent.ok ? undefined : { call: 'send', errno: sent.error }
  }

  sockets(): readonly Readable[] {
    return [...this.open.values()]
  }

  receive(): void {
    for (const [probe, socket] of this.open) {
      if (!socket.readable) continue
      const received = socket.receive()
      if (!received) continue
      if (received.kind === 'icmp-error') {
        answerWithError(probe, received.offender, received.atNs, { type: received.type, code: received.code, mtuBytes: received.infoMtuBytes })
      } else if (received.kind === 'datagram') {
        answer(probe, received.source, received.atNs)
        probe.final = true
      } else continue
      socket.close()
      this.open.delete(probe)
    }
  }

  close(): void {
    for (const socket of this.open.values()) socket.close()
    this.open.clear()
  }
}
