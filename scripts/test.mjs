// `npm test`: every check there is, in order, all of them even after a failure. The last line says how many passed and failed.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { cache, root, widePath } from './setup/machine.mjs'
import { countPlaywright, countVitest } from './test/counts.mjs'

/** @typedef {import('./test/counts.mjs').Count} Count */

const UNIT_REPORT = join(cache, 'unit-tests.json')
const BROWSER_REPORT = join(cache, 'browser-tests.json')
const MODULES = join(root, 'node_modules')

/** A port that nobody listens at. @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

const env = { ...process.env, PATH: widePath(), HOPSCOPE_TEST_PORT: String(await freePort()), CI: '1' }

/** Runs a program of ours or of a package in Node; true when it ended well. @param {readonly string[]} args */
function node(...args) {
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env }).status === 0
}

/** One check, one test. @param {readonly string[]} args @returns {Count} */
function check(...args) {
  return node(...args) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

/**
 * @template Report
 * @param {string} path of the report that the run writes
 * @param {(report: Report, endedWell: boolean) => Count} count
 * @param {readonly string[]} args
 * @returns {Count}
 */
function counted(path, count, args) {
  rmSync(path, { force: true })
  const endedWell = node(...args)
  return existsSync(path) ? count(JSON.parse(readFileSync(path, 'utf8')), endedWell) : { passed: 0, failed: 1 }
}

function build() {
  rmSync(join(root, 'dist'), { recursive: true, force: true })
  return check(join(MODULES, 'vite/bin/vite.js'), 'build', '--logLevel', 'warn')
}

function browserTests() {
  if (!existsSync(join(root, 'dist', 'index.html'))) {
    console.log('not run: there is no built page')
    return { passed: 0, failed: 1 }
  }
  return counted(BROWSER_REPORT, countPlaywright, [join(MODULES, '@playwright/test/cli.js'), 'test'])
}

/** @type {readonly [name: string, run: () => Count][]} */
const stages = [
  ['types', () => check(join(MODULES, 'typescript/bin/tsc'), '-b')],
  ['lint', () => check(join(MODULES, 'eslint/bin/eslint.js'), '.', '--max-warnings', '0')],
  ['boundaries', () => check('scripts/check-boundaries.mjs')],
  ['dead code', () => check(join(MODULES, 'knip/bin/knip.js'), '--no-progress')],
  [
    'unit and conformance',
    () => counted(UNIT_REPORT, countVitest, [join(MODULES, 'vitest/vitest.mjs'), 'run', '--reporter=dot', '--reporter=json', `--outputFile.json=${UNIT_REPORT}`]),
  ],
  ['build', build],
  ['browser', browserTests],
]

mkdirSync(cache, { recursive: true })
const counts = stages.map(([name, run]) => {
  console.log(`\n── ${name}`)
  const startMs = Date.now()
  const count = run()
  console.log(`── ${name}: ${count.passed} passed, ${count.failed} failed (${((Date.now() - startMs) / 1000).toFixed(1)} s)`)
  return { name, ...count }
})

const passed = counts.reduce((sum, count) => sum + count.passed, 0)
const failed = counts.reduce((sum, count) => sum + count.failed, 0)
for (const count of counts.filter((each) => each.failed > 0)) console.log(`\nfailed: ${count.name} (${count.failed})`)
console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
