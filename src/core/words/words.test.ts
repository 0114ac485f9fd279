import { describe, expect, it } from 'vitest'
import { EN } from './en'
import { EN_CHAIN } from './en-chain'
import { EN_CURES } from './en-cures'
import { EN_FIELDS } from './en-fields'
import { EN_PROBLEMS } from './en-problems'
import { KO } from './ko'
import { KO_CHAIN } from './ko-chain'
import { KO_CURES } from './ko-cures'
import { KO_FIELDS } from './ko-fields'
import { KO_PROBLEMS } from './ko-problems'
import { withParticle } from './particle'

type Leaf = string | ((p: Readonly<Record<string, string | number>>) => string)

/** Every message by its path. */
function leaves(value: unknown, path = ''): readonly (readonly [path: string, leaf: Leaf])[] {
  if (typeof value === 'string' || typeof value === 'function') return [[path, value as Leaf]]
  return Object.entries(value as Readonly<Record<string, unknown>>).flatMap(([key, inner]) => leaves(inner, path === '' ? key : `${path}.${key}`))
}

/** Parameters that are one of a few words. */
const CHOICES: Readonly<Record<string, string>> = { form: 'ipv4', effect: 'policy' }

/** Parameters that answer to every name, so that what a message leaves out shows. */
function spoken(leaf: Leaf): { readonly text: string; readonly used: readonly string[] } {
  if (typeof leaf === 'string') return { text: leaf, used: [] }
  const used = new Set<string>()
  const parameters = new Proxy<Readonly<Record<string, string | number>>>({}, {
    get: (_, name) => {
      used.add(String(name))
      return CHOICES[String(name)] ?? '7'
    },
  })
  return { text: leaf(parameters), used: [...used].toSorted() }
}

const ENGLISH = new Map(leaves({ ...EN, chain: EN_CHAIN, cures: EN_CURES, fields: EN_FIELDS, problems: EN_PROBLEMS }))
const KOREAN = new Map(leaves({ ...KO, chain: KO_CHAIN, cures: KO_CURES, fields: KO_FIELDS, problems: KO_PROBLEMS }))
/** What is the same in both: nothing to translate. */
const SAME: ReadonlySet<string> = new Set(['scene.packetBytes', 'page.tabs.nat', 'page.tabs.wireguard', 'tables.and', 'lab.fabrics.azure.name', 'lab.fabrics.gcp.name'])

describe('every sentence', () => {
  it('is there in both languages', () => {
    expect([...KOREAN.keys()]).toEqual([...ENGLISH.keys()])
    expect(ENGLISH.size).toBeGreaterThan(80)
  })

  it.each([...ENGLISH.keys()])('%s is said in Korean, of the same things, and not empty', (path) => {
    const [english, korean] = [spoken(ENGLISH.get(path) ?? ''), spoken(KOREAN.get(path) ?? '')]
    expect(korean.used).toEqual(english.used)
    expect(korean.text.trim()).not.toBe('')
    if (!SAME.has(path) && !path.startsWith('language.')) expect(korean.text).toMatch(/[가-힣]/)
  })
})

describe('a particle', () => {
  it('follows the last sound of a name as it is read', () => {
    expect(['tunl0', 'pod-w0-b', 'eth1', 'k8s-w2', '라우터', '노드 셋', 'tunnel'].map((word) => withParticle(word, '이/가'))).toEqual(['tunl0이', 'pod-w0-b가', 'eth1이', 'k8s-w2가', '라우터가', '노드 셋이', 'tunnel이'])
  })

  it('hears how a Latin name ends: a stop after a vowel closes it, abbreviations are spelt', () => {
    expect(['inet', 'packet', 'network', 'host', 'router', 'dns', 'pod', 'ipip', 'NAT', 'VXLAN', 'IPIP', 'DNS', 'eth-a', 'eth-i', 'underlay'].map((word) => withParticle(word, '이/가'))).toEqual(
      ['inet이', 'packet이', 'network이', 'host가', 'router가', 'dns가', 'pod가', 'ipip가', 'NAT가', 'VXLAN이', 'IPIP가', 'DNS가', 'eth-a가', 'eth-i가', 'underlay가'],
    )
    expect(['inet', 'router'].map((word) => withParticle(word, '을/를'))).toEqual(['inet을', 'router를'])
  })

  it('knows that ㄹ asks for 로', () => {
    expect(['eth1', 'eth0', 'k8s-w2', '서울'].map((word) => withParticle(word, '으로/로'))).toEqual(['eth1로', 'eth0으로', 'k8s-w2로', '서울로'])
  })
})
