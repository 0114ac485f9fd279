import { readFileSync, readdirSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asJson, asYaml, largeLab } from '../../../tests/labs/large-lab'
import type { Path } from '../model/manifest'
import { splitDocuments } from './document-text'
import { JsonPlaces } from './json-places'
import { PlainPlaces } from './plain-places'
import { readPlainYaml } from './plain-yaml'
import { readLab } from './read-lab'
import { offsetOf } from './yaml-data'
import { parseText } from './yaml-documents'

const RESOURCES = largeLab({ nodes: 3, podsPerNode: 2, nodesPerSubnet: 2 })
const LIST = { apiVersion: 'v1', kind: 'List', items: RESOURCES }
const PLAIN = [asYaml([LIST]), ...readdirSync('public/labs').flatMap((file) => [...splitDocuments(readFileSync(`public/labs/${file}`, 'utf8'))].map(({ text }) => text))].filter((text) => readPlainYaml(text))
const NESTED = '---\n# first\nlists:\n- - a\n  - b: 1\n    c:\n    - d\n    # between\n    - e: |\n        - f\n        g: 2\n- h\n\nlast: 3\n'

/** Every path of some data, and beside each one that is not there. */
function pathsOf(data: unknown, path: Path = []): readonly Path[] {
  const inside = Array.isArray(data) ? data.flatMap((item, i) => pathsOf(item, [...path, i])) : typeof data === 'object' && data !== null ? Object.entries(data).flatMap(([key, value]) => pathsOf(value, [...path, key])) : []
  return [path, [...path, 'nowhere'], [...path, 9_999], ...inside]
}

/** Line by line, counted from 0, as the trees of the full reader have them. */
function linesInTree(text: string, paths: readonly Path[]): readonly number[] {
  const parsed = parseText({ text, linesBefore: 0 })
  const document = parsed?.documents[0]
  return parsed && document ? paths.map((path) => parsed.lineAt(offsetOf(document, path) ?? 0) - 1) : []
}

describe('where the parts of a text stand', () => {
  it.each([['indented', asJson(RESOURCES)], ['on one line', JSON.stringify(LIST)], ['with escapes', ' {"a\\"b": "\\\\",\n "c": [[],\n [{}, -1.5e3 ,\n null]], "d]": "}"}\n']])('is in JSON what the full reader says: %s', (_what, text) => {
    const paths = pathsOf(JSON.parse(text))
    const places = new JsonPlaces(text)
    expect(paths.map((path) => places.lineOf(path))).toEqual(linesInTree(text, paths))
  })

  it('is in plain YAML what the full reader says', () => {
    for (const text of [NESTED, ...PLAIN]) {
      const paths = pathsOf(readPlainYaml(text)?.data)
      const places = new PlainPlaces(text)
      expect(paths.map((path) => places.lineOf(path))).toEqual(linesInTree(text, paths))
    }
  })

  it('is the same whatever was asked before', () => {
    const text = asJson(RESOURCES)
    const paths = pathsOf(JSON.parse(text))
    fc.assert(
      fc.property(fc.array(fc.nat({ max: paths.length - 1 }), { minLength: 1, maxLength: 20 }), (order) => {
        const [json, plain] = [new JsonPlaces(text), new PlainPlaces(PLAIN[0] ?? '')]
        for (const at of order) {
          const path = paths[at] ?? []
          expect(json.lineOf(path)).toBe(new JsonPlaces(text).lineOf(path))
          expect(plain.lineOf(path)).toBe(new PlainPlaces(PLAIN[0] ?? '').lineOf(path))
        }
      }),
    )
  })
})

describe('a long file with many wrong fields', () => {
  const pods = Array.from({ length: 3_000 }, (_, i) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: `web-${i}`, labels: { note: 'x'.repeat(300) } }, spec: { hostNetwork: i % 10 === 0 ? 'perhaps' : true } }))

  it.each([['JSON', asJson(pods)], ['YAML', asYaml([{ apiVersion: 'v1', kind: 'List', items: pods }])]])('tells the line of each: %s', (_what, text) => {
    const { problems } = readLab([{ name: 'pods', text }])
    const wrong = problems.filter(({ code }) => code === 'field-type')
    expect(wrong).toHaveLength(200)
    const lines = text.split('\n')
    for (const { line } of wrong) expect(lines[line - 1]).toContain('perhaps')
  })
})
