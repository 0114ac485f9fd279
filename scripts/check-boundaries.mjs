// Holds the imports of src/, tests/ and bench/ against the allow-list of .dependency-cruiser.cjs. First the check proves
// itself: in a small tree with planted violations each has to be refused, and the lawful import beside them accepted.
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { cache, giveUp, root, say } from './setup/machine.mjs'

/** @typedef {{ from: string, to: string, rule: { name: string } }} Violation */

const LAWFUL = { 'src/core/wire/lawful.ts': "import { assert } from '../base/assert'\nassert(true, '')\n" }

/** File by path: each holds one import that must be refused, by the rule named. */
const PLANTED = {
  'src/core/wire/looks-up.ts': ['not-in-allowed', "import { clock } from '../engine/clock'\nclock()\n"],
  'src/core/model/sees-page.ts': ['not-in-allowed', "import { open } from '../../ui/app/open'\nopen()\n"],
  'src/core/calico/reads-files.ts': ['not-in-allowed', "import { readFileSync } from 'node:fs'\nreadFileSync('')\n"],
  'src/core/shell/knows-kernel.ts': ['not-in-allowed', "import { clock } from '../engine/clock'\nclock()\n"],
  'src/ui/features/stage/crosses.ts': ['not-in-allowed', "import { row } from '../routes/row'\nrow()\n"],
  'src/ui/features/stage/draws.ts': ['not-in-allowed', "import cytoscape from 'cytoscape'\ncytoscape()\n"],
  'src/ui/components/types-too.ts': ['not-in-allowed', "import type { Clock } from '../../core/engine/clock'\nexport type Borrowed = Clock\n"],
  'src/core/base/loop-a.ts': ['no-cycles', "import { b } from './loop-b'\nexport const a = () => b()\n"],
  'src/core/base/lost.ts': ['no-unresolvable', "import { gone } from './gone'\ngone()\n"],
}

/** What the planted files import. */
const TARGETS = {
  'src/core/base/assert.ts': 'export function assert(condition: boolean, message: string): void { if (!condition) throw new Error(message) }\n',
  'src/core/base/loop-b.ts': "import { a } from './loop-a'\nexport const b = (): void => a()\n",
  'src/core/engine/clock.ts': 'export type Clock = number\nexport function clock(): void {}\n',
  'src/ui/app/open.ts': 'export function open(): void {}\n',
  'src/ui/features/routes/row.ts': 'export function row(): void {}\n',
}

/**
 * @param {string} folder where the trees lie
 * @param {readonly string[]} trees
 * @returns {{ modules: number, violations: Violation[] }}
 */
function cruise(folder, trees) {
  const program = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs')
  const args = [program, '--config', join(root, '.dependency-cruiser.cjs'), '--output-type', 'json', ...trees]
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 })
  if (!stdout.startsWith('{')) giveUp(`dependency-cruiser said nothing that can be read:\n${stdout}${stderr}`)
  const { summary } = JSON.parse(stdout)
  return { modules: summary.totalCruised, violations: summary.violations }
}

/** @param {Record<string, string>} files @param {string} folder */
function write(files, folder) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

/** Violations that were not seen, or seen where there are none. @returns {string[]} */
function blindSpots() {
  const folder = join(cache, 'planted-violations')
  rmSync(folder, { recursive: true, force: true })
  const planted = Object.fromEntries(Object.entries(PLANTED).map(([path, [, text]]) => [path, text ?? '']))
  write({ ...LAWFUL, ...planted, ...TARGETS, 'tsconfig.base.json': '{}', 'package.json': '{"type":"module"}' }, folder)
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const { violations } = cruise(folder, ['src'])
  const refused = (/** @type {string} */ path, /** @type {string | undefined} */ rule) =>
    violations.some((violation) => violation.from === path && (rule === undefined || violation.rule.name === rule))
  return [
    ...Object.entries(PLANTED).flatMap(([path, [rule]]) => (refused(path, rule) ? [] : [`${path} should have been refused (${rule})`])),
    ...Object.keys(LAWFUL).flatMap((path) => (refused(path, undefined) ? [`${path} should have been accepted`] : [])),
  ]
}

const blind = blindSpots()
if (blind.length > 0) giveUp(`the boundaries check does not see what it should:\n${blind.map((line) => `  ${line}`).join('\n')}`)
const { modules, violations } = cruise(root, ['src', 'tests', 'bench'])
if (modules === 0) giveUp('the boundaries check saw no modules at all')
for (const { rule, from, to } of violations) say(`${rule.name}: ${from} → ${to}`)
say(`${modules} modules, ${violations.length} forbidden imports; ${Object.keys(PLANTED).length} planted ones were refused`)
if (violations.length > 0) process.exit(1)
