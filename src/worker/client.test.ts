import { describe, expect, it } from 'vitest'
import { twoSubnets } from '../../tests/scene/recorded-lab'
import { EngineFault, createEngineClient } from './client'
import type { EngineTransport } from './client'
import type { EngineReply, EngineRequest } from './protocol'

/** A transport in the test's hands: what was posted, and replies at will. */
function handTransport() {
  const posted: EngineRequest[] = []
  let onReply: (reply: EngineReply) => void = () => undefined
  let onBroken: (message: string) => void = () => undefined
  const transport: EngineTransport = {
    post: (request) => posted.push(request),
    onReply: (listener) => {
      onReply = listener
    },
    onBroken: (listener) => {
      onBroken = listener
    },
    close: () => undefined,
  }
  return { client: createEngineClient(transport), posted, reply: (reply: EngineReply) => onReply(reply), breakDown: (message: string) => onBroken(message) }
}

const SETTINGS = { mode: 'direct', scope: 'always', calicoVersion: 'v3.30', natOutgoing: true, fabric: 'on-prem' } as const

describe('the engine client', () => {
  it('gathers the replies of each request by its id, also when they are interleaved', async () => {
    const { client, posted, reply } = handTransport()
    const first = client.look('k8s-w0')
    const second = client.changeLab(SETTINGS, [], [])
    expect(posted.map(({ id, kind }) => [id, kind])).toEqual([[1, 'look'], [2, 'change-lab']])
    reply({ id: 2, kind: 'lab-changed', lab: { inventory: twoSubnets('none'), settings: SETTINGS, faults: [], changes: [], poolNames: ['pool'] } })
    reply({ id: 1, kind: 'trace', blocks: [], facts: [{ op: 'remove', atEntry: 0, id: 7, netns: 0 }] })
    reply({ id: 2, kind: 'done' })
    reply({ id: 1, kind: 'done' })
    expect((await first).facts).toHaveLength(1)
    expect((await second).lab.settings.mode).toBe('direct')
  })

  it('tells a refused lab from a loaded one', async () => {
    const { client, reply } = handTransport()
    const lab = client.loadLab([], 1)
    reply({ id: 1, kind: 'lab-refused', problems: [] })
    reply({ id: 1, kind: 'done' })
    expect(await lab).toEqual({ kind: 'refused', problems: [] })
  })

  it('rejects with the engine’s words when it answers fault', async () => {
    const { client, reply } = handTransport()
    const run = client.run('pod-w0-b', 'ping -c 1 172.16.158.16')
    reply({ id: 1, kind: 'fault', message: 'no lab is loaded' })
    await expect(run).rejects.toEqual(new EngineFault('no lab is loaded'))
  })

  it('rejects everything that waits when the worker breaks', async () => {
    const { client, breakDown } = handTransport()
    const waiting = [client.look('k8s-w0'), client.look('k8s-w1')]
    breakDown('the engine could not be started')
    for (const promise of waiting) await expect(promise).rejects.toThrow('the engine could not be started')
  })
})
