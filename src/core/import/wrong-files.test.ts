import { describe, expect, it } from 'vitest'
import { readLab } from './read-lab'

const NODES = `
apiVersion: v1
kind: Node
metadata: {name: node-1, annotations: {projectcalico.org/IPv4Address: 10.0.0.11/24}}
`
const UNDERLAY = `
apiVersion: hopscope.dev/v1
kind: Underlay
metadata: {name: lan}
spec: {segments: [{name: lan, cidr: 10.0.0.0/16, mtu: 1500}]}
`

const ROWS = Array.from({ length: 60_000 }, (_, id) => ({ id, name: `name ${id}`, tags: ['a', 'b'] }))

describe('a file that is no lab', () => {
  it.each([
    ['an empty file', '', 'file-empty'],
    ['blank lines', ' \n\n', 'file-empty'],
    ['comments and markers alone', '# nothing yet\n---\n# nor here\n--- # end\n', 'file-empty'],
    ['a million ends of lines of old', '\r'.repeat(1_000_000), 'file-empty'],
    ['a picture', '\u0089PNG\r\n\0\0\0', 'file-binary'],
    ['what PowerShell writes, UTF-16', 'k\0i\0n\0d\0', 'file-binary'],
    ['a page of HTML', '<html>\n<a href="x: y">\n  @b: [\n', 'yaml-syntax'],
    ['tabs', 'kind: Node\nmetadata:\n\tname: a\n', 'yaml-syntax'],
    ['data that are no manifest', '{"name": "x", "version": "1.0.0"}', 'not-a-resource'],
    ['three megabytes of data', JSON.stringify({ rows: ROWS }), 'not-a-resource'],
    ['a long list of data', JSON.stringify(ROWS), 'not-a-resource'],
    ['a long list of data that breaks off', JSON.stringify(ROWS).slice(0, -100), 'not-a-resource'],
    ['data, a line each', ROWS.map((row) => JSON.stringify(row)).join('\n'), 'not-a-resource'],
    ['a long log', '2026-11-28T01:10:38Z INFO foo: bar=baz [x] {y: z}\n'.repeat(60_000), 'not-a-resource'],
    ['prose', 'hello world\n', 'not-a-resource'],
    ['a line of five million letters', `a: ${'x'.repeat(5_000_000)}`, 'not-a-resource'],
  ])('tells one fault, and no more, of %s', (_what, text, code) => {
    const { cluster, problems } = readLab([{ name: 'opened.yaml', text }])
    expect(cluster).toBeUndefined()
    expect(problems.map((problem) => [problem.file, problem.severity, problem.code])).toEqual([['opened.yaml', 'error', code]])
  })

  it('tells the line where a document begins to say something', () => {
    const { problems } = readLab([{ name: 'opened.yaml', text: '# none\n--- # first\n\n# more\nname: x\n---\n\n---\n{"name": "y"}\n--- {name: z}\n' }])
    expect(problems.map(({ code, line }) => [code, line])).toEqual([['not-a-resource', 5], ['not-a-resource', 9], ['not-a-resource', 10]])
  })

  it('passes over an empty file beside others', () => {
    const { cluster, problems } = readLab([{ name: 'empty.yaml', text: '' }, { name: 'lab.yaml', text: NODES }])
    expect(cluster?.nodes).toHaveLength(1)
    expect(problems.find(({ file }) => file === 'empty.yaml')).toMatchObject({ severity: 'warning', code: 'file-empty' })
  })

  it('tells two labs that were opened together from one lab in two files', () => {
    const lab = `${NODES}---
${UNDERLAY}`
    const { problems } = readLab([{ name: 'one.yaml', text: lab }, { name: 'other.yaml', text: lab }])
    expect(problems.map(({ message }) => message)).toEqual(['This is a lab with a network of its own, and so is one.yaml.'])
  })
})
