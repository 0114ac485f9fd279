import type { Ipv4 } from '../wire/ipv4-address'
import type { Readable } from './kernel-api'

/** One direction of a tracked connection. */
export interface TupleView {
  readonly source: Ipv4
  readonly destination: Ipv4
  readonly ports?: { readonly source: number; readonly destination: number }
  readonly icmp?: { readonly type: number; readonly code: number; readonly id: number }
}

export interface ConnectionView {
  readonly protocol: number
  readonly secondsLeft: number
  readonly tcpState?: string
  readonly original: TupleView
  readonly reply: TupleView
  readonly isReplied: boolean
  readonly isAssured: boolean
  readonly mark: number
}

export interface ConnectionEvent {
  readonly change: 'new' | 'update' | 'destroy'
  readonly connection: ConnectionView
}

export interface ConnectionEvents extends Readable {
  receive(): ConnectionEvent | undefined
  close(): void
}

/** One socket as `ss` lists it; addresses of 0 are any. */
export interface SocketView {
  readonly protocol: 'tcp' | 'udp'
  /** A state of TCP by its kernel name, `LISTEN` among them; of UDP `ESTABLISHED` where it is connected, else `CLOSE`. */
  readonly state: string
  readonly local: { readonly address: Ipv4; readonly port: number }
  readonly remote?: { readonly address: Ipv4; readonly port: number }
  /** Bytes that no program has read yet; of a listener, connections that nobody has accepted. */
  readonly receiveQueue: number
  /** Bytes that have not been acknowledged; of a listener, how many may wait to be accepted. */
  readonly sendQueue: number
}
