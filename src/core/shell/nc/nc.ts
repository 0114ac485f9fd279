import type { Errno, Program, System, TcpReceived, TcpSocket, UdpReceived, UdpSocket, Wait } from '../../engine/kernel-api'
import { formatIpv4 } from '../../wire/ipv4-address'
import type { Ipv4 } from '../../wire/ipv4-address'
import { serviceName } from '../../capture/service-names'
import { errnoText } from '../errno-text'
import { listen } from './listen'
import { parseNcOptions } from './options'
import type { NcOptions } from './options'
import { converse } from './converse'
import { sendInputDatagrams } from './send-input'

const DEST_UNREACH = 3
const PORT_UNREACH = 3
/** A scan over UDP writes this many times: an ICMP error answers one write and shows at the next. */
const UDP_TRIES = 4

/** `nc` of netcat-openbsd 1.219. It sends what is piped into it, and prints what it hears. */
export const nc: Program = function* (system, argv) {
  const parsed = parseNcOptions(argv.slice(1))
  if (!parsed.ok) {
    system.stderr(parsed.error)
    return 1
  }
  const options = parsed.value
  if (options.listen) return yield* listen(system, options)
  let exitStatus = 1
  for (const port of options.ports) {
    const reached = options.udp ? yield* tryUdp(system, options, port) : yield* tryTcp(system, options, port)
    if (reached) exitStatus = 0
  }
  return exitStatus
}

function* tryTcp(system: System, options: NcOptions, port: number): Generator<Wait, boolean, undefined> {
  const address = options.address as Ipv4
  const { source, sourcePort } = options
  const opened = system.openTcp({ connectTo: { address, port }, ...(source === undefined ? {} : { source }), ...(sourcePort === undefined ? {} : { port: sourcePort }) })
  if (!opened.ok) return failed(system, options, port, opened.error)
  const socket = opened.value
  try {
    const answer = yield* waitFor(socket, options.timeoutNs === undefined ? Infinity : system.nowNs() + options.timeoutNs)
    if (answer === undefined) return timedOut(system, options, port)
    if (answer.kind !== 'connected') return failed(system, options, port, answer.kind === 'error' ? answer.errno : { code: 'ECONNRESET' })
    succeeded(system, options, port)
    if (!options.scan) yield* converse(system, socket, options)
    return true
  } finally {
    socket.close()
  }
}

function* waitFor(socket: TcpSocket, untilNs: number): Generator<Wait, TcpReceived | undefined, undefined> {
  if (!socket.readable) yield { untilNs, sockets: [socket] }
  return socket.receive()
}

/** Nothing tells that a datagram arrived; a scan says so unless an ICMP error comes back (udptest). */
function* tryUdp(system: System, options: NcOptions, port: number): Generator<Wait, boolean, undefined> {
  const { source, sourcePort } = options
  const connectTo = { address: options.address as Ipv4, port }
  const opened = system.openUdp({ connectTo, pathMtuDiscovery: 'want', ...(source === undefined ? {} : { source }), ...(sourcePort === undefined ? {} : { port: sourcePort }) })
  if (!opened.ok) return failed(system, options, port, opened.error)
  const socket = opened.value
  try {
    if (options.scan && !(yield* isHeard(system, socket))) return false
    succeeded(system, options, port)
    if (options.scan) return true
    sendInputDatagrams(system, socket)
    yield* printDatagrams(system, socket, options)
    return true
  } finally {
    socket.close()
  }
}

function* isHeard(system: System, socket: UdpSocket): Generator<Wait, boolean, undefined> {
  let isWritten = false
  for (let i = 0; i < UDP_TRIES; i++) {
    const pending = socket.receive()
    isWritten = !isRefusal(pending) && socket.send(Uint8Array.of(0x58)).ok
    yield { untilNs: system.nowNs() }
  }
  return isWritten
}

function isRefusal(received: UdpReceived | undefined): boolean {
  return received?.kind === 'icmp-error' && received.type === DEST_UNREACH && received.code === PORT_UNREACH
}

function* printDatagrams(system: System, socket: UdpSocket, options: NcOptions): Generator<Wait, void, undefined> {
  const quitNs = options.quitNs === undefined ? Infinity : system.nowNs() + options.quitNs
  for (;;) {
    yield { untilNs: Math.min(quitNs, options.timeoutNs === undefined ? Infinity : system.nowNs() + options.timeoutNs), sockets: [socket] }
    const received = socket.receive()
    if (received?.kind !== 'datagram') return
    system.stdout(String.fromCharCode(...received.payload))
  }
}

function succeeded(system: System, options: NcOptions, port: number): void {
  if (!options.verbose) return
  const proto = options.udp ? 'udp' : 'tcp'
  const service = options.numeric ? '*' : (serviceName(port, proto) ?? '*')
  system.stderr(`Connection to ${formatIpv4(options.address as Ipv4)} ${port} port [${proto}/${service}] succeeded!\n`)
}

function failed(system: System, options: NcOptions, port: number, errno: Errno): false {
  if (options.verbose) system.stderr(`nc: connect to ${formatIpv4(options.address as Ipv4)} port ${port} (${options.udp ? 'udp' : 'tcp'}) failed: ${errnoText(errno)}\n`)
  return false
}

/** With -w, the kernel's own answer is not waited for. */
function timedOut(system: System, options: NcOptions, port: number): false {
  if (options.verbose) system.stderr(`nc: connect to ${formatIpv4(options.address as Ipv4)} port ${port} (tcp) timed out: Operation now in progress\n`)
  return false
}
