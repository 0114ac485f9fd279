import { Rng } from '../src/core/base/rng'
import { FibTrie } from '../src/core/dataplane/fib-trie'
import { networkOf } from '../src/core/wire/ipv4-address'
import { perSecond } from './bench'
import type { BenchRow } from './bench'

export const name = 'longest-prefix match'

const LOOKUPS = 1 << 16

export async function run(): Promise<readonly BenchRow[]> {
  return [10, 1_000, 5_000, 100_000].flatMap((routes) => {
    const trie = routes === 5_000 ? clusterTable(routes) : internetTable(routes)
    const addresses = Uint32Array.from({ length: LOOKUPS }, addressesIn(routes === 5_000))
    const value = perSecond(() => {
      let sum = 0
      for (let i = 0; i < LOOKUPS; i++) sum += trie.lookup(addresses[i] as number)
      return sum === 0.5 ? 0 : LOOKUPS
    })
    const what = routes === 5_000 ? '5,000 blocks of /26 in one pool' : `${routes.toLocaleString('en')} routes of any kind`
    return [
      { name: `${what}: lookups`, value, unit: 'lookups/s' },
      { name: `${what}: memory`, value: trie.byteLength, unit: 'bytes' },
    ]
  })
}

function addressesIn(isCluster: boolean): () => number {
  const rng = new Rng(2)
  return () => (isCluster ? (0x0a00_0000 + rng.nextBelow(5_000 * 64)) >>> 0 : rng.nextU32())
}

/** Prefixes of 8 to 32 bits all over the address space, most of them /24, and a default route. */
function internetTable(routes: number): FibTrie {
  const rng = new Rng(1)
  const seen = new Map<string, { network: number; prefixLength: number }>([['0/0', { network: 0, prefixLength: 0 }]])
  while (seen.size < routes) {
    const prefixLength = rng.nextBelow(2) === 0 ? 24 : 8 + rng.nextBelow(25)
    const network = networkOf(rng.nextU32(), prefixLength)
    seen.set(`${network}/${prefixLength}`, { network, prefixLength })
  }
  return trieOf([...seen.values()])
}

/** What a node of a 5,000-node cluster has: a default route and a block for each node. */
function clusterTable(blocks: number): FibTrie {
  return trieOf([{ network: 0, prefixLength: 0 }, ...Array.from({ length: blocks }, (_, i) => ({ network: 0x0a00_0000 + i * 64, prefixLength: 26 }))])
}

function trieOf(prefixes: readonly { readonly network: number; readonly prefixLength: number }[]): FibTrie {
  const trie = new FibTrie()
  trie.build(Uint32Array.from(prefixes, ({ network }) => network), Uint8Array.from(prefixes, ({ prefixLength }) => prefixLength))
  return trie
}
