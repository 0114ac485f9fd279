import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'
import type { Ipv4 } from '../../wire/ipv4-address'
import type { Errno, Readable, TcpReceived, TcpSocket } from '../kernel-api'
import { acknowledgeRead } from './acknowledging'
import type { TcpConnection } from './connection'
import { startTimer } from './connection'
import { TIME_WAIT_NS } from './constants'
import { finish, release } from './input'
import { sendFin, writeStream } from './output'
import { readInOrder } from './receive-queue'
import { adjustReceiveBuffer } from './receive-window'
import { plus } from '../../wire/tcp-sequence'
import { sendActiveReset } from './transmit'

/** A program's end of a connection (inet_stream_ops). Every call holds the socket while it runs, as lock_sock does. */
export class ProgramSocket implements TcpSocket {
  readonly writable: Readable
  private isEndTold = false

  constructor(
    private readonly connection: TcpConnection,
    /** The side that accepted knows already. */
    private isConnectTold: boolean,
  ) {
    this.writable = {
      get readable(): boolean {
        const { state, sendShutdown } = connection
        return state === 'CLOSE' || (!sendShutdown && (state === 'ESTABLISHED' || state === 'CLOSE_WAIT') && connection.queuedBytes < connection.sendBufferBytes)
      },
    }
  }

  get source(): Ipv4 {
    return this.connection.localAddress as Ipv4
  }

  get port(): number {
    return this.connection.localPort
  }

  get remote(): { readonly address: Ipv4; readonly port: number } {
    return { address: this.connection.remoteAddress as Ipv4, port: this.connection.remotePort }
  }

  get readable(): boolean {
    const c = this.connection
    if (c.state === 'SYN_SENT') return false
    return !this.isConnectTold || c.error !== undefined || c.received.inOrder.some(({ parts }) => parts.length > 0) || (c.receiveShutdown && !this.isEndTold)
  }

  send(data: Uint8Array): Result<number, Errno> {
    const c = this.connection
    if (c.error !== undefined) return err(c.error)
    if (c.sendShutdown || c.state === 'CLOSE') return err({ code: 'EPIPE' })
    if (c.state !== 'ESTABLISHED' && c.state !== 'CLOSE_WAIT') return ok(0)
    return ok(this.hold(() => writeStream(c, data)))
  }

  receive(maxBytes = 65536): TcpReceived | undefined {
    const c = this.connection
    if (c.state === 'SYN_SENT') return undefined
    if (!this.isConnectTold && c.error === undefined) {
      this.isConnectTold = true
      return { kind: 'connected' }
    }
    const bytes = this.hold(() => this.read(maxBytes))
    if (bytes.length > 0) return { kind: 'data', bytes }
    if (c.error !== undefined) {
      const { error } = c
      c.error = undefined
      this.isEndTold = true
      return { kind: 'error', errno: error }
    }
    if (!c.receiveShutdown) return undefined
    // FIN counts as read (found_fin_ok of tcp_recvmsg)
    if (!this.isEndTold && c.copiedSeq !== c.rcvNxt) c.copiedSeq = plus(c.copiedSeq, 1)
    this.isEndTold = true
    return { kind: 'end' }
  }

  private read(maxBytes: number): Uint8Array {
    const c = this.connection
    const bytes = readInOrder(c.received, maxBytes)
    c.copiedSeq = plus(c.copiedSeq, bytes.length)
    if (bytes.length > 0) adjustReceiveBuffer(c)
    if (c.state !== 'CLOSE' && c.state !== 'TIME_WAIT') acknowledgeRead(c, bytes.length)
    return bytes
  }

  shutdown(): void {
    const c = this.connection
    if (c.sendShutdown) return
    this.hold(() => {
      endStream(c)
    })
  }

  close(): void {
    const c = this.connection
    if (c.isOrphan) return
    c.held?.close()
    c.held = undefined
    this.hold(() => {
      c.isOrphan = true
      c.receiveShutdown = true
      if (c.state === 'SYN_SENT') finish(c)
      else if (c.received.inOrder.some(({ parts }) => parts.length > 0) && c.state !== 'CLOSE') {
        // The program threw data away: the peer has to know (RFC 2525 section 2.17).
        sendActiveReset(c)
        finish(c)
      } else endStream(c)
      if (c.state === 'FIN_WAIT2') startTimer(c, 'finish', c.nowNs + TIME_WAIT_NS)
    })
  }

  private hold<T>(act: () => T): T {
    const c = this.connection
    c.owned = true
    const result = act()
    release(c)
    return result
  }
}

/** tcp_close_state and tcp_send_fin. */
function endStream(c: TcpConnection): void {
  if (c.sendShutdown) return
  c.sendShutdown = true
  if (c.state === 'ESTABLISHED') c.state = 'FIN_WAIT1'
  else if (c.state === 'CLOSE_WAIT') c.state = 'LAST_ACK'
  else return
  sendFin(c)
}
