import type { System, UdpReceived, UdpSocket, Wait } from '../../engine/kernel-api'
import { formatIpv4 } from '../../wire/ipv4-address'
import type { Ipv4 } from '../../wire/ipv4-address'
import { errnoText } from '../errno-text'
import { converse } from './converse'
import type { NcOptions } from './options'

/** `nc -l`: takes one connection, or with `-k` one after the other. A pod in which it runs serves that port. */
export function* listen(system: System, options: NcOptions): Generator<Wait, number, undefined> {
  const port = options.ports[0] as number
  return options.udp ? yield* listenUdp(system, options, port) : yield* listenTcp(system, options, port)
}

function* listenTcp(system: System, options: NcOptions, port: number): Generator<Wait, number, undefined> {
  const opened = system.listenTcp({ port, ...(options.address === undefined ? {} : { source: options.address }) })
  if (!opened.ok) {
    system.stderr(`nc: ${errnoText(opened.error)}\n`)
    return 1
  }
  const listener = opened.value
  announce(system, options, port)
  try {
    do {
      if (!listener.readable) yield { untilNs: Infinity, sockets: [listener] }
      const socket = listener.accept()
      if (socket === undefined) return 1
      // A second client is refused while nc talks to the first.
      if (!options.keepListening) listener.close()
      try {
        greet(system, options, socket.remote.address, socket.remote.port)
        yield* converse(system, socket, options)
      } finally {
        socket.close()
      }
    } while (options.keepListening)
    return 0
  } finally {
    listener.close()
  }
}

function* listenUdp(system: System, options: NcOptions, port: number): Generator<Wait, number, undefined> {
  const opened = system.openUdp({ port, pathMtuDiscovery: 'want', ...(options.address === undefined ? {} : { source: options.address }) })
  if (!opened.ok) {
    system.stderr(`nc: ${errnoText(opened.error)}\n`)
    return 1
  }
  const socket = opened.value
  announce(system, options, port)
  try {
    let partner = ''
    for (;;) {
      const received = yield* nextDatagram(system, socket, options, partner !== '')
      if (received?.kind !== 'datagram') return 0
      const from = `${received.source}:${received.port}`
      if (partner === '') greet(system, options, received.source, received.port)
      else if (partner !== from && !options.keepListening) continue
      partner = from
      system.stdout(String.fromCharCode(...received.payload))
    }
  } finally {
    socket.close()
  }
}

function* nextDatagram(system: System, socket: UdpSocket, options: NcOptions, isTalking: boolean): Generator<Wait, UdpReceived | undefined, undefined> {
  const untilNs = isTalking && options.timeoutNs !== undefined ? system.nowNs() + options.timeoutNs : Infinity
  if (!socket.readable) yield { untilNs, sockets: [socket] }
  return socket.receive()
}

function announce(system: System, options: NcOptions, port: number): void {
  if (!options.verbose) return
  const where = options.address === undefined ? '0.0.0.0' : formatIpv4(options.address)
  system.stderr(`${options.udp ? 'Bound' : 'Listening'} on ${where} ${port}\n`)
}

function greet(system: System, options: NcOptions, address: Ipv4, port: number): void {
  if (options.verbose) system.stderr(`Connection received on ${formatIpv4(address)} ${port}\n`)
}
