import { readFileSync, readdirSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asYaml, largeLab } from '../../../tests/labs/large-lab'
import { readPlainYaml } from './plain-yaml'
import { dataOf } from './yaml-data'
import { splitDocuments } from './document-text'
import { parseText } from './yaml-documents'

/** What the full reader makes of one document; `undefined` where it finds anything wrong or several documents. */
function fullReading(text: string): { readonly data: unknown } | undefined {
  const parsed = parseText({ text, linesBefore: 0 })
  const document = parsed?.documents[0]
  if (!document || parsed.documents.length !== 1 || document.errors.length > 0) return undefined
  const { data, problems } = dataOf(document)
  return problems.length > 0 ? undefined : { data }
}

const LABS = readdirSync('public/labs').flatMap((file) => [...splitDocuments(readFileSync(`public/labs/${file}`, 'utf8'))].map(({ text }) => text))
const POD = `apiVersion: v1
kind: Pod
metadata:
  annotations:
    cni.projectcalico.org/podIP: 10.1.2.3/32
    kubectl.kubernetes.io/last-applied-configuration: |
      {"apiVersion":"v1","kind":"Pod"}
    note: 'it''s "quoted"'
  creationTimestamp: "2026-01-05T10:11:12Z"
  name: web   # the first
  labels: {}
spec:
  containers:
  - args:
    - --flag=value
    - -x
    image: registry/web:1.2
    ports:
    - containerPort: 8080
      protocol: TCP
  nodeName: node-1
  priority: 0
  tolerations:
    - key: a
      effect: NoExecute
      tolerationSeconds: 300
  empty:
  list: []
status:
  conditions:
  - lastProbeTime: null
    status: "True"
`
const PRINTED = POD.replace('   # the first', '')

describe('the quick reader of plain YAML', () => {
  it('reads what kubectl prints', () => {
    expect(readPlainYaml(PRINTED)).toEqual(fullReading(PRINTED))
    expect(readPlainYaml(PRINTED)).toBeDefined()
  })

  it('reads every resource of a generated lab', () => {
    const parts = [...splitDocuments(asYaml(largeLab({ nodes: 3, podsPerNode: 2, nodesPerSubnet: 2 })))].map(({ text }) => text)
    expect(parts.map(readPlainYaml)).toEqual(parts.map(fullReading))
  })

  it('reads the built-in labs, comments and flow collections of one line included', () => {
    expect(LABS.map(readPlainYaml)).toEqual(LABS.map(fullReading))
  })

  it.each([
    'a: {b: 1, c: [x, "y, z", {d: null}], e: 00:1b:2c, f: a/b=}   # so\n',
    "a: ['it''s', 10.0.0.1/24, -x, true]\nb: {}\nc: []\nd: { }\n",
    'a: b#c # d\ne: "f # g" # h\ni: # j\n',
    'a: "\\"b\\" # \\n\\u0041\\ud83d\\ude00" # c\nb: True\nc: FALSE\nd: ~\ne: Null\n',
  ])('reads %s', (text) => {
    expect(readPlainYaml(text)).toEqual(fullReading(text))
    expect(readPlainYaml(text)).toBeDefined()
  })

  it.each([
    ['a flow collection of two lines', 'a: {b: 1,\n  c: 2}\n'],
    ['a flow collection with a key that stands twice', 'a: {b: 1, b: 2}\n'],
    ['a flow collection with nothing between commas', 'a: [1,, 2]\n'],
    ['text behind a flow collection', 'a: {b: 1} c\n'],
    ['__proto__ in a flow collection', 'a: {__proto__: 1}\n'],
    ['an anchor', 'a: &x 1\nb: *x\n'],
    ['a folded text', 'a: >\n  b\n  c\n'],
    ['a scalar of two lines', 'a: b\n  c\n'],
    ['a key that stands twice', 'a: 1\na: 2\n'],
    ['a number in hexadecimal', 'a: 0x10\n'],
    ['an escape that JSON has not', 'a: "\\x41"\n'],
    ['a tab', 'a:\tb\n'],
    ['__proto__', '__proto__: 1\n'],
    ['a second document', 'a: 1\n...\nb: 2\n'],
    ['an item where a key has to be', 'a: 1\n- b\n'],
    ['a key in a key', 'a: b: c\n'],
  ])('leaves %s to the full reader', (_what, text) => {
    expect(readPlainYaml(text)).toBeUndefined()
  })

  it('never reads anything but what the full reader reads', () => {
    const pieces = fc.constantFrom(' ', '  ', '\n', '- ', ': ', ':', '#', "'", '"', '|', '0', '1', '-', 'a', 'null', '~', '---\n', '{', '[', '}', ']', ', ', ' #', '&x', '!', '\n\n', 'é', '%', '>', ',', '.', '1e3', 'true')
    const edits = fc.array(fc.record({ at: fc.nat(), cut: fc.nat({ max: 6 }), put: pieces }), { maxLength: 4 })
    const texts = fc.tuple(fc.constantFrom(POD, PRINTED, ...LABS), edits)
    fc.assert(
      fc.property(texts, ([original, changes]) => {
        const text = changes.reduce((before, { at, cut, put }) => {
          const place = at % (before.length + 1)
          return before.slice(0, place) + put + before.slice(place + cut)
        }, original)
        const plain = readPlainYaml(text)
        if (plain) expect(fullReading(text)).toEqual(plain)
      }),
      { numRuns: 3000 },
    )
  })
})
