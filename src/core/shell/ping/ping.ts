import type { Errno, Program, RawIcmpSocket, System, Wait } from '../../engine/kernel-api'
import type { Ipv4 } from '../../wire/ipv4-address'
import { echoRequest, readEchoAnswer } from '../echo'
import type { EchoAnswer, EchoFailure } from '../echo'
import { errnoText } from '../errno-text'
import { iputilsVersion } from '../tool-release'
import { parsePingOptions } from './options'
import type { PingOptions } from './options'
import { PingOutput } from './output'
import { PingStatistics } from './statistics'

const NS_PER_MS = 1_000_000
/** MININTERVAL of ping.h. */
const MIN_INTERVAL_MS = 10
/** What a flood takes for itself from a reply that is there at once (on lo) to the next request: a loop's system calls, as a constant. */
const ROUND_NS = 10_000
/** Room for a struct timeval of a 64-bit system at the front of the payload. */
const TIMEVAL_BYTES = 16

/** `ping` of iputils 20221126, IPv4 over a raw socket. Exit status 0 with a reply, 1 without, 2 for other errors. */
export const ping: Program = function* (system, argv) {
  const options = parsePingOptions(argv.slice(1))
  if (!options.ok) {
    system.stderr(options.error.text)
    return options.error.status
  }
  if (options.value === undefined) {
    system.stdout(iputilsVersion('ping', system))
    return 0
  }
  const opened = openSocket(system, options.value)
  if ('status' in opened) return opened.status
  const run = new PingRun(system, options.value, opened.socket)
  try {
    yield* run.loop()
  } finally {
    run.finish()
    opened.socket.close()
    system.interruptStatus = run.exitStatus()
  }
  return run.exitStatus()
}

/** Connects a UDP probe socket first, as ping does to learn its source address where none is given, then opens the raw one. */
function openSocket(system: System, options: PingOptions): { readonly socket: RawIcmpSocket } | { readonly status: number } {
  const { destination, source, link, tos, ttl, pathMtuDiscovery, mayBroadcast } = options
  const fail = (call: string, errno: Errno): { readonly status: number } => {
    const hint = call === 'connect' && errno.code === 'EACCES' ? 'Do you want to ping broadcast? Then -b. If not, check your local firewall rules' : `${call}: ${errnoText(errno)}`
    system.stderr(`ping: ${hint}\n`)
    return { status: 2 }
  }
  const whichSource = source === undefined ? {} : { source }
  if (source === undefined) {
    const asked = { pathMtuDiscovery: 'want' as const, connectTo: { address: destination, port: 1025 }, ...(tos === undefined ? {} : { tos }), ...(link === undefined ? {} : { link }) }
    let probe = system.openUdp(asked)
    if (!probe.ok && probe.error.code === 'EACCES' && mayBroadcast) {
      system.stderr('WARNING: pinging broadcast address\n')
      probe = system.openUdp({ ...asked, mayBroadcast })
    }
    if (!probe.ok) return fail(probe.error.code === 'ENODEV' && link !== undefined ? `SO_BINDTODEVICE ${link}` : 'connect', probe.error)
    probe.value.close()
    if (link !== undefined && !isSourceOn(system, link, destination)) system.stderr(`ping: Warning: source address might be selected on device other than: ${link}\n`)
  }
  const socket = system.openRawIcmp({
    pathMtuDiscovery,
    mayBroadcast,
    ...whichSource,
    ...(ttl === undefined ? {} : { ttl }),
    ...(tos === undefined ? {} : { tos }),
    ...(link === undefined ? {} : { link }),
  })
  if (!socket.ok) return fail(socket.error.code === 'ENODEV' && link !== undefined ? `SO_BINDTODEVICE ${link}` : 'bind', socket.error)
  return { socket: socket.value }
}

/** Whether the address that a socket bound to this link gets is the link's own (ping4_run). */
function isSourceOn(system: System, link: string, to: Ipv4): boolean {
  const answer = system.routeGet({ to, outLink: link })
  const own = system.links().find(({ spec }) => spec.name === link)
  return !answer.ok || own === undefined || own.addresses.some(({ address }) => address === answer.value.source)
}

/** One run: sends on time, reads what comes, and stops for the reasons that iputils' main_loop has. */
class PingRun {
  private readonly statistics = new PingStatistics()
  private readonly startNs: number
  private lastSendNs: number
  private exitAtNs = Infinity
  /** 0: as replies come. */
  private intervalMs: number
  private readonly output: PingOutput
  private readonly hasTimes: boolean

  constructor(
    private readonly system: System,
    private readonly options: PingOptions,
    private readonly socket: RawIcmpSocket,
  ) {
    this.startNs = system.nowNs()
    this.lastSendNs = this.startNs
    this.intervalMs = options.intervalMs
    this.output = new PingOutput(system, options)
    this.hasTimes = options.dataBytes >= TIMEVAL_BYTES
    if (options.deadlineMs > 0) this.exitAtNs = this.startNs + options.deadlineMs * NS_PER_MS
    this.output.opened()
    this.output.heading()
  }

  *loop(): Generator<Wait, void, undefined> {
    while (!this.isDone()) {
      if (this.mustSend() && this.system.nowNs() >= this.nextSendNs) {
        this.send()
        this.scheduleExit()
      }
      if (!this.socket.readable) yield this.nextWait()
      else if (this.intervalMs === 0) yield { untilNs: this.system.nowNs() + ROUND_NS }
      this.receiveAll()
    }
  }

  finish(): void {
    const { hostname, flood, adaptive } = this.options
    const tellsPace = flood || adaptive || this.intervalMs === 0
    this.system.stdout(this.statistics.summary(hostname, this.lastSendNs - this.startNs, this.hasTimes, tellsPace))
  }

  exitStatus(): number {
    const { received } = this.statistics
    return received === 0 || (this.options.deadlineMs > 0 && received < this.options.count) ? 1 : 0
  }

  /** A flood that sees no replies is held to a hundred a second (pinger, ping_common.c). */
  private get nextSendNs(): number {
    if (this.statistics.transmitted === 0) return this.startNs
    const waitMs = this.intervalMs > 0 || this.statistics.inFlight === 0 ? this.intervalMs : MIN_INTERVAL_MS
    return this.lastSendNs + waitMs * NS_PER_MS
  }

  private mustSend(): boolean {
    const { count, deadlineMs } = this.options
    return count === 0 || deadlineMs > 0 || this.statistics.transmitted < count
  }

  private isDone(): boolean {
    const { count, deadlineMs } = this.options
    const { received, errors } = this.statistics
    if (count > 0 && received + errors >= count) return true
    return (deadlineMs > 0 && errors > 0) || this.system.nowNs() >= this.exitAtNs
  }

  /** After a local error ping looks again one interval later, and finds that it has counted enough. */
  private wakeNs(): number {
    const next = this.mustSend() || this.statistics.errors > 0 ? this.nextSendNs : Infinity
    return Math.min(next > this.system.nowNs() ? next : Infinity, this.exitAtNs)
  }

  /**
   * Right after a send ping sleeps in recvmsg with its interval as SO_RCVTIMEO, which counts in ticks; once a
   * millisecond has passed it polls for exactly what is left.
   */
  private nextWait(): Wait {
    const { system, lastSendNs, options, socket } = this
    const wakeNs = this.wakeNs()
    const now = system.nowNs()
    const canBlock = !options.adaptive && this.intervalMs >= MIN_INTERVAL_MS
    const blocks = canBlock && now - lastSendNs < NS_PER_MS && wakeNs === this.nextSendNs
    return { untilNs: blocks ? now + this.intervalMs * NS_PER_MS : wakeNs, sockets: [socket], inTicks: blocks }
  }

  private send(): void {
    const now = this.system.nowNs()
    const { statistics, options } = this
    if (options.tellsOutstanding && statistics.transmitted > 0 && !statistics.wasAnswered(statistics.transmitted)) this.output.outstanding(statistics.transmitted)
    const sent = this.socket.send(options.destination, echoRequest(this.system.pid, statistics.transmitted + 1, this.payload(now)))
    this.lastSendNs = now
    statistics.transmitted++
    if (sent.ok) this.output.sent()
    else this.reportSendError(sent.error)
  }

  /** Only a packet that is too long leaves an error in the socket's queue, and of others nothing is said (ping4_receive_error_msg). */
  private reportSendError(errno: Errno): void {
    if (errno.code !== 'EMSGSIZE') return
    this.drainLocalErrors()
    this.statistics.errors++
    this.output.tooLong(errno.mtuBytes)
  }

  /** The send's own error also lies in the socket's error queue, and is reported once. */
  private drainLocalErrors(): void {
    while (this.socket.readable) {
      const received = this.socket.receive()
      if (received?.kind === 'packet') this.take(received.bytes, received.atNs)
    }
  }

  /** Once the last request is out, ping waits for what may still come: twice the slowest reply so far, or `-W` where there was none. */
  private scheduleExit(): void {
    if (this.mustSend() || this.exitAtNs !== Infinity) return
    const slowestMs = (2 * this.statistics.slowestUs) / 1000
    const waitMs = this.statistics.received > 0 ? Math.max(slowestMs, this.intervalMs) : this.options.lingerMs
    this.exitAtNs = this.system.nowNs() + waitMs * NS_PER_MS
  }

  private receiveAll(): void {
    while (this.socket.readable) {
      const received = this.socket.receive()
      if (!received) return
      if (received.kind === 'packet') this.take(received.bytes, received.atNs)
      else this.reportSendError(received.errno)
    }
  }

  private take(packet: Uint8Array, atNs: number): void {
    const answer = readEchoAnswer(packet, this.system.pid & 0xffff)
    if (!answer) return
    if (answer.kind === 'reply') this.takeReply(answer, atNs)
    else if (answer.kind === 'redirect') this.output.redirect(answer)
    else this.takeError(answer)
  }

  private takeReply(reply: EchoAnswer & { readonly kind: 'reply' }, atNs: number): void {
    const roundTripUs = this.hasTimes ? Math.max(0, Math.floor(atNs / 1000) - readTimeUs(reply.payload)) : undefined
    const isDuplicate = this.statistics.countReply(reply.sequence, roundTripUs)
    if (this.options.adaptive && roundTripUs !== undefined) this.intervalMs = Math.floor((this.statistics.smoothedUs + 500) / 1000)
    this.output.reply(reply, roundTripUs, isDuplicate)
  }

  private takeError(error: EchoFailure): void {
    this.statistics.acknowledge(error.sequence)
    this.statistics.errors++
    this.output.error(error)
  }

  /** Bytes count up from 0; where there is room, the time of sending lies over the first sixteen. */
  private payload(nowNs: number): Uint8Array {
    const payload = Uint8Array.from({ length: this.options.dataBytes }, (_, i) => i & 0xff)
    if (this.hasTimes) writeTime(payload, nowNs)
    return payload
  }
}

/** A struct timeval, little-endian: seconds and microseconds of the simulated clock, 64 bits each. */
function writeTime(payload: Uint8Array, nowNs: number): void {
  const view = new DataView(payload.buffer, payload.byteOffset)
  view.setBigUint64(0, BigInt(Math.floor(nowNs / 1e9)), true)
  view.setBigUint64(8, BigInt(Math.floor((nowNs % 1e9) / 1000)), true)
}

function readTimeUs(payload: Uint8Array): number {
  if (payload.length < TIMEVAL_BYTES) return 0
  const view = new DataView(payload.buffer, payload.byteOffset)
  return Number(view.getBigUint64(0, true)) * 1e6 + Number(view.getBigUint64(8, true))
}
