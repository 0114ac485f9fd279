import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FULL_YAML } from '../../src/core/import/full-yaml'
import { createEngineClient } from '../../src/worker/client'
import type { EngineClient, EngineTransport } from '../../src/worker/client'
import { EngineFront } from '../../src/worker/front'
import { EngineHost } from '../../src/worker/host'
import type { HostPort } from '../../src/worker/host'
import { packReply, unpackReply } from '../../src/worker/packed-reply'
import type { EngineReply } from '../../src/worker/protocol'

/** Front and host in the test's own thread, with messages cloned and buffers transferred as a worker's are. */
export function inProcess(fetchHost = (port: HostPort) => () => Promise.resolve(new EngineHost(port)), yaml = () => Promise.resolve(FULL_YAML)): EngineClient {
  let onReply: (reply: EngineReply) => void = () => undefined
  const port: HostPort = {
    post: (reply, transfer) => onReply(unpackReply(structuredClone(packReply(reply), { transfer: [...transfer] }))),
    later: (work) => queueMicrotask(work),
  }
  const front = new EngineFront(port, { host: fetchHost(port), yaml })
  const transport: EngineTransport = {
    post: (request) => queueMicrotask(() => front.receive(structuredClone(request))),
    onReply: (listener) => {
      onReply = listener
    },
    onBroken: () => undefined,
    close: () => undefined,
  }
  return createEngineClient(transport)
}

export const TWO_SUBNETS = { name: 'two-subnets.yaml', text: readFileSync(join(import.meta.dirname, '../../public/labs/two-subnets.yaml'), 'utf8') }
