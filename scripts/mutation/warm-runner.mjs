// Stryker's test runner for `npm run mutation`. Vitest's pool starts a worker for every mutant, in which sources, recordings
// and compiled code begin cold: minutes a mutant where this takes a second. Here they stay in one process, and only the test
// files are evaluated anew. What runs or does not is a unit, a `describe` at the top of a test file; the units that killed
// mutants of the same file for the least time go first, and the first failure ends it.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PluginKind, declareClassPlugin } from '@stryker-mutator/api/plugin'
import { DryRunStatus, MutantRunStatus, TestStatus, determineHitLimitReached, toMutantRunResult } from '@stryker-mutator/api/test-runner'
import { startTests } from '@vitest/runner'
import { createServer, createServerModuleRunner } from 'vite'
import { expect } from 'vitest'
import { isTried } from './selection.mjs'
import { quickSwitches, switchboard } from './switchboard.mjs'

/** @typedef {{ id: string, file: string, suite: string, durationMs: number }} Unit */
/** @typedef {import('@stryker-mutator/api/test-runner').TestResult} TestResult */

/** Whose tests judge: the two rooms, what reads their bytes, and the kernel's recordings; `JUDGES=src/core/wire,…` keeps to some. */
const JUDGES = process.env.JUDGES?.split(',') ?? ['src/core/wire', 'src/core/dataplane', 'src/core/trace', 'tests/dataplane', 'tests/golden', 'tests/kernel/conformance.test.ts']
const SETUP = 'tests/property-seed.ts'
/** Of the recorded labs those that reach all code together and soonest: each kind of tunnel, both MTUs. */
const LABS = 'ipip-always-9001,vxlan-crosssubnet-1500,wireguard-1500'
/** So often everything runs unbroken, and has to pass: no mutant may leave traces in what stays loaded. */
const RUNS_BETWEEN_PROOFS = 500
/** A unit that takes so many times its usual steps has been made endless; before these are known, so many steps. */
const STEPS_FACTOR = 10
const STEPS_AT_FIRST = 2e8

class WarmRunner {
  /** @type {[]} */
  static inject = []

  /** @type {import('vite').ViteDevServer | undefined} */
  #server
  /** @type {import('vite/module-runner').ModuleRunner | undefined} */
  #modules
  /** Empty while nothing is loaded. @type {Unit[]} */
  #units = []
  /** @type {Map<string, number>} */
  #durationsMs = new Map()
  /** @type {Map<string, number>} */
  #steps = new Map()
  /** Mutants killed, by mutated file and unit. @type {Map<string, Map<string, number>>} */
  #kills = new Map()
  #runs = 0
  #countsCoverage = false

  capabilities() {
    return { reloadEnvironment: true }
  }

  async init() {
    process.env.NODE_ENV = 'test'
    process.env.LABS ??= LABS
    this.#server = await createServer({
      configFile: false,
      logLevel: 'error',
      appType: 'custom',
      server: { middlewareMode: true, watch: null, hmr: false, ws: false },
      plugins: [{ name: 'quick-switches', enforce: 'pre', transform: (code) => (this.#countsCoverage ? undefined : quickSwitches(code)) }],
    })
    this.#modules = createServerModuleRunner(this.#server.environments.ssr, { hmr: false })
    expect.extend({ toMatchFileSnapshot })
    // here and not when the first mutant comes: that one has a time limit. The first worker is given the dry run.
    this.#countsCoverage = process.env.STRYKER_MUTATOR_WORKER === '0'
    await this.#load()
    if (!this.#countsCoverage) await this.#prove()
  }

  /** Evaluates everything that the tests import, unless it is there, and lists the units. */
  async #load() {
    if (this.#units.length > 0) return
    await this.#modules?.import(join(process.cwd(), SETUP))
    for (const file of testFiles()) {
      const { tasks, result } = await this.#runFile(file, () => false)
      if (tasks.length === 0) throw new Error(`${file} could not be read: ${result?.errors?.[0]?.message}`)
      this.#units.push(...tasks.map(({ name }) => ({ id: `${file}#${name}`, file, suite: name, durationMs: 0 })))
    }
  }

  /** A mutant in what is computed while a module is evaluated shows only when the module is evaluated anew. */
  #forget() {
    this.#units = []
    this.#modules?.clearCache()
  }

  /** One test file, evaluated anew; stops at the first test that fails. @param {string} file @param {(suite: string) => boolean} isWanted */
  async #runFile(file, isWanted) {
    const path = join(process.cwd(), file)
    const modules = this.#modules
    if (!modules) throw new Error('not initialised')
    let failed = false
    /** @type {import('@vitest/runner').VitestRunner} */
    const runner = {
      config: runnerConfig(),
      importFile: async (filepath) => {
        const known = modules.evaluatedModules.getModuleById(filepath)
        if (known) modules.evaluatedModules.invalidateModule(known)
        await modules.import(filepath)
      },
      onCollected: ([collected]) => {
        for (const task of collected?.tasks ?? []) if (!isWanted(task.name)) task.mode = 'skip'
      },
      onBeforeRunTask: (test) => {
        if (failed) test.mode = 'skip'
      },
      onBeforeTryTask: () => expect.setState({ testPath: path }),
      onAfterRunTask: (test) => {
        failed ||= test.result?.state === 'fail'
      },
    }
    const [ran] = await startTests([path], runner)
    if (!ran) throw new Error(`${file} was not run`)
    return ran
  }

  /** @param {Unit} unit @returns {Promise<TestResult>} */
  async #runUnit({ id, file, suite }) {
    const began = performance.now()
    const usualSteps = this.#steps.get(id)
    switchboard.steps = 0
    switchboard.stepLimit = usualSteps === undefined ? STEPS_AT_FIRST : STEPS_FACTOR * (usualSteps + 1e5)
    const ran = await this.#runFile(file, (name) => name === suite)
    const timeSpentMs = performance.now() - began
    const failure = ran.tasks.length === 0 ? `not evaluated: ${ran.result?.errors?.[0]?.message}` : firstFailure(ran)
    if (failure === undefined) {
      this.#durationsMs.set(id, timeSpentMs)
      // usual is what runs unbroken; and code that counts coverage does not count steps
      if (!this.#countsCoverage && switchboard.activeMutant === undefined) this.#steps.set(id, switchboard.steps)
    }
    return failure === undefined ? { id, name: id, timeSpentMs, status: TestStatus.Success } : { id, name: id, timeSpentMs, status: TestStatus.Failed, failureMessage: failure }
  }

  /** @returns {Promise<import('@stryker-mutator/api/test-runner').DryRunResult>} */
  async dryRun() {
    /** @type {TestResult[]} */
    const tests = []
    for (const unit of this.#units) {
      switchboard.currentTestId = unit.id
      tests.push(await this.#runUnit(unit))
      switchboard.currentTestId = undefined
    }
    this.#countsCoverage = false
    this.#server?.environments.ssr.moduleGraph.invalidateAll()
    this.#forget()
    await this.#load()
    await this.#prove()
    const { mutantCoverage } = switchboard
    return mutantCoverage === undefined ? { status: DryRunStatus.Complete, tests } : { status: DryRunStatus.Complete, tests, mutantCoverage }
  }

  /** @param {import('@stryker-mutator/api/test-runner').MutantRunOptions} options @returns {Promise<import('@stryker-mutator/api/test-runner').MutantRunResult>} */
  async mutantRun({ activeMutant, testFilter, mutantActivation, hitLimit }) {
    if (!isTried(activeMutant)) return { status: MutantRunStatus.Error, errorMessage: 'left out' }
    await this.#load()
    if (++this.#runs % RUNS_BETWEEN_PROOFS === 0) await this.#prove()
    const kills = this.#killsIn(activeMutant.fileName)
    const wanted = this.#units.filter(({ id }) => testFilter?.includes(id) ?? true).sort((a, b) => this.#promise(b, kills) - this.#promise(a, kills))
    const isStatic = mutantActivation === 'static'
    switchboard.hitCount = 0
    switchboard.hitLimit = hitLimit
    switchboard.activeMutant = Number(activeMutant.id)
    try {
      if (isStatic) this.#forget()
      const tests = await this.#runUntilFailure(wanted, kills)
      if (switchboard.steps > switchboard.stepLimit) return { status: MutantRunStatus.Timeout, reason: 'endless' }
      return toMutantRunResult(determineHitLimitReached(switchboard.hitCount, hitLimit) ?? { status: DryRunStatus.Complete, tests })
    } catch (error) {
      return toMutantRunResult({ status: DryRunStatus.Error, errorMessage: String(error) })
    } finally {
      switchboard.activeMutant = undefined
      if (isStatic) this.#forget()
    }
  }

  /** @param {readonly Unit[]} units @param {Map<string, number>} kills */
  async #runUntilFailure(units, kills) {
    /** @type {TestResult[]} */
    const tests = []
    for (const unit of units) {
      const result = await this.#runUnit(unit)
      tests.push(result)
      if (result.status !== TestStatus.Failed) continue
      kills.set(unit.id, (kills.get(unit.id) ?? 0) + 1)
      break
    }
    return tests
  }

  async #prove() {
    for (const unit of this.#units) {
      const result = await this.#runUnit(unit)
      if (result.status === TestStatus.Failed) throw new Error(`${unit.id} fails with nothing broken: a mutant before left something behind. ${result.failureMessage}`)
    }
  }

  /** How much a unit promises to kill for the time it takes. @param {Unit} unit @param {ReadonlyMap<string, number>} kills */
  #promise({ id }, kills) {
    return (1 + 10 * (kills.get(id) ?? 0)) / (10 + (this.#durationsMs.get(id) ?? 0))
  }

  /** @param {string} mutatedFile */
  #killsIn(mutatedFile) {
    const known = this.#kills.get(mutatedFile)
    if (known) return known
    /** @type {Map<string, number>} */
    const fresh = new Map()
    this.#kills.set(mutatedFile, fresh)
    return fresh
  }

  async dispose() {
    await this.#modules?.close()
    await this.#server?.close()
  }
}

function testFiles() {
  return JUDGES.flatMap((judge) => (judge.endsWith('.ts') ? [judge] : readdirSync(judge, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.ts')).sort().map((file) => join(judge, file))))
}

/** @returns {import('@vitest/runner').VitestRunner['config']} */
function runnerConfig() {
  return {
    root: process.cwd(),
    name: undefined,
    testNamePattern: undefined,
    tagsFilter: undefined,
    setupFiles: [],
    passWithNoTests: true,
    allowOnly: false,
    sequence: { seed: 0, hooks: 'stack', setupFiles: 'list' },
    chaiConfig: undefined,
    maxConcurrency: 1,
    testTimeout: 0,
    hookTimeout: 0,
    retry: 0,
    includeTaskLocation: undefined,
    tags: [],
    strictTags: false,
  }
}

/** @param {import('@vitest/runner').Suite} suite @returns {string | undefined} */
function firstFailure(suite) {
  for (const task of suite.tasks) {
    const failure = task.type === 'suite' ? firstFailure(task) : undefined
    if (failure !== undefined) return failure
    if (task.result?.state === 'fail') return `${task.name}: ${task.result.errors?.[0]?.message ?? 'failed'}`
  }
  return undefined
}

/** Vitest's matcher needs Vitest's worker; this one compares only. @param {string} received @param {string} file @this {{ testPath?: string }} */
function toMatchFileSnapshot(received, file) {
  const expected = readFileSync(join(dirname(this.testPath ?? ''), file), 'utf8')
  return { pass: received === expected, message: () => `differs from ${file}` }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'warm', WarmRunner)]
