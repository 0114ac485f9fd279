import type { Program, System, TcpSocket, Wait } from '../../engine/kernel-api'
import { errnoText } from '../errno-text'
import { parseCurlOptions } from './options'
import type { CurlError, CurlOptions } from './options'
import { readResponse } from './response'

const NS_PER_MS = 1e6

/** `curl` 7.88.1 for plain HTTP to an address: one GET or HEAD, the body to standard output. Exit status as libcurl's errors. */
export const curl: Program = function* (system, argv) {
  const parsed = parseCurlOptions(argv.slice(1))
  if (!parsed.ok) {
    system.stderr(`curl: ${parsed.error.exitStatus === 2 ? '' : `(${parsed.error.exitStatus}) `}${parsed.error.text}\n`)
    return parsed.error.exitStatus
  }
  const options = parsed.value
  const error = yield* fetch(system, options)
  if (error === undefined) return 0
  if (!options.silent || options.showErrors) system.stderr(`curl: (${error.exitStatus}) ${error.text}\n`)
  return error.exitStatus
}

function* fetch(system: System, options: CurlOptions): Generator<Wait, CurlError | undefined, undefined> {
  const startNs = system.nowNs()
  const elapsedMs = (): number => Math.floor((system.nowNs() - startNs) / NS_PER_MS)
  const unreachable = (): CurlError => ({ exitStatus: 7, text: `Failed to connect to ${options.host} port ${options.port} after ${elapsedMs()} ms: Couldn't connect to server` })
  const opened = system.openTcp({ connectTo: { address: options.address, port: options.port } })
  if (!opened.ok) return unreachable()
  const socket = opened.value
  try {
    const endNs = startNs + (options.maxTimeNs ?? Infinity)
    const connectNs = startNs + (options.connectTimeoutNs ?? 300e9)
    if (!socket.readable) yield { untilNs: Math.min(endNs, connectNs), sockets: [socket] }
    const answer = socket.receive()
    if (answer === undefined) return connectTimeout(options, elapsedMs(), endNs <= connectNs)
    if (answer.kind !== 'connected') return unreachable()
    socket.send(bytesOf(requestText(options)))
    return yield* receiveResponse(system, socket, options, endNs, elapsedMs)
  } finally {
    socket.close()
  }
}

function connectTimeout(options: CurlOptions, elapsedMs: number, isMaxTime: boolean): CurlError {
  if (isMaxTime) return { exitStatus: 28, text: `Connection timed out after ${elapsedMs} milliseconds` }
  return { exitStatus: 28, text: `Failed to connect to ${options.host} port ${options.port} after ${elapsedMs} ms: Timeout was reached` }
}

function* receiveResponse(system: System, socket: TcpSocket, options: CurlOptions, endNs: number, elapsedMs: () => number): Generator<Wait, CurlError | undefined, undefined> {
  let text = ''
  let printed = 0
  for (;;) {
    if (!socket.readable) yield { untilNs: endNs, sockets: [socket] }
    const received = socket.receive()
    if (received === undefined) return { exitStatus: 28, text: `Operation timed out after ${elapsedMs()} milliseconds with ${text.length} bytes received` }
    if (received.kind === 'error') return { exitStatus: 56, text: `Recv failure: ${errnoText(received.errno)}` }
    if (received.kind === 'data') text += String.fromCharCode(...received.bytes)
    if (text.length >= 5 && !text.startsWith('HTTP/')) return { exitStatus: 1, text: 'Received HTTP/0.9 when not allowed' }
    const response = readResponse(text, options.head)
    if (response !== undefined) {
      const shown = (options.includeHeaders ? response.head : '') + response.body
      if (!options.discardBody) system.stdout(shown.slice(printed))
      printed = shown.length
    }
    if (response?.isComplete === true) return undefined
    if (received.kind !== 'end') continue
    if (response === undefined) return { exitStatus: 52, text: 'Empty reply from server' }
    return response.missingBytes === undefined ? undefined : { exitStatus: 18, text: `transfer closed with ${response.missingBytes} bytes remaining to read` }
  }
}

function requestText({ head, path, host, port }: CurlOptions): string {
  const authority = port === 80 ? host : `${host}:${port}`
  return `${head ? 'HEAD' : 'GET'} ${path} HTTP/1.1\r\nHost: ${authority}\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\n\r\n`
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}
