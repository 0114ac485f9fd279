// `npm run bench [NAME…]`: bundles bench/*.bench.ts, runs each in a plain Node of its own, prints a table and writes
// .cache/bench.json. A bench file exports `name` and `run(): Promise<readonly BenchRow[]>` (bench/bench.ts).
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { basename, join } from 'node:path'
import { bundleForNode } from './bundle.mjs'
import { cache, giveUp, root } from './setup/machine.mjs'

/** @typedef {{ name: string, value: number, unit: string }} Row */
/** @typedef {{ name: string, rows: Row[] }} Outcome */

const folder = join(cache, 'bench')
const SUFFIX = '.bench.ts'

/** Runs one bundled bench file and returns what it measured. @param {string} file @returns {Outcome} */
function measure(file) {
  const output = join(folder, 'outcome.json')
  rmSync(output, { force: true })
  const program = `import(${JSON.stringify(join(folder, file))}).then(async (bench) =>
    (await import('node:fs')).writeFileSync(${JSON.stringify(output)}, JSON.stringify({ name: bench.name, rows: await bench.run() })))`
  const { status } = spawnSync(process.execPath, ['--expose-gc', '--input-type=module', '--eval', program], { stdio: 'inherit', cwd: root })
  if (status !== 0) giveUp(`${file} failed`)
  return JSON.parse(readFileSync(output, 'utf8'))
}

/** Three digits that count: 21,300,000 or 0.0123. @param {number} value */
function figure(value) {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 3 })
}

/** @param {readonly Outcome[]} outcomes */
function table(outcomes) {
  const lines = outcomes.flatMap(({ name, rows }) => [[name, '', ''], ...rows.map((row) => [`  ${row.name}`, figure(row.value), row.unit])])
  const widths = [0, 1].map((column) => Math.max(...lines.map((line) => (line[column] ?? '').length)))
  return lines.map(([name = '', value = '', unit = '']) => `${name.padEnd(widths[0] ?? 0)}  ${value.padStart(widths[1] ?? 0)}  ${unit}`.trimEnd()).join('\n')
}

const wanted = process.argv.slice(2)
const names = readdirSync(join(root, 'bench'))
  .filter((file) => file.endsWith(SUFFIX))
  .map((file) => basename(file, SUFFIX))
  .filter((name) => wanted.length === 0 || wanted.includes(name))
  .sort()
if (names.length === 0) giveUp(`no such benchmark: ${wanted.join(', ')}`)

const entries = Object.fromEntries(names.map((name) => [name, join(root, 'bench', `${name}${SUFFIX}`)]))
mkdirSync(folder, { recursive: true })
await bundleForNode(entries, folder, ['src/core', 'bench', 'tests'].map((path) => join(root, path)))
const outcomes = names.map((name) => measure(`${name}.mjs`))
const machine = { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length }
writeFileSync(join(cache, 'bench.json'), `${JSON.stringify({ machine, benches: outcomes }, undefined, 2)}\n`)
console.log(`${table(outcomes)}\n\n${machine.cores} × ${machine.cpu}, Node ${machine.node}; written to .cache/bench.json`)
