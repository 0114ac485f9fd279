import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'
import type { Errno, Program, System, Wait } from '../../engine/kernel-api'
import { IP_PROTOCOL } from '../../wire/ipv4'
import { formatIpv4 } from '../../wire/ipv4-address'
import { errnoText } from '../errno-text'
import { toolRelease } from '../tool-release'
import { parseTracerouteOptions } from './options'
import type { TracerouteOptions } from './options'
import { answer, IcmpProbes, openingFailure, UdpProbes } from './probes'
import type { Probe, ProbeFailure, ProbeMethod } from './probes'
import { TcpProbes } from './tcp-probes'

const NS_PER_MS = 1_000_000
/** Added to a round-trip time before a factor multiplies it (DEF_WAIT_PREC). */
const WAIT_PRECISION_NS = NS_PER_MS

/** `traceroute` 2.1 with ICMP (`-I`), TCP (`-T`) or UDP probes. */
export const traceroute: Program = function* (system, argv) {
  const options = parseTracerouteOptions(argv.slice(1))
  if (!options.ok) {
    system.stderr(options.error)
    return 2
  }
  if (options.value === undefined) {
    system.stdout(`Modern traceroute for Linux, version ${toolRelease(system).traceroute}\nCopyright (c) 2016  Dmitry Butskoy,   License: GPL v2 or any later\n`)
    return 0
  }
  const probes = makeProbes(options.value)
  const method = openMethod(system, options.value, probes)
  if (!method.ok) {
    system.stderr(failureText(openingFailure(method.error)))
    return 1
  }
  try {
    return yield* new TracerouteRun(system, options.value, probes, method.value).loop()
  } finally {
    method.value.close()
  }
}

/** error() of traceroute.c: on a line of its own. */
function failureText({ call, errno }: ProbeFailure): string {
  return `\n${call}: ${errnoText(errno)}\n`
}

function makeProbes(options: TracerouteOptions): Probe[] {
  return Array.from({ length: options.maxHops * options.probesPerHop }, (_, index) => ({
    index,
    sentNs: undefined,
    answeredNs: undefined,
    from: undefined,
    done: false,
    final: false,
    remark: '',
  }))
}

function openMethod(system: System, options: TracerouteOptions, probes: readonly Probe[]): Result<ProbeMethod, Errno> {
  if (options.method === 'udp') return ok(new UdpProbes(system, options))
  const socket = system.openRawIcmp({
    ...(options.method === 'tcp' ? { protocol: IP_PROTOCOL.tcp } : {}),
    pathMtuDiscovery: options.dontFragment ? 'probe' : 'dont',
    connectTo: options.destination,
    ...(options.source === undefined ? {} : { source: options.source }),
    ...(options.tos === undefined ? {} : { tos: options.tos }),
  })
  if (!socket.ok) return err(socket.error)
  if (options.method === 'icmp') return ok(new IcmpProbes(system, options, probes, socket.value))
  const errors = system.openRawIcmp({ pathMtuDiscovery: 'dont' })
  return errors.ok ? ok(new TcpProbes(system, options, probes, socket.value, errors.value)) : err(errors.error)
}

/** The loop of traceroute.c, do_it: a window of unanswered probes slides over the hops, and is filled again after each round of answers. */
class TracerouteRun {
  private end: number

  constructor(
    private readonly system: System,
    private readonly options: TracerouteOptions,
    private readonly probes: readonly Probe[],
    private readonly method: ProbeMethod,
  ) {
    this.end = probes.length
  }

  *loop(): Generator<Wait, number, undefined> {
    const { hostname, destination, maxHops, packetBytes, firstHop, probesPerHop } = this.options
    this.system.stdout(`traceroute to ${hostname} (${formatIpv4(destination)}), ${maxHops} hops max, ${packetBytes} byte packets`)
    let start = (firstHop - 1) * probesPerHop
    while (start < this.end) {
      const round = this.fillWindow(start)
      if ('failure' in round) {
        this.system.stderr(failureText(round.failure))
        return 1
      }
      start = round.start
      if (round.nextNs === undefined) continue
      const sockets = this.method.sockets()
      if (!sockets.some((socket) => socket.readable)) yield { untilNs: round.nextNs, sockets }
      this.method.receive()
    }
    this.system.stdout('\n')
    return 0
  }

  /** Prints what is ready in order, sends what the window allows; says where the window now starts and when its first probe expires. */
  private fillWindow(first: number): { readonly start: number; readonly nextNs: number | undefined } | { readonly failure: ProbeFailure } {
    let start = first
    let nextNs: number | undefined
    let underway = 0
    const now = this.system.nowNs()
    for (let n = start; n < this.end && underway < this.options.simultaneousProbes; n++) {
      const probe = this.probes[n] as Probe
      if (!probe.done && probe.sentNs !== undefined && now - probe.sentNs >= this.timeoutNs(probe)) probe.done = true
      if (probe.done) {
        if (n === start) {
          this.print(probe)
          start++
        }
        if (probe.final) this.end = (Math.floor(n / this.options.probesPerHop) + 1) * this.options.probesPerHop
        continue
      }
      if (probe.sentNs === undefined) {
        probe.sentNs = this.system.nowNs()
        const failure = this.method.send(probe, Math.floor(n / this.options.probesPerHop) + 1)
        if (failure && !this.takeFailure(probe, failure)) return { failure }
      }
      const expiresNs = probe.sentNs + this.timeoutNs(probe)
      nextNs = nextNs === undefined ? expiresNs : Math.min(nextNs, expiresNs)
      underway++
    }
    return { start, nextNs }
  }

  /** Local errors of a probe that was to be sent stand for an answer (parse_local_res); all others end the program. */
  private takeFailure(probe: Probe, { call, errno: error }: ProbeFailure): boolean {
    if (call !== 'send' || (error.code !== 'EMSGSIZE' && error.code !== 'EHOSTUNREACH')) return false
    answer(probe, undefined, this.system.nowNs())
    probe.final = true
    probe.remark = error.code === 'EMSGSIZE' ? `!F-${error.mtuBytes}` : '!H'
    return true
  }

  /** How long to wait for this probe: less where another probe of the hop, or a later one, has been answered (get_timeout). */
  private timeoutNs(probe: Probe): number {
    const { probesPerHop, wait } = this.options
    const maxNs = wait.maxMs * NS_PER_MS
    const hopStart = probe.index - (probe.index % probesPerHop)
    const here = answeredAfterNs(this.probes.slice(hopStart, hopStart + probesPerHop))
    if (wait.hereFactor > 0 && here !== undefined) return Math.min(maxNs, (here + WAIT_PRECISION_NS) * wait.hereFactor)
    const near = answeredAfterNs(this.probes.slice(hopStart + probesPerHop))
    return wait.nearFactor > 0 && near !== undefined ? Math.min(maxNs, (near + WAIT_PRECISION_NS) * wait.nearFactor) : maxNs
  }

  private print(probe: Probe): void {
    const { probesPerHop, numeric } = this.options
    const place = probe.index % probesPerHop
    let text = place === 0 ? `\n${String(Math.floor(probe.index / probesPerHop) + 1).padStart(2)} ` : ''
    if (probe.from === undefined) text += ' *'
    else {
      const before = this.probes.slice(probe.index - place, probe.index).findLast((other) => other.from !== undefined)
      const address = formatIpv4(probe.from)
      if (before?.from !== probe.from) text += numeric ? ` ${address}` : ` ${address} (${address})`
    }
    if (probe.answeredNs !== undefined && probe.sentNs !== undefined) text += `  ${((probe.answeredNs - probe.sentNs) / NS_PER_MS).toFixed(3)} ms`
    this.system.stdout(probe.remark === '' ? text : `${text} ${probe.remark}`)
  }
}

/** The round-trip time of the first of these probes that was answered. */
function answeredAfterNs(probes: readonly Probe[]): number | undefined {
  const answered = probes.find((probe) => probe.answeredNs !== undefined && probe.sentNs !== undefined && probe.answeredNs > probe.sentNs)
  return answered?.answeredNs === undefined || answered.sentNs === undefined ? undefined : answered.answeredNs - answered.sentNs
}
