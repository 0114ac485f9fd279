import { EngineHost } from './host'
import type { EngineRequest } from './protocol'

/** The engine's own thread: requests come as messages, replies go as messages, trace blocks change hands. */
const host = new EngineHost({
  post: (reply, transfer) => postMessage(reply, { transfer: [...transfer] }),
  later: (work) => setTimeout(work, 0),
})

addEventListener('message', (event: MessageEvent<EngineRequest>) => host.receive(event.data))
