import type { System, TcpSocket, Wait } from '../../engine/kernel-api'
import type { NcOptions } from './options'
import { sendInput } from './send-input'

/** Sends standard input and prints what the peer sends, to its end or as long as `-q` and `-w` allow (readwrite of netcat.c). */
export function* converse(system: System, socket: TcpSocket, options: NcOptions): Generator<Wait, void, undefined> {
  yield* sendInput(system, socket)
  if (options.shutdownAtEnd) socket.shutdown()
  const quitNs = options.quitNs === undefined ? Infinity : system.nowNs() + options.quitNs
  for (;;) {
    const silentNs = options.timeoutNs === undefined ? Infinity : system.nowNs() + options.timeoutNs
    if (!socket.readable) yield { untilNs: Math.min(quitNs, silentNs), sockets: [socket] }
    const received = socket.receive()
    if (received?.kind !== 'data') return
    system.stdout(String.fromCharCode(...received.bytes))
  }
}
