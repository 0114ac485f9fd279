import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyLab, clusterOf } from '../../../tests/laws/random-lab'
import { allocate } from '../calico/ipam'
import { settleAddresses } from '../calico/settle-addresses'
import { BUILT_IN_LABS } from './built-in-labs'
import { readLab } from './read-lab'
import { labResources } from './write-lab'

function readBack(resources: readonly unknown[]) {
  return readLab([{ name: 'written.json', text: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: resources }) }])
}

describe('a cluster that is written down and read again', () => {
  it.each(BUILT_IN_LABS)('is the lab $name', ({ path }) => {
    const { cluster } = readLab([{ name: path, text: readFileSync(join(import.meta.dirname, '../../../public', path), 'utf8') }])
    const { cluster: again, problems } = readBack(labResources(cluster!))
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(again).toEqual(cluster)
  })

  it('is any lab', () => {
    fc.assert(
      fc.property(anyLab(6), (sketch) => {
        const changed = clusterOf(sketch)
        const cluster = settleAddresses(changed, allocate(changed))
        const { cluster: again, problems } = readBack(labResources(cluster))
        expect(problems).toEqual([])
        expect(again).toEqual(cluster)
      }),
    )
  })
})
