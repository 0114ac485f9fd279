import type { Errno, Program, UdpReceived, UdpSocket } from '../../src/core/engine/kernel-api'
import type { Simulation } from '../../src/core/engine/simulation-api'
import { errnoText } from '../../src/core/shell/errno-text'
import { formatIpv4, parseIpv4 } from '../../src/core/wire/ipv4-address'
import type { Ipv4 } from '../../src/core/wire/ipv4-address'
import type { TcpExchange, UdpExchange } from './recordings'
import type { ReplayedStep } from './replay'
import { tcpClient, tcpServer } from './tcp-exchange'

const SECOND_NS = 1e9
const REQUEST = 'hello'
const REPLY = 'world'
/** What a connected socket turns the hard errors of an unreachable destination into, by ICMP code (icmp_err_convert, __udp4_lib_err). */
const HARD_ERRORS: Readonly<Record<number, Errno>> = {
  3: { code: 'ECONNREFUSED' },
  4: { code: 'EMSGSIZE', mtuBytes: 0 },
}
const DEST_UNREACH = 3

/** Runs one exchange of the recordings over UDP as two programs, a server and a client, and says what they printed. */
export function exchangeUdp(simulation: Simulation, exchange: UdpExchange): ReplayedStep {
  const command = `udp client ${exchange.client}:${exchange.client_port} -> ${exchange.server_ip}:${exchange.server_port}`
  const server = exchange.listening ? { ns: exchange.server, program: udpServer(exchange) } : undefined
  return runPair(simulation, command, { ns: exchange.client, program: udpClient(exchange) }, server)
}

/** The same over TCP. */
export function exchangeTcp(simulation: Simulation, exchange: TcpExchange): ReplayedStep {
  const command = `tcp client ${exchange.client}:${exchange.client_port} -> ${exchange.server_ip}:${exchange.server_port}`
  const server = exchange.listening ? { ns: exchange.server, program: tcpServer(exchange) } : undefined
  return runPair(simulation, command, { ns: exchange.client, program: tcpClient(exchange) }, server)
}

interface Part {
  readonly ns: string
  readonly program: Program
}

function runPair(simulation: Simulation, command: string, client: Part, server: Part | undefined): ReplayedStep {
  let printed = ''
  const output = {
    stdout: (text: string): void => {
      printed += text
    },
    stderr: (text: string): void => {
      printed += text
    },
  }
  const serving = server && simulation.start(server.ns, server.program, ['server'], output)
  const asking = simulation.start(client.ns, client.program, ['client'], output)
  simulation.runToExit(asking)
  if (serving) simulation.runToExit(serving)
  return { ns: client.ns, command, exit: asking.exitStatus ?? -1, stdout: printed.trimEnd(), stderr: '' }
}

function udpServer(exchange: UdpExchange): Program {
  return function* (system) {
    const opened = system.openUdp({ source: addressOf(exchange), port: exchange.server_port, pathMtuDiscovery: 'want' })
    if (!opened.ok) throw new Error(`server: ${errnoText(opened.error)}`)
    const socket = opened.value
    for (let i = 0; i < (exchange.exchanges ?? 1); i++) {
      const received = yield* nextDatagram(socket, system.nowNs() + 5 * SECOND_NS)
      if (received?.kind !== 'datagram') break
      if (exchange.exchanges === undefined) system.stdout(`server got ${received.payload.length} bytes from ${formatIpv4(received.source)}:${received.port}\n`)
      socket.send(bytesOf(REPLY, exchange.reply_bytes ?? 0), { address: received.source, port: received.port })
    }
    socket.close()
    return 0
  }
}

function udpClient(exchange: UdpExchange): Program {
  return function* (system) {
    const to = { address: addressOf(exchange), port: exchange.server_port }
    const isConnected = exchange.socket === 'connected'
    const opened = system.openUdp({ port: exchange.client_port, pathMtuDiscovery: 'want', ...(isConnected ? { connectTo: to } : {}) })
    if (!opened.ok) throw new Error(`client: ${errnoText(opened.error)}`)
    const socket = opened.value
    for (let i = 1; i <= (exchange.exchanges ?? 1); i++) {
      const sent = socket.send(bytesOf(REQUEST, exchange.request_bytes), isConnected ? undefined : to)
      if (!sent.ok) throw new Error(`client: ${errnoText(sent.error)}`)
      if (exchange.exchanges === undefined) system.stdout(`client sent ${exchange.request_bytes} bytes\n`)
      const received = yield* nextDatagram(socket, system.nowNs() + 2 * SECOND_NS)
      if (received?.kind !== 'datagram') {
        system.stdout(`error: ${failureText(received)}\n`)
        socket.close()
        return 1
      }
      const text = String.fromCharCode(...received.payload)
      system.stdout(exchange.exchanges === undefined ? `client got b'${text}'\n` : `datagram ${i} and its answer arrived\n`)
    }
    socket.close()
    return 0
  }
}

function* nextDatagram(socket: UdpSocket, untilNs: number): Generator<{ untilNs: number; sockets: readonly UdpSocket[] }, UdpReceived | undefined, undefined> {
  yield { untilNs, sockets: [socket] }
  return socket.receive()
}

function addressOf(exchange: UdpExchange): Ipv4 {
  const address = parseIpv4(exchange.server_ip)
  if (address === undefined) throw new Error(`no address: ${exchange.server_ip}`)
  return address
}

function failureText(received: UdpReceived | undefined): string {
  if (received === undefined) return 'timed out'
  const hard = received.kind === 'icmp-error' && received.type === DEST_UNREACH ? HARD_ERRORS[received.code] : undefined
  return hard === undefined ? `unexpected ${received.kind}` : errnoText(hard)
}

/** `text` over and over, `count` bytes of it. */
function bytesOf(text: string, count: number): Uint8Array {
  return Uint8Array.from({ length: count }, (_, i) => text.charCodeAt(i % text.length))
}
