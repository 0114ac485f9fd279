import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { base64Decode, base64Encode } from '../base/base64'
import { formatMac } from '../wire/mac-address'
import { base64UrlEncode, utf8Bytes } from './byte-text'
import { firstBlockIndex, fnv1 } from './block-choice'
import { GoRand } from './go-rand'
import { hostVethName, vtepMac } from './interface-names'

interface GoVectors {
  readonly blocks: readonly { readonly node: string; readonly fnv1: number; readonly blocks: number; readonly index: number }[]
  readonly sources: readonly { readonly seed: number; readonly uint64: readonly string[]; readonly uint32: readonly number[] }[]
}

const vectors = JSON.parse(readFileSync('fixtures/calico/go-rand-vectors.json', 'utf8')) as GoVectors

describe('names that Calico makes', () => {
  it.each([
    ['namespace', 'podname', 'cali82111e10a96'],
    ['default', 'nginx', 'calic440f455693'],
    ['default', 'web-0', 'cali0d7763386da'],
    ['kube-system', 'coredns-5d78c9869d-abcde', 'cali4d5f75c480c'],
    ['default', 'pod-w1-a', 'caliae6c0ad70f5'],
  ])('gives %s/%s the host veth %s', (namespace, pod, name) => {
    expect(hostVethName(namespace, pod)).toBe(name)
  })

  it('takes the first of several interface prefixes', () => {
    expect(hostVethName('namespace', 'podname', 'eni,veth,foo')).toBe('eni82111e10a96')
  })

  it.each([
    ['remotehostname', '66:3e:ca:a4:db:65'],
    ['remotehostname2', '66:40:18:59:1f:16'],
    ['node-1', '66:b3:68:28:39:8e'],
    ['k8s-w1', '66:74:91:32:7c:04'],
  ])('gives node %s the VTEP MAC %s', (node, mac) => {
    expect(formatMac(vtepMac(node))).toBe(mac)
  })
})

describe('the block that a node claims first', () => {
  it('draws the numbers that Go draws', () => {
    expect(vectors.sources).toHaveLength(6)
    for (const source of vectors.sources) {
      const long = new GoRand(source.seed)
      expect(source.uint64.map(() => long.nextUint64().toString())).toEqual(source.uint64)
      const short = new GoRand(source.seed)
      expect(source.uint32.map(() => short.nextUint32())).toEqual(source.uint32)
    }
  })

  it('is the one of every vector', () => {
    expect(vectors.blocks).toHaveLength(144)
    for (const { node, fnv1: hash, blocks, index } of vectors.blocks) {
      expect({ node, blocks, hash: fnv1(node), index: firstBlockIndex(node, blocks) }).toEqual({ node, blocks, hash, index })
    }
  })

  it('stays right when more is drawn than the state is long', () => {
    const rand = new GoRand(1)
    for (let i = 0; i < 1000; i++) rand.nextUint64()
    // the 1,001st number of rand.NewSource(1), by the recurrence over the whole state
    expect(rand.nextUint64()).toBe(thousandAndFirst())
  })
})

/** The same recurrence written the long way: x[n] = x[n-607] + x[n-273], over the first 607 numbers drawn. */
function thousandAndFirst(): bigint {
  const rand = new GoRand(1)
  const drawn: bigint[] = []
  for (let i = 0; i < 607; i++) drawn.push(rand.nextUint64())
  for (let n = 607; n <= 1000; n++) drawn.push(((drawn[n - 607] ?? 0n) + (drawn[n - 273] ?? 0n)) & ((1n << 64n) - 1n))
  return drawn[1000] ?? 0n
}

describe('Base64', () => {
  it.each(['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar', 'é€😀'])('agrees with Node on %j, both ways', (text) => {
    const bytes = utf8Bytes(text)
    expect(Buffer.from(bytes).toString('utf8')).toBe(text)
    expect(base64Encode(bytes)).toBe(Buffer.from(text).toString('base64'))
    expect(base64UrlEncode(bytes)).toBe(Buffer.from(text).toString('base64url'))
    expect(base64Decode(base64Encode(bytes))).toEqual(bytes)
  })

  it('refuses what is not Base64', () => {
    expect([base64Decode('abc'), base64Decode('a=bc'), base64Decode('ab*=')]).toEqual([undefined, undefined, undefined])
  })
})
