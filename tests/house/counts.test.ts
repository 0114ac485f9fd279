import { describe, expect, it } from 'vitest'
import { countPlaywright, countVitest } from '../../scripts/test/counts.mjs'

function file(...statuses: readonly string[]) {
  return { status: 'passed', assertionResults: statuses.map((status) => ({ status })) }
}

describe('the sum that ends a test run', () => {
  it('adds up the tests of all files', () => {
    expect(countVitest({ testResults: [file('passed', 'passed'), file('failed', 'passed')] }, false)).toEqual({ passed: 3, failed: 1 })
  })

  it('counts a skipped or unfinished test as failed', () => {
    expect(countVitest({ testResults: [file('passed', 'skipped', 'todo', 'pending')] }, true)).toEqual({ passed: 1, failed: 3 })
    expect(countPlaywright({ stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 1 } }, false)).toEqual({ passed: 4, failed: 3 })
  })

  it('counts a file that could not be loaded as failed', () => {
    expect(countVitest({ testResults: [file('passed'), file()] }, false)).toEqual({ passed: 1, failed: 1 })
  })

  it('fails a run in which nothing was tested, and one that ended badly without naming a test', () => {
    expect(countVitest({ testResults: [] }, true)).toEqual({ passed: 0, failed: 1 })
    expect(countPlaywright({ stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0 } }, true)).toEqual({ passed: 0, failed: 1 })
    expect(countVitest({ testResults: [file('passed')] }, false)).toEqual({ passed: 1, failed: 1 })
  })
})
