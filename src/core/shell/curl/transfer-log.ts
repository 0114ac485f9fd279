import type { Errno } from '../../engine/kernel-api'
import { errnoText } from '../errno-text'
import type { CurlOptions } from './options'
import type { Response } from './response'

/** What `curl -v` prints to standard error of one transfer (libcurl 7.88: lib/connect.c, lib/http.c, lib/multi.c). */
export class TransferLog {
  private isHeadTold = false

  constructor(
    private readonly options: CurlOptions,
    private readonly print: (text: string) => void,
  ) {}

  trying(): void {
    this.info(`  Trying ${this.options.host}:${this.options.port}...`)
  }

  /** `atOnce`: the system call itself failed. */
  notConnected(errno: Errno, atOnce: boolean): void {
    const { host, port } = this.options
    this.info(atOnce ? `Immediate connect fail for ${host}: ${errnoText(errno)}` : `connect to ${host} port ${port} failed: ${errnoText(errno)}`)
  }

  connectTimeout(afterNs: number): void {
    this.info(`ipv4 connect timeout after ${Math.floor(afterNs / 1e6)}ms, move on!`)
  }

  connected(request: string): void {
    const { host, port } = this.options
    this.info(`Connected to ${host} (${host}) port ${port} (#0)`)
    for (const line of request.split('\r\n').slice(0, -1)) this.line('>', line)
  }

  /** The header, once it is whole; of an answer that is `refused` all but its end. */
  answered(response: Response, refused: boolean): void {
    if (this.isHeadTold) return
    this.isHeadTold = true
    const lines = response.head.split('\r\n').slice(0, refused ? -2 : -1)
    if (response.head.startsWith('HTTP/1.0')) this.info('HTTP 1.0, assume close after body')
    for (const line of lines) {
      if (line === '' && response.missingBytes === undefined && !closesAfter(response)) this.info('no chunk, no close, no size. Assume close to signal end')
      this.line('<', line)
    }
    if (this.options.discardBody && response.body.length > 0) this.tell(`{ [${response.body.length} bytes data]\n`)
  }

  ended(response: Response): void {
    const staysOpen = response.missingBytes !== undefined && !closesAfter(response)
    this.info(staysOpen ? `Connection #0 to host ${this.options.host} left intact` : 'Closing connection 0')
  }

  failed(text: string): void {
    this.info(text)
    this.info('Closing connection 0')
  }

  private info(text: string): void {
    this.tell(`* ${text}\n`)
  }

  private line(mark: '>' | '<', text: string): void {
    this.tell(`${mark} ${text}\r\n`)
  }

  private tell(text: string): void {
    if (this.options.verbose) this.print(text)
  }
}

/** The server says that it closes the connection, or speaks HTTP/1.0 (RFC 9112, 9.3). */
function closesAfter({ head }: Response): boolean {
  return head.startsWith('HTTP/1.0') || /^connection: *close\r$/im.test(head)
}
