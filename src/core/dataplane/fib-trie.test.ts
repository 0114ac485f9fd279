import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { networkOf, parseIpv4, parseIpv4Prefix } from '../wire/ipv4-address'
import { FibTrie } from './fib-trie'

function trieOf(prefixes: readonly { network: number; prefixLength: number }[]): FibTrie {
  const trie = new FibTrie()
  trie.build(Uint32Array.from(prefixes, (p) => p.network), Uint8Array.from(prefixes, (p) => p.prefixLength))
  return trie
}

describe('FibTrie', () => {
  const table = ['0.0.0.0/0', '172.16.0.0/16', '172.16.158.0/24', '172.16.158.16/32', '172.16.158.64/26'].map((text) => parseIpv4Prefix(text)!)

  it.each([
    ['8.8.8.8', 0],
    ['172.16.1.1', 1],
    ['172.16.158.1', 2],
    ['172.16.158.16', 3],
    ['172.16.158.17', 2],
    ['172.16.158.64', 4],
    ['172.16.158.127', 4],
    ['172.16.158.128', 2],
  ])('the longest prefix wins: %s picks row %i', (address, row) => {
    expect(trieOf(table).lookup(parseIpv4(address)!)).toBe(row)
  })

  it('answers -1 where no prefix covers the address, and when it is empty', () => {
    expect(trieOf(table.slice(1)).lookup(parseIpv4('8.8.8.8')!)).toBe(-1)
    expect(trieOf([]).lookup(1)).toBe(-1)
  })

  it('agrees with a linear scan on any table', () => {
    const prefix = fc
      .record({ address: fc.oneof(fc.nat(0xffffffff), fc.nat(0xffff).map((low) => 0xac100000 + low)), prefixLength: fc.nat(32) })
      .map(({ address, prefixLength }) => ({ network: networkOf(address, prefixLength), prefixLength }))
    const prefixes = fc.uniqueArray(prefix, { selector: (p) => `${p.network}/${p.prefixLength}`, maxLength: 60 })
    fc.assert(
      fc.property(prefixes, fc.array(fc.nat(0xffffffff), { maxLength: 20 }), (rows, addresses) => {
        const trie = trieOf(rows)
        for (const address of [...addresses, ...rows.map((row) => row.network)]) {
          let best = -1
          rows.forEach((row, i) => {
            const covers = networkOf(address, row.prefixLength) === row.network
            if (covers && row.prefixLength > (best < 0 ? -1 : rows[best]!.prefixLength)) best = i
          })
          expect(trie.lookup(address)).toBe(best)
        }
      }),
    )
  })
})
