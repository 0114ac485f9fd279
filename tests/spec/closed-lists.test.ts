import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { OUTCOMES } from '../../src/core/session/outcome'
import { DROP_REASONS, ENTRY_KINDS } from '../../src/core/trace/entry-kinds'

const SPEC = join(import.meta.dirname, '..', '..', 'docs', 'spec')

/** The names in back quotes that open the rows of the first table below a heading. */
function namesOfTable(file: string, columnTitle: string): readonly string[] {
  const lines = readFileSync(join(SPEC, file), 'utf8').split('\n')
  const start = lines.findIndex((line) => line.startsWith(`| ${columnTitle} |`))
  const rows = lines.slice(start + 2)
  const end = rows.findIndex((line) => !line.startsWith('|'))
  const cells = rows.slice(0, end < 0 ? undefined : end).map((line) => line.split('|')[1] ?? '')
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ''))
}

test('every drop reason has one defining row, and every row is a reason', () => {
  expect([...namesOfTable('drop-reasons.md', 'reason')].sort()).toEqual([...DROP_REASONS].sort())
})

test('every outcome has one defining row, and every row is an outcome', () => {
  expect(namesOfTable('outcomes.md', 'outcome').map((name) => name.replace(':REASON', ''))).toEqual([...OUTCOMES])
})

test('every decision that a run can hold is listed with its fields', () => {
  const decisions = ENTRY_KINDS.filter((kind) => !kind.startsWith('hop.'))
  expect([...namesOfTable('command-line.md', 'kind')].sort()).toEqual([...decisions].sort())
})
