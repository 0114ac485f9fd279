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

  describe('holds what is asked while a lab is loaded, for it speaks of the one before', () => {
    const LOADED = { kind: 'lab-loaded', lab: { inventory: twoSubnets('none'), settings: SETTINGS, faults: [], changes: [], poolNames: [] }, problems: [] } as const

    it('and asks it where that one stays', async () => {
      const { client, posted, reply } = handTransport()
      void client.loadLab([], 1)
      const look = client.look('k8s-w0')
      expect(posted.map(({ kind }) => kind)).toEqual(['load-lab'])
      reply({ id: 1, kind: 'lab-refused', problems: [] })
      reply({ id: 1, kind: 'done' })
      expect(posted.map(({ kind }) => kind)).toEqual(['load-lab', 'look'])
      reply({ id: 2, kind: 'done' })
      expect(await look).toEqual({ blocks: [], facts: [] })
    })

    it('and does it not where there is another one, which is told first', async () => {
      const { client, posted, reply } = handTransport()
      const told: string[] = []
      const asked = [
        client.loadLab([], 1).then(() => told.push('lab')),
        client.changeLab(SETTINGS, [], []).catch(() => told.push('not changed')),
        client.run('pod-w0-b', 'ping -c 1 172.16.158.16').catch(() => told.push('not run')),
        client.describe([1]).then((described) => told.push(`described ${described.length}`)),
      ]
      reply({ id: 1, ...LOADED })
      reply({ id: 1, kind: 'done' })
      await Promise.all(asked)
      expect(posted.map(({ kind }) => kind)).toEqual(['load-lab'])
      expect(told[0]).toBe('lab')
      expect(told.slice(1).toSorted()).toEqual(['described 0', 'not changed', 'not run'])
    })

    it('and asks of a lab that has come before the next one is refused', async () => {
      const { client, posted, reply } = handTransport()
      const first = client.loadLab([], 1)
      void client.loadLab([], 1)
      reply({ id: 1, ...LOADED })
      reply({ id: 1, kind: 'done' })
      await first
      void client.look('k8s-w0')
      reply({ id: 2, kind: 'lab-refused', problems: [] })
      reply({ id: 2, kind: 'done' })
      expect(posted.map(({ kind }) => kind)).toEqual(['load-lab', 'load-lab', 'look'])
    })
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
