import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ipv4FromNumber, networkOf, prefixContains } from '../../wire/ipv4-address'
import type { Ipv4Prefix } from '../../wire/ipv4-address'
import { AllowedIps } from './allowed-ips'

const prefix = fc
  .tuple(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0, max: 32 }))
  .map(([bits, prefixLength]): Ipv4Prefix => ({ network: networkOf(ipv4FromNumber(((bits & 0xff) * 0x1_000000 + (bits >>> 8)) >>> 0), prefixLength), prefixLength }))

test('the longest prefix that holds an address decides, whatever came and went', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(prefix, fc.nat(5), fc.boolean()), { maxLength: 40 }), fc.array(prefix, { maxLength: 20 }), (changes, asked) => {
      const table = new AllowedIps<number>()
      const held = new Map<string, { readonly prefix: Ipv4Prefix; readonly peer: number }>()
      for (const [each, peer, isRemoved] of changes) {
        const key = `${each.network}/${each.prefixLength}`
        if (isRemoved) {
          table.delete(each)
          held.delete(key)
        } else {
          expect(table.set(each, peer)).toBe(held.get(key)?.peer)
          held.set(key, { prefix: each, peer })
        }
      }
      for (const { network } of asked) {
        const best = [...held.values()].filter((entry) => prefixContains(entry.prefix, network)).sort((a, b) => b.prefix.prefixLength - a.prefix.prefixLength)[0]
        expect(table.lookup(network)).toBe(best?.peer)
      }
    }),
  )
})
