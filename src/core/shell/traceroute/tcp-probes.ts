import type { RawIcmpSocket, Readable, System } from '../../engine/kernel-api'
import { ICMP_HEADER_BYTES, ICMP_TYPE, isIcmpError, parseIcmp } from '../../wire/icmp'
import { IP_PROTOCOL, IPV4_MIN_HEADER_BYTES, parseIpv4Header } from '../../wire/ipv4'
import type { Ipv4 } from '../../wire/ipv4-address'
import { TCP_MIN_HEADER_BYTES, TCP_OPTION, emitTcp, parseTcp } from '../../wire/tcp'
import type { TcpOption } from '../../wire/tcp'
import type { TracerouteOptions } from './options'
import { answer, answerWithError } from './probes'
import type { Probe, ProbeFailure, ProbeMethod } from './probes'

const SYN = 0x02
/** Room for the options of a SYN as traceroute's tcp module writes them. */
const OPTION_BYTES = 20
const WINDOW_SCALE = 2
/** Ports of one program, one a probe. */
const FIRST_SOURCE_PORT = 32_768
const SOURCE_PORTS = 20_000

/**
 * `-T`: half-open TCP. Each probe is a SYN of its own from a raw socket; whoever is reached answers with SYN and ACK or with RST, and
 * the kernel, which knows no such connection, resets what was accepted (mod-tcp.c of traceroute).
 */
export class TcpProbes implements ProbeMethod {
  private readonly firstPort: number
  private readonly mssBytes: number

  constructor(
    private readonly system: System,
    private readonly options: TracerouteOptions,
    private readonly probes: readonly Probe[],
    private readonly tcp: RawIcmpSocket,
    private readonly icmp: RawIcmpSocket,
  ) {
    this.mssBytes = tcp.mtuBytes - IPV4_MIN_HEADER_BYTES - TCP_MIN_HEADER_BYTES
    this.firstPort = FIRST_SOURCE_PORT + system.rng.nextBelow(SOURCE_PORTS)
  }

  send(probe: Probe, ttl: number): ProbeFailure | undefined {
    const { destination } = this.options
    const sent = this.tcp.send(destination, this.segment(this.firstPort + probe.index), ttl)
    return sent.ok ? undefined : { call: 'send', errno: sent.error }
  }

  sockets(): readonly Readable[] {
    return [this.tcp, this.icmp]
  }

  receive(): void {
    const segment = this.tcp.receive()
    if (segment?.kind === 'packet') this.takeSegment(segment.bytes, segment.source, segment.atNs)
    const error = this.icmp.receive()
    if (error?.kind === 'packet') this.takeError(error.bytes, error.source, error.atNs)
  }

  close(): void {
    this.tcp.close()
    this.icmp.close()
  }

  private segment(sourcePort: number): Uint8Array {
    const headerBytes = TCP_MIN_HEADER_BYTES + OPTION_BYTES
    const bytes = new Uint8Array(headerBytes)
    const random = (): number => this.system.rng.nextBelow(0x1_0000_0000)
    const header = { proto: 'tcp', sourcePort, destinationPort: this.options.firstPort, sequence: random(), acknowledgment: 0, headerBytes, flags: SYN, window: (4 * this.mssBytes) & 0xffff, urgentPointer: 0, options: synOptions(this.mssBytes, random()) } as const
    emitTcp(header, this.tcp.source ?? 0, this.options.destination, bytes, 0, bytes.length)
    return bytes
  }

  private takeSegment(packet: Uint8Array, source: Ipv4, atNs: number): void {
    const ip = parseIpv4Header(packet, 0, packet.length)
    if (!ip.ok || source !== this.options.destination) return
    const tcp = parseTcp(packet, ip.value.headerBytes, packet.length)
    const probe = tcp.ok && tcp.value.sourcePort === this.options.firstPort ? this.underway(tcp.value.destinationPort) : undefined
    if (!probe) return
    answer(probe, source, atNs)
    probe.final = true
  }

  private takeError(packet: Uint8Array, from: Ipv4, atNs: number): void {
    const outer = parseIpv4Header(packet, 0, packet.length)
    const icmp = outer.ok ? parseIcmp(packet, outer.value.headerBytes, packet.length) : outer
    if (!outer.ok || !icmp.ok || !isIcmpError(icmp.value.type) || icmp.value.type === ICMP_TYPE.redirect) return
    const at = outer.value.headerBytes + ICMP_HEADER_BYTES
    const quoted = parseIpv4Header(packet, at, packet.length)
    if (!quoted.ok || quoted.value.protocol !== IP_PROTOCOL.tcp || quoted.value.destination !== this.options.destination) return
    const portAt = at + quoted.value.headerBytes
    const probe = this.underway(((packet[portAt] ?? 0) << 8) | (packet[portAt + 1] ?? 0))
    if (probe) answerWithError(probe, from, atNs, { type: icmp.value.type, code: icmp.value.code, mtuBytes: icmp.value.rest & 0xffff })
  }

  private underway(sourcePort: number): Probe | undefined {
    const probe = this.probes[sourcePort - this.firstPort]
    return probe && !probe.done && probe.sentNs !== undefined ? probe : undefined
  }
}

/** MSS as the way's MTU allows (tcp_init), SACK permitted, timestamps, window scale: what a SYN of a host has. */
function synOptions(mssBytes: number, timestamp: number): readonly TcpOption[] {
  const timestamps = new Uint8Array(8)
  new DataView(timestamps.buffer).setUint32(0, timestamp)
  return [
    { kind: TCP_OPTION.maximumSegmentSize, data: Uint8Array.of(mssBytes >> 8, mssBytes & 0xff) },
    { kind: TCP_OPTION.sackPermitted, data: new Uint8Array(0) },
    { kind: TCP_OPTION.timestamps, data: timestamps },
    { kind: TCP_OPTION.nop, data: new Uint8Array(0) },
    { kind: TCP_OPTION.windowScale, data: Uint8Array.of(WINDOW_SCALE) },
  ]
}
