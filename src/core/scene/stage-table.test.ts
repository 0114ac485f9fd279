import { describe, expect, it } from 'vitest'
import { ipipPing } from '../../../tests/scene/recorded-lab'
import type { Inventory } from '../model/inventory'
import { MOST_PLACES, stageTable } from './stage-table'
import { stepsOf } from './steps'
import type { Step } from './steps'

const script = ipipPing()
const steps = stepsOf(script.trace(), { firstEntry: 0, endEntry: script.trace().entryCount }, script.inventory)

function rowNamed(name: string, inventory: Inventory = script.inventory, shown: readonly Step[] = steps) {
  return stageTable(inventory, shown).rows.find((row) => row.name === name)
}

describe('the stage as a table', () => {
  it('has a row for every place, and every step of the flow in one of them', () => {
    const { rows, folded } = stageTable(script.inventory, steps)
    expect(folded).toBe(0)
    expect(rows.map(({ name }) => name)).toEqual(script.inventory.namespaces.map(({ name }) => name))
    expect(rows.flatMap(({ visits }) => visits).toSorted((a, b) => a - b)).toEqual(steps.map((_, position) => position))
  })

  it('says of a pod on which node it is, of a node in which subnet, and of both their addresses by interface', () => {
    expect(rowNamed('pod-w0-b')).toMatchObject({ kind: 'pod', within: ['k8s-w0'], addresses: ['eth0 172.16.34.9'] })
    expect(rowNamed('k8s-w0')?.addresses).toContain('eth0 192.168.20.100')
    expect(rowNamed('k8s-w0')?.within).toHaveLength(1)
  })

  it('has a row for a segment only where something happened on it', () => {
    const onWire = { ...(steps[0] as Step), netns: -1 }
    expect(rowNamed(script.inventory.segments[0]?.name ?? '', script.inventory, [onWire])).toMatchObject({ kind: 'segment', visits: [0] })
  })

  it('of a large lab shows the places where the packet comes, and counts the rest', () => {
    const [first] = script.inventory.namespaces
    if (first === undefined) throw new Error('no lab')
    const namespaces = Array.from({ length: MOST_PLACES + 1 }, (_, index) => ({ ...first, index, name: `pod-${index}` }))
    const visited = [{ ...(steps[0] as Step), netns: 7 }]
    expect(stageTable({ ...script.inventory, namespaces }, visited)).toMatchObject({ rows: [{ name: 'pod-7', visits: [0] }], folded: MOST_PLACES })
  })
})
