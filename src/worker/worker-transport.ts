import type { EngineTransport } from './client'
import { unpackReply } from './packed-reply'
import type { PackedReply } from './packed-reply'
import type { EngineReply, EngineRequest } from './protocol'

/** The engine in a Web Worker of its own, started at the first request so that the page paints first. */
export function workerTransport(startWorker: () => Worker): EngineTransport {
  let worker: Worker | undefined
  let onReply: (reply: EngineReply) => void = () => undefined
  let onBroken: (message: string) => void = () => undefined
  const started = (): Worker => {
    if (worker) return worker
    worker = startWorker()
    worker.addEventListener('message', (event: MessageEvent<PackedReply>) => onReply(unpackReply(event.data)))
    worker.addEventListener('error', (event) => onBroken(event.message || 'the engine could not be started'))
    worker.addEventListener('messageerror', () => onBroken('a message of the engine could not be read'))
    return worker
  }
  return {
    post: (request: EngineRequest) => started().postMessage(request),
    onReply: (listener) => {
      onReply = listener
    },
    onBroken: (listener) => {
      onBroken = listener
    },
    close: () => worker?.terminate(),
  }
}
