import type { Program, System, UdpReceived, Wait } from '../../engine/kernel-api'
import { ICMP_TYPE, UNREACHABLE_CODE } from '../../wire/icmp'
import { formatIpv4, parseIpv4 } from '../../wire/ipv4-address'
import type { Ipv4 } from '../../wire/ipv4-address'
import { TRACEPATH } from '../manual/probes'
import { lettersOf, optionErrorText, parseInteger, parseOptions } from '../options'
import { toolRelease } from '../tool-release'
import { unknownHost } from '../unknown-host'

const LETTERS = lettersOf(TRACEPATH)
const FIRST_PORT = 44444
const LARGEST_PACKET_BYTES = 65535
const HEADER_BYTES = 28
const WAIT_NS = 1e9
const TRIES = 3
const HOST_COLUMN = 52

/** `tracepath` of iputils 20221126: finds the path MTU and the hops with UDP datagrams that may not be fragmented. */
export const tracepath: Program = function* (system, argv) {
  const parsed = parseOptions(argv.slice(1), LETTERS)
  if (!parsed.ok) {
    system.stderr(optionErrorText('tracepath', parsed.error, LETTERS))
    return 255
  }
  const { flags, values, operands } = parsed.value
  if (flags.has('V')) {
    system.stdout(`tracepath from iputils ${toolRelease(system).iputils}\n`)
    return 0
  }
  const [host = ''] = operands
  const destination = parseIpv4(host)
  const maxHops = parseInteger(values.get('m') ?? '30', 1, 255)
  const packetBytes = parseInteger(values.get('l') ?? String(LARGEST_PACKET_BYTES), HEADER_BYTES + 1, LARGEST_PACKET_BYTES)
  const port = parseInteger(values.get('p') ?? String(FIRST_PORT), 1, 65535)
  if (operands.length !== 1 || destination === undefined || maxHops === undefined || packetBytes === undefined || port === undefined) {
    const wrong = maxHops === undefined ? 'm' : packetBytes === undefined ? 'l' : 'p'
    system.stderr(operands.length !== 1 ? 'tracepath: one destination address is required\n' : destination === undefined ? `tracepath: ${host}: ${unknownHost(host)}\n` : `tracepath: invalid argument: '${values.get(wrong) ?? ''}'\n`)
    return operands.length !== 1 ? 255 : 1
  }
  return yield* new TracepathRun(system, destination, maxHops, port, packetBytes).loop()
}

/** What a probe came to: `progress` hears of the hop and goes on, `end` ends the run, `silence` tries again. */
type ProbeResult = 'progress' | 'end' | 'silence'

class TracepathRun {
  private sent = 0
  private hopsTo: number | undefined
  private hopsBack: number | undefined

  constructor(
    private readonly system: System,
    private readonly destination: Ipv4,
    private readonly maxHops: number,
    private readonly firstPort: number,
    /** The largest packet that is believed to pass. */
    private mtuBytes: number,
  ) {}

  *loop(): Generator<Wait, number, undefined> {
    for (let ttl = 1; ttl <= this.maxHops; ttl++) {
      const result = yield* this.probeHop(ttl)
      if (result === 'end') return this.resume()
      if (result === 'silence') this.system.stdout(`${String(ttl).padStart(2)}:  no reply\n`)
    }
    this.system.stdout(`     Too many hops: pmtu ${this.mtuBytes}\n`)
    return this.resume()
  }

  private resume(): number {
    const hops = this.hopsTo === undefined ? '' : `hops ${this.hopsTo} `
    const back = this.hopsBack === undefined ? '' : `back ${this.hopsBack} `
    this.system.stdout(`     Resume: pmtu ${this.mtuBytes} ${hops}${back}\n`)
    return 0
  }

  /** Three tries, which begin anew each time that the path MTU has shrunk. */
  private *probeHop(ttl: number): Generator<Wait, ProbeResult, undefined> {
    let result: ProbeResult = 'silence'
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const before = this.mtuBytes
      result = yield* this.probe(ttl)
      if (result === 'end') return result
      if (this.mtuBytes !== before) attempt = -1
      else if (result === 'progress') return result
    }
    return result
  }

  private *probe(ttl: number): Generator<Wait, ProbeResult, undefined> {
    const port = ((this.firstPort + (this.sent++ & 63)) & 0xffff) || 1
    // not connected: its datagrams, which nobody may cut, need no identification (ip_select_ident_segs)
    const opened = this.system.openUdp({ ttl, pathMtuDiscovery: 'probe' })
    if (!opened.ok) return this.sendFailed(ttl)
    const socket = opened.value
    try {
      const sentNs = this.system.nowNs()
      const sent = socket.send(new Uint8Array(this.mtuBytes - HEADER_BYTES), { address: this.destination, port })
      if (!sent.ok) {
        if (sent.error.code !== 'EMSGSIZE' || sent.error.mtuBytes >= this.mtuBytes) return this.sendFailed(ttl)
        this.mtuBytes = sent.error.mtuBytes
        this.system.stdout(`${String(ttl).padStart(2)}?: ${'[LOCALHOST]'.padEnd(32)} pmtu ${this.mtuBytes}\n`)
        return yield* this.probe(ttl)
      }
      if (!socket.readable) yield { untilNs: sentNs + WAIT_NS, sockets: [socket] }
      const received = socket.receive()
      return received ? this.take(received, ttl, sentNs) : 'silence'
    } finally {
      socket.close()
    }
  }

  private sendFailed(ttl: number): ProbeResult {
    this.system.stdout(`${String(ttl).padStart(2)}:  send failed\n`)
    return 'end'
  }

  private take(received: UdpReceived, ttl: number, sentNs: number): ProbeResult {
    const print = (text: string): void => {
      this.system.stdout(text)
    }
    if (received.kind !== 'icmp-error') {
      print(`${String(ttl).padStart(2)}?: reply received 8)\n`)
      return 'end'
    }
    const tookUs = Math.floor((received.atNs - sentNs) / 1000)
    const time = `${String(Math.floor(tookUs / 1000)).padStart(3)}.${String(tookUs % 1000).padStart(3, '0')}ms`
    print(`${String(ttl).padStart(2)}:  ${formatIpv4(received.offender).padEnd(HOST_COLUMN)}${time} `)
    const back = hopsOf(received.ttl)
    if (received.type === ICMP_TYPE.timeExceeded && received.code === 0) {
      print(`${back === ttl ? '' : `asymm ${String(back).padStart(2)} `}\n`)
      return 'progress'
    }
    if (received.type === ICMP_TYPE.unreachable && received.code === UNREACHABLE_CODE.fragmentationNeeded) {
      print(`pmtu ${received.infoMtuBytes}\n`)
      // an error that names no smaller MTU would be asked for ever
      if (received.infoMtuBytes >= this.mtuBytes || received.infoMtuBytes <= HEADER_BYTES) return 'end'
      this.mtuBytes = received.infoMtuBytes
      return 'progress'
    }
    if (received.type === ICMP_TYPE.unreachable && received.code === UNREACHABLE_CODE.port) {
      print('reached\n')
      this.hopsTo = ttl
      this.hopsBack = back
      return 'end'
    }
    print(`${remarkOf(received.type, received.code)}\n`)
    return 'end'
  }
}

/** How many routers a packet has passed, if it began with 64, 128 or 255. */
function hopsOf(ttl: number): number {
  return (ttl <= 64 ? 65 : ttl <= 128 ? 129 : 256) - ttl
}

function remarkOf(type: number, code: number): string {
  if (type !== ICMP_TYPE.unreachable) return '!P'
  if (code === UNREACHABLE_CODE.net) return '!N'
  if (code === UNREACHABLE_CODE.protocol) return '!P'
  return code === UNREACHABLE_CODE.adminProhibited ? '!A' : '!H'
}
