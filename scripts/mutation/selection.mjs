// Which mutants a run tries: `SAMPLE=4` every fourth, drawn by what it is and so the same in every run; `AGAIN=REPORT` those
// that a report (.cache/mutation.json) has as survived or not covered. The others are reported as errors, which no score counts.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

const root = join(import.meta.dirname, '..', '..')
const sample = Number(process.env.SAMPLE ?? 1)
const again = process.env.AGAIN === undefined ? undefined : survivors(process.env.AGAIN)

/** @param {import('@stryker-mutator/api/core').Mutant} mutant */
export function isTried({ fileName, location: { start, end }, replacement }) {
  const name = nameOf(relative(root, fileName), start.line + 1, start.column + 1, end.line + 1, end.column + 1, replacement)
  return (again?.has(name) ?? true) && createHash('sha256').update(name).digest().readUInt32LE() % sample === 0
}

/** @param {string} report @returns {ReadonlySet<string>} */
function survivors(report) {
  /** @type {{ files: Record<string, { mutants: { status: string, replacement: string, location: import('@stryker-mutator/api/core').Location }[] }> }} */
  const { files } = JSON.parse(readFileSync(report, 'utf8'))
  return new Set(
    Object.entries(files).flatMap(([file, { mutants }]) =>
      mutants
        .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
        .map(({ location: { start, end }, replacement }) => nameOf(file, start.line, start.column, end.line, end.column, replacement)),
    ),
  )
}

/** @param {readonly (string | number)[]} parts */
function nameOf(...parts) {
  return JSON.stringify(parts)
}
