import type { Program, TcpReceived, TcpSocket, Wait } from '../../src/core/engine/kernel-api'
import { errnoText } from '../../src/core/shell/errno-text'
import { formatIpv4, parseIpv4 } from '../../src/core/wire/ipv4-address'
import type { Ipv4 } from '../../src/core/wire/ipv4-address'
import type { TcpExchange } from './recordings'

const SECOND_NS = 1e9

/** Takes one connection, reads the whole request, answers, and shuts down; closes when the client has. */
export function tcpServer(exchange: TcpExchange): Program {
  return function* (system) {
    const listening = system.listenTcp({ source: addressOf(exchange), port: exchange.server_port })
    if (!listening.ok) throw new Error(`server: ${errnoText(listening.error)}`)
    const listener = listening.value
    const untilNs = system.nowNs() + exchange.timeout_s * SECOND_NS
    yield { untilNs, sockets: [listener] }
    const socket = listener.accept()
    listener.close()
    if (socket === undefined) return 1
    const received = yield* receiveBytes(socket, exchange.request_bytes, untilNs)
    system.stdout(`server got ${received} bytes from ${formatIpv4(socket.remote.address)}:${socket.remote.port}\n`)
    yield* sendAll(socket, exchange.reply_bytes ?? 0, untilNs)
    socket.shutdown()
    yield* receiveBytes(socket, Infinity, untilNs)
    socket.close()
    return 0
  }
}

/** Connects, sends the request, reads the reply to its end, closes. */
export function tcpClient(exchange: TcpExchange): Program {
  return function* (system) {
    const untilNs = system.nowNs() + exchange.timeout_s * SECOND_NS
    const opened = system.openTcp({ port: exchange.client_port, connectTo: { address: addressOf(exchange), port: exchange.server_port } })
    if (!opened.ok) throw new Error(`client: ${errnoText(opened.error)}`)
    const socket = opened.value
    const connected = yield* next(socket, untilNs)
    if (connected?.kind !== 'connected') {
      system.stdout(`client error: ${connected?.kind === 'error' ? errnoText(connected.errno) : 'timed out'}\n`)
      socket.close()
      return 1
    }
    system.stdout('client connected\n')
    yield* sendAll(socket, exchange.request_bytes, untilNs)
    const received = yield* receiveBytes(socket, Infinity, untilNs)
    system.stdout(`client got ${received} bytes\n`)
    socket.close()
    return 0
  }
}

/** What the socket has to say, when it has. */
function* next(socket: TcpSocket, untilNs: number): Generator<Wait, TcpReceived | undefined, undefined> {
  if (!socket.readable) yield { untilNs, sockets: [socket] }
  return socket.receive()
}

function* sendAll(socket: TcpSocket, count: number, untilNs: number): Generator<Wait, void, undefined> {
  const bytes = new Uint8Array(count).fill(0x78)
  let sent = 0
  while (sent < count) {
    const taken = socket.send(bytes.subarray(sent))
    if (!taken.ok) return
    sent += taken.value
    if (sent < count) yield { untilNs, sockets: [socket.writable] }
  }
}

/** Reads until `count` bytes are there or the peer has sent all; returns how many came. */
function* receiveBytes(socket: TcpSocket, count: number, untilNs: number): Generator<Wait, number, undefined> {
  let received = 0
  while (received < count) {
    const part = yield* next(socket, untilNs)
    if (part?.kind !== 'data') break
    received += part.bytes.length
  }
  return received
}

function addressOf(exchange: TcpExchange): Ipv4 {
  const address = parseIpv4(exchange.server_ip)
  if (address === undefined) throw new Error(`no address: ${exchange.server_ip}`)
  return address
}
