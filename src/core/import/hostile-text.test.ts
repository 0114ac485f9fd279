import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deriveNetwork } from '../calico/derive-network'
import { readLab } from './read-lab'

const TWO_SUBNETS = readFileSync('public/labs/two-subnets.yaml', 'utf8')

describe('hostile text', () => {
  const bomb = [
    'a: &a [x, x, x, x, x, x, x, x, x]',
    ...'bcdefghi'.split('').map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[i]}`).join()}]`),
  ].join('\n')

  it.each([
    ['an alias bomb', `apiVersion: v1\nkind: Pod\n${bomb}`, 'yaml-alias'],
    ['an alias of itself', 'apiVersion: v1\nkind: Pod\nspec: &a {a: *a}', 'yaml-too-deep'],
    ['a prototype', 'apiVersion: v1\nkind: Pod\n__proto__: {a: 1}', 'yaml-key'],
    ['a hundred thousand brackets', '['.repeat(100_000), 'yaml-unreadable'],
    ['markers of documents and no document', '---\n'.repeat(300_000), 'file-empty'],
    ['millions of comments before what is no resource', `${'# \n'.repeat(4_000_000)}hello`, 'not-a-resource'],
    ['deep nesting', `a: ${'{b: '.repeat(500)}1${'}'.repeat(500)}`, 'yaml-too-deep'],
    ['keys that are maps', '? {a: 1}\n: 2', ''],
    ['a hundred thousand keys', `apiVersion: v1\nkind: Pod\n${Array.from({ length: 100_000 }, (_, i) => `k${i}: 1`).join('\n')}`, ''],
  ])('of the kind “%s” is refused quickly', (_what, text, code) => {
    const { cluster, problems } = readLab([{ name: 'x', text }])
    expect(cluster).toBeUndefined()
    expect(problems.some((problem) => code === '' || problem.code === code)).toBe(true)
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('a')
  })

  it('never makes the reader throw, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string(),
            fc.json(),
            fc.constantFrom('---', 'kind: List', 'items:', '- ', '&a', '*a', '!!map', 'apiVersion: v1', '\n', ': '),
          ),
        ),
        (parts) => {
          const { problems } = readLab([{ name: 'x', text: parts.join('') }])
          expect(problems.length).toBeGreaterThan(0)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('made of a good lab gives problems or a lab that can be derived, never a crash', () => {
    const lines = TWO_SUBNETS.split('\n')
    const words = [
      '',
      '-1',
      '0',
      'null',
      '[]',
      '{}',
      '999999999999',
      '10.0.0.0/33',
      '192.168.10.101/24',
      'k8s-w1',
      'true',
      '"',
      '\u0000',
      '172.16.34.8',
      'Always',
      '*x',
    ]
    const change = fc.record({
      line: fc.nat(lines.length - 1),
      word: fc.constantFrom(...words),
      kind: fc.constantFrom('value', 'drop', 'twice', 'swap'),
    })
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const mutated = [...lines]
        for (const { line, word, kind } of changes) mutated[line] = mutate(mutated[line] ?? '', word, kind)
        const { cluster, problems } = readLab([{ name: 'x', text: mutated.join('\n') }])
        expect(cluster === undefined).toBe(problems.some(({ severity }) => severity === 'error'))
        for (const problem of problems) expect(problem.remedy).not.toBe('')
        if (!cluster) return
        const network = deriveNetwork(cluster)
        network.namespaces.forEach(({ name }, index) => expect(network.derive(index).name).toBe(name))
      }),
      { numRuns: 300 },
    )
  })
})

function mutate(line: string, word: string, kind: string): string {
  switch (kind) {
    case 'drop':
      return ''
    case 'twice':
      return `${line}\n${line}`
    case 'swap':
      return line.replace(/\d+/, word)
    default:
      return line.replace(/: .*$/, `: ${word}`)
  }
}
