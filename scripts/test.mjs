// `npm test`: every check there is, in order, all of them even after a failure. The last line says how many passed and failed.
import { spawn } from 'node:child_process'
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

/** @type {Count} */
const PASSED = { passed: 1, failed: 0 }
/** @type {Count} */
const FAILED = { passed: 0, failed: 1 }

const env = { ...process.env, PATH: widePath(), HOPSCOPE_TEST_PORT: String(await freePort()), CI: '1' }

/** Runs a program of ours or of a package in Node; true when it ended well. @param {readonly string[]} args @returns {Promise<boolean>} */
function node(...args) {
  return new Promise((resolve) => {
    spawn(process.execPath, args, { cwd: root, stdio: 'inherit', env }).on('close', (code) => resolve(code === 0))
  })
}

/** One check, one test. @param {readonly string[]} args @returns {Promise<Count>} */
async function check(...args) {
  return (await node(...args)) ? PASSED : FAILED
}

/** A check of which each takes one processor: they run beside each other, and what one says stands together. @param {readonly string[]} args @returns {Promise<Count>} */
function checkBeside(...args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
    /** @type {Buffer[]} */
    const said = []
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => said.push(part))
    child.on('close', (code) => {
      process.stdout.write(Buffer.concat(said))
      resolve(code === 0 ? PASSED : FAILED)
    })
  })
}

/**
 * @template Report
 * @param {string} path of the report that the run writes
 * @param {(report: Report, endedWell: boolean) => Count} count
 * @param {readonly string[]} args
 * @returns {Promise<Count>}
 */
async function counted(path, count, args) {
  rmSync(path, { force: true })
  const endedWell = await node(...args)
  return existsSync(path) ? count(JSON.parse(readFileSync(path, 'utf8')), endedWell) : FAILED
}

function build() {
  rmSync(join(root, 'dist'), { recursive: true, force: true })
  return check(join(MODULES, 'vite/bin/vite.js'), 'build', '--logLevel', 'warn')
}

function browserTests() {
  if (!existsSync(join(root, 'dist', 'index.html'))) {
    console.log('not run: there is no built page')
    return FAILED
  }
  return counted(BROWSER_REPORT, countPlaywright, [join(MODULES, '@playwright/test/cli.js'), 'test'])
}

/** @typedef {readonly [name: string, run: () => Count | Promise<Count>]} Stage */

/** Of the checks the longest: it goes on while the units run. @type {Stage} */
const lint = ['lint', () => checkBeside(join(MODULES, 'eslint/bin/eslint.js'), '.', '--max-warnings', '0')]

/** @type {readonly Stage[]} */
const besideEachOther = [
  ['types', () => checkBeside(join(MODULES, 'typescript/bin/tsc'), '-b')],
  ['boundaries', () => checkBeside('scripts/check-boundaries.mjs')],
  ['dead code', () => checkBeside(join(MODULES, 'knip/bin/knip.js'), '--no-progress')],
]

/** @type {Stage} */
const units = [
  'unit and conformance',
  () => counted(UNIT_REPORT, countVitest, [join(MODULES, 'vitest/vitest.mjs'), 'run', '--reporter=dot', '--reporter=json', `--outputFile.json=${UNIT_REPORT}`]),
]

/** @param {Stage} stage */
async function run([name, work]) {
  console.log(`\n── ${name}`)
  const startMs = Date.now()
  const count = await work()
  console.log(`── ${name}: ${count.passed} passed, ${count.failed} failed (${((Date.now() - startMs) / 1000).toFixed(1)} s)`)
  return { name, ...count }
}

mkdirSync(cache, { recursive: true })
const linted = run(lint)
const counts = await Promise.all(besideEachOther.map(run))
counts.push(...(await Promise.all([linted, run(units)])))
counts.push(await run(['build', build]))
// stories are of what a person sees in time: nothing else runs beside them
counts.push(await run(['browser', browserTests]))

const passed = counts.reduce((sum, count) => sum + count.passed, 0)
const failed = counts.reduce((sum, count) => sum + count.failed, 0)
for (const count of counts.filter((each) => each.failed > 0)) console.log(`\nfailed: ${count.name} (${count.failed})`)
console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
