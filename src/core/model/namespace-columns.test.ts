import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ipv4FromNumber } from '../wire/ipv4-address'
import type { InventoryNamespace } from './inventory'
import { packNamespaces, unpackNamespaces } from './namespace-columns'

const link = { name: 'lo', kind: 'loopback', mtuBytes: 65536, up: true, addresses: [] } as const

const namespaces: fc.Arbitrary<readonly InventoryNamespace[]> = fc
  .array(
    fc.record(
      {
        name: fc.stringMatching(/^[a-z0-9./-]{1,12}$/),
        kind: fc.constantFrom('node', 'pod', 'router', 'outside'),
        node: fc.nat(),
        podNamespace: fc.constantFrom('default', 'kube-system', 'web'),
        address: fc.integer({ min: 0, max: 0xffff_ffff }).map(ipv4FromNumber),
        isDescribed: fc.boolean(),
      },
      { requiredKeys: ['name', 'kind', 'isDescribed'] },
    ),
  )
  .map((all) => all.map(({ isDescribed, ...rest }, index): InventoryNamespace => ({ index, ...rest, blocks: isDescribed ? ['10.0.0.0/26'] : [], links: isDescribed ? [link] : [] })))

describe('namespaces as columns', () => {
  it('are the same after the way, described or not', () => {
    fc.assert(
      fc.property(namespaces, (before) => {
        expect(unpackNamespaces(structuredClone(packNamespaces(before)))).toEqual(before)
      }),
    )
  })
})
