import type { System, TcpSocket, UdpSocket, Wait } from '../../engine/kernel-api'

/** What netcat reads and writes at a time (BUFSIZE of netcat.c). */
const CHUNK_BYTES = 16_384

/** Sends standard input over a connection, as fast as there is room for it. */
export function* sendInput(system: System, socket: TcpSocket): Generator<Wait, void, undefined> {
  for (let at = 0; at < system.stdin.length; ) {
    const sent = socket.send(system.stdin.subarray(at, at + CHUNK_BYTES))
    if (!sent.ok) return
    at += sent.value
    if (sent.value === 0) yield { untilNs: Infinity, sockets: [socket.writable] }
  }
}

/** Sends standard input as datagrams; what the kernel refuses ends it. */
export function sendInputDatagrams(system: System, socket: UdpSocket): void {
  for (let at = 0; at < system.stdin.length; at += CHUNK_BYTES) if (!socket.send(system.stdin.subarray(at, at + CHUNK_BYTES)).ok) return
}
