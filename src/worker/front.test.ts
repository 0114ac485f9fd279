import { describe, expect, it } from 'vitest'
import { asYaml, largeLab } from '../../tests/labs/large-lab'
import { inProcess, TWO_SUBNETS } from '../../tests/worker/in-process'
import { FULL_YAML } from '../core/import/full-yaml'
import type { Inventory } from '../core/model/inventory'
import { EngineFault } from './client'
import { EngineHost } from './host'
import type { ReadingProgress } from './protocol'

describe('what stands before the engine', () => {
  it('says what there is to draw before there is an engine, and only then', async () => {
    let bring: () => void = () => undefined
    const arrival = new Promise<void>((resolve) => (bring = resolve))
    const client = inProcess((port) => () => arrival.then(() => new EngineHost(port)))
    const drawn: string[] = []
    const draw = (inventory: Inventory) => {
      drawn.push(inventory.labName)
      bring()
    }
    const first = await client.loadLab([TWO_SUBNETS], 1, { read: draw })
    expect(drawn).toEqual(['two-subnets'])
    expect(first.kind).toBe('loaded')
    await client.loadLab([TWO_SUBNETS], 1, { read: draw })
    expect(drawn).toHaveLength(1)
  })

  it('fetches the full reader of YAML only for a lab that needs it, and then reads it whole', async () => {
    let fetched = 0
    const client = inProcess(undefined, () => {
      fetched++
      return Promise.resolve(FULL_YAML)
    })
    await client.loadLab([TWO_SUBNETS], 1)
    expect(fetched).toBe(0)
    const anchored = { ...TWO_SUBNETS, text: TWO_SUBNETS.text.replace('mtu: 9001 ', 'mtu: &jumbo 9001 ').replace('mtu: 9001', 'mtu: *jumbo') }
    const other = inProcess(undefined, () => {
      fetched++
      return Promise.resolve(FULL_YAML)
    })
    expect(await other.loadLab([anchored], 1)).toMatchObject({ kind: 'loaded', problems: [] })
    expect(fetched).toBe(1)
  })

  it('tells how far the reading has come, where it takes long', async () => {
    const client = inProcess()
    const told: ReadingProgress[] = []
    const watch = { reading: (progress: ReadingProgress) => told.push(progress) }
    await client.loadLab([TWO_SUBNETS], 1, watch)
    expect(told).toEqual([])
    const text = asYaml(largeLab({ nodes: 500, podsPerNode: 8, nodesPerSubnet: 250 }))
    await client.loadLab([{ name: 'large.yaml', text }], 1, watch)
    expect([...new Set(told.map(({ of, total }) => `${total} ${of}`))]).toEqual(['4502 documents', '4502 resources'])
    expect(told.map(({ done }) => done)).toEqual([0, 2000, 4000, 0, 2000, 4000])
  })

  it('says so when the engine does not come, and fetches it anew for the next request', async () => {
    let failures = 1
    const client = inProcess((port) => () => (failures-- > 0 ? Promise.reject(new Error('no way to the engine')) : Promise.resolve(new EngineHost(port))))
    await expect(client.loadLab([TWO_SUBNETS], 1)).rejects.toEqual(new EngineFault('no way to the engine'))
    expect((await client.loadLab([TWO_SUBNETS], 1)).kind).toBe('loaded')
  })
})
