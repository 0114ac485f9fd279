import { EngineFront } from './front'
import type { HostPort } from './host'
import { packReply } from './packed-reply'
import type { EngineRequest } from './protocol'

/** The engine's own thread: requests come as messages, replies go as messages, trace blocks change hands. */
const port: HostPort = {
  post: (reply, transfer) => postMessage(packReply(reply), { transfer: [...transfer] }),
  later: (work) => setTimeout(work, 0),
}
const front = new EngineFront(port, {
  host: async () => new (await import('./host')).EngineHost(port),
  yaml: async () => (await import('../core/import/full-yaml')).FULL_YAML,
})

addEventListener('message', (event: MessageEvent<EngineRequest>) => front.receive(event.data))
