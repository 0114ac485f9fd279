import type { Program, System, TcpSocket, Wait } from '../../engine/kernel-api'
import { formatIpv4 } from '../../wire/ipv4-address'
import { errnoText } from '../errno-text'
import { parseCurlOptions } from './options'
import type { CurlError, CurlOptions } from './options'
import { readResponse } from './response'
import type { Response } from './response'
import { TransferLog } from './transfer-log'
import { writeOutText } from './write-out'

const NS_PER_MS = 1e6
const VERSION = 'curl 7.88.1 (x86_64-pc-linux-gnu) libcurl/7.88.1\nRelease-Date: 2023-02-20\nProtocols: http\n'

/** `curl` 7.88.1 for plain HTTP to an address: one GET or HEAD, the body to standard output. Exit status as libcurl's errors. */
export const curl: Program = function* (system, argv) {
  const parsed = parseCurlOptions(argv.slice(1))
  if (!parsed.ok) {
    system.stderr(`curl: ${parsed.error.exitStatus === 2 ? '' : `(${parsed.error.exitStatus}) `}${parsed.error.text}\n`)
    return parsed.error.exitStatus
  }
  const options = parsed.value
  if (options === undefined) {
    system.stdout(VERSION)
    return 0
  }
  const transfer = new Transfer(system, options)
  const error = yield* transfer.run()
  if (options.writeOut !== undefined) system.stdout(transfer.factsText(options.writeOut, error))
  if (error === undefined) return 0
  if (!options.silent || options.showErrors) system.stderr(`curl: (${error.exitStatus}) ${error.text}\n`)
  return error.exitStatus
}

/** One request and what comes back. */
class Transfer {
  private readonly startNs: number
  private readonly log: TransferLog
  private socket: TcpSocket | undefined
  private response: Response | undefined
  private connectedNs = 0
  private firstByteNs = 0
  private printed = 0

  constructor(
    private readonly system: System,
    private readonly options: CurlOptions,
  ) {
    this.startNs = system.nowNs()
    this.log = new TransferLog(options, (text) => system.stderr(text))
  }

  *run(): Generator<Wait, CurlError | undefined, undefined> {
    this.log.trying()
    const error = yield* this.transfer()
    if (error !== undefined) this.log.failed(error.text)
    else if (this.response !== undefined) this.log.ended(this.response)
    return error
  }

  private *transfer(): Generator<Wait, CurlError | undefined, undefined> {
    const { system, options, startNs } = this
    const opened = system.openTcp({ connectTo: { address: options.address, port: options.port } })
    if (!opened.ok) {
      this.log.notConnected(opened.error, true)
      return this.unreachable()
    }
    const socket = opened.value
    try {
      const endNs = startNs + (options.maxTimeNs ?? Infinity)
      const connectNs = startNs + (options.connectTimeoutNs ?? 300e9)
      if (!socket.readable) yield { untilNs: Math.min(endNs, connectNs), sockets: [socket] }
      const answer = socket.receive()
      if (answer === undefined) return this.connectTimeout(endNs <= connectNs)
      if (answer.kind !== 'connected') {
        if (answer.kind === 'error') this.log.notConnected(answer.errno, false)
        return this.unreachable()
      }
      this.socket = socket
      this.connectedNs = system.nowNs() - startNs
      const request = requestText(options)
      this.log.connected(request)
      socket.send(bytesOf(request))
      return yield* this.receive(socket, endNs)
    } finally {
      socket.close()
    }
  }

  private *receive(socket: TcpSocket, endNs: number): Generator<Wait, CurlError | undefined, undefined> {
    const { options } = this
    let text = ''
    for (;;) {
      if (!socket.readable) yield { untilNs: endNs, sockets: [socket] }
      const received = socket.receive()
      if (received === undefined) return { exitStatus: 28, text: `Operation timed out after ${this.elapsedMs()} milliseconds with ${text.length} bytes received` }
      if (received.kind === 'error') return { exitStatus: 56, text: `Recv failure: ${errnoText(received.errno)}` }
      if (received.kind === 'data') {
        if (text === '') this.firstByteNs = this.system.nowNs() - this.startNs
        text += String.fromCharCode(...received.bytes)
      }
      if (text.length >= 5 && !text.startsWith('HTTP/')) return { exitStatus: 1, text: 'Received HTTP/0.9 when not allowed' }
      const response = readResponse(text, options.head)
      this.response = response
      if (response !== undefined) {
        const refused = options.failsOnError && statusOf(response) >= 400
        this.log.answered(response, refused)
        if (refused) return this.refused(response)
        this.show(response)
      }
      if (response?.isComplete === true) return undefined
      if (received.kind !== 'end') continue
      if (response === undefined) return { exitStatus: 52, text: 'Empty reply from server' }
      return response.missingBytes === undefined ? undefined : { exitStatus: 18, text: `transfer closed with ${response.missingBytes} bytes remaining to read` }
    }
  }

  private show({ head, body }: Response): void {
    const shown = (this.options.includeHeaders ? head : '') + body
    if (!this.options.discardBody) this.system.stdout(shown.slice(this.printed))
    this.printed = shown.length
  }

  /** `-f` ends before the header's last, empty line. */
  private refused(response: Response): CurlError {
    if (this.options.includeHeaders && !this.options.discardBody) this.system.stdout(response.head.slice(0, -2))
    return { exitStatus: 22, text: `The requested URL returned error: ${statusOf(response)}` }
  }

  private unreachable(): CurlError {
    return { exitStatus: 7, text: `Failed to connect to ${this.options.host} port ${this.options.port} after ${this.elapsedMs()} ms: Couldn't connect to server` }
  }

  private connectTimeout(isMaxTime: boolean): CurlError {
    if (isMaxTime) return { exitStatus: 28, text: `Connection timed out after ${this.elapsedMs()} milliseconds` }
    this.log.connectTimeout(this.options.connectTimeoutNs ?? 300e9)
    return { exitStatus: 28, text: `Failed to connect to ${this.options.host} port ${this.options.port} after ${this.elapsedMs()} ms: Timeout was reached` }
  }

  private elapsedMs(): number {
    return Math.floor((this.system.nowNs() - this.startNs) / NS_PER_MS)
  }

  factsText(format: string, error: CurlError | undefined): string {
    const { response, socket, options } = this
    const facts = {
      status: response ? statusOf(response) : 0,
      version: /^HTTP\/([\d.]+)/.exec(response?.head ?? '')?.[1] ?? '0',
      bodyBytes: response?.body.length ?? 0,
      headerBytes: response?.head.length ?? 0,
      connectedNs: this.connectedNs,
      firstByteNs: this.firstByteNs,
      totalNs: this.system.nowNs() - this.startNs,
      remoteIp: socket ? options.host : '',
      remotePort: socket ? options.port : 0,
      localIp: socket ? formatIpv4(socket.source) : '',
      localPort: socket?.port ?? 0,
      url: options.url,
      method: options.head ? 'HEAD' : 'GET',
      exitStatus: error?.exitStatus ?? 0,
      error: error?.text ?? '',
    }
    return writeOutText(format, facts, (name) => this.system.stderr(`curl: unknown --write-out variable: '${name}'\n`))
  }
}

function statusOf({ head }: Response): number {
  return Number(/^HTTP\/[\d.]+ (\d{3})/.exec(head)?.[1] ?? 0)
}

function requestText({ head, path, host, port }: CurlOptions): string {
  const authority = port === 80 ? host : `${host}:${port}`
  return `${head ? 'HEAD' : 'GET'} ${path} HTTP/1.1\r\nHost: ${authority}\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\n\r\n`
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}
