import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { yamlText } from '../../src/core/shell/resources/yaml-text'
import { utf8Text } from '../../src/core/shell/resources/utf8'

const word = fc.oneof(fc.string(), fc.constantFrom('yes', 'null', '1e3', '0x1f', '012', '1:30', '2020-01-01', '- a', 'a: b', 'a #b', "it's", '"q"', '~', '', ' x', 'x ', 'x:', '*a', '&a', '!t', '%d', '@x', '`x', 'a\nb', 'a\nb\n', 'a\n\n', '\n', '-', '--', '...', '---', '1.2.3.4/24', '66:00:00:00:00:01', '☸', 'true'))
const data = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, word, fc.integer(), fc.boolean(), fc.constant(null), fc.array(tie('value'), { maxLength: 4 }), fc.dictionary(word, tie('value'), { maxKeys: 4, noNullPrototype: true })),
})).value

describe('YAML as Go writes it', () => {
  test('reads back as what was written, by the rules of YAML 1.1 and 1.2', () => {
    fc.assert(
      fc.property(data, (value) => {
        const text = yamlText(value)
        for (const version of ['1.1', '1.2'] as const) expect(parse(text, { version, stringKeys: true, schema: version === '1.1' ? 'yaml-1.1' : 'core' })).toEqual(value)
      }),
      { numRuns: 500 },
    )
  })

  test('puts keys in order, leaves lists unindented, and quotes what is no text', () => {
    expect(yamlText({ b: [{ y: '1', x: 'a: b' }, 'z'], a: { c: true, d: {}, e: [] }, s: 'one\ntwo\n', t: '1970-01-01T00:00:00Z' })).toBe(
      ['a:', '  c: true', '  d: {}', '  e: []', 'b:', "- x: 'a: b'", '  "y": "1"', '- z', 's: |', '  one', '  two', 't: "1970-01-01T00:00:00Z"', ''].join('\n'),
    )
  })
})

test('UTF-8 is read as browsers read it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(utf8Text(new TextEncoder().encode(text))).toBe(text)
    }),
  )
  expect(utf8Text(Uint8Array.of(0x61, 0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80, 0x62))).toMatch(/^a\ufffd+b$/)
})
