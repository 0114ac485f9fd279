import type { SocketOwner } from './connection-api'

/** 0, 1 and 2 are the terminal's. */
const FIRST_FREE = 3

/** A socket in a program's hands; `close` gives its number back. */
export interface HeldSocket extends SocketOwner {
  close(): void
}

/** The sockets of TCP and UDP that one program has open: each gets the lowest number that is free, as every open file does. */
export class Descriptors {
  private readonly taken = new Set<number>()

  constructor(
    private readonly program: string,
    private readonly pid: number,
  ) {}

  open(): HeldSocket {
    let descriptor = FIRST_FREE
    while (this.taken.has(descriptor)) descriptor++
    this.taken.add(descriptor)
    return { program: this.program, pid: this.pid, descriptor, close: () => this.taken.delete(descriptor) }
  }
}
