// How Stryker's instrumented code is switched: every mutant stands in the code beside what it replaces, under a number.
import { INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core'

/**
 * What instrumented code reads and writes: the mutant that is on, how often it was reached, and which unit reaches which mutant. `steps` counts the questions
 * whether a mutant is on: a loop that a mutant made endless asks without end, and is ended at `stepLimit`.
 * @typedef {{ activeMutant?: number | undefined, currentTestId?: string | undefined, hitCount: number, hitLimit?: number | undefined,
 *   steps: number, stepLimit: number, mutantCoverage?: import('@stryker-mutator/api/core').MutantCoverage }} Switchboard
 */

/** @type {Switchboard} */
export const switchboard = { hitCount: 0, steps: 0, stepLimit: Infinity }
Object.assign(globalThis, { [INSTRUMENTER_CONSTANTS.NAMESPACE]: switchboard })

const HELPERS = /function stryNS_(\w+)\(\) \{[\s\S]*?return isActive\(id\);\n\}/

/**
 * Instrumented code that only asks whether a mutant is on. Stryker's own counts what is reached as well, in tables of texts,
 * which takes several times what the packets take.
 * @param {string} code
 * @returns {string | undefined} undefined for code that is not instrumented
 */
export function quickSwitches(code) {
  const suffix = HELPERS.exec(code)?.[1]
  if (suffix === undefined) return undefined
  const helpers = `const stryBoard_${suffix} = globalThis.${INSTRUMENTER_CONSTANTS.NAMESPACE};
function stryMutAct_${suffix}(id) {
  if (++stryBoard_${suffix}.steps > stryBoard_${suffix}.stepLimit) throw new Error('more steps than any packet takes');
  if (stryBoard_${suffix}.activeMutant !== id) return false;
  if (++stryBoard_${suffix}.hitCount > stryBoard_${suffix}.hitLimit) throw new Error('Stryker: Hit count limit reached');
  return true;
}`
  return code
    .replace(HELPERS, helpers)
    .replaceAll(`stryNS_${suffix}();`, '')
    .replace(new RegExp(`stryMutAct_${suffix}\\("(\\d+)"\\)`, 'g'), `stryMutAct_${suffix}($1)`)
    .replace(new RegExp(`stryCov_${suffix}\\([^)]*\\)`, 'g'), '0')
}
