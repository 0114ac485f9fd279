// What the test runners' JSON reports come to. A test that was skipped has not passed, so it counts as failed; so does a
// file that could not be loaded, and a run that ended badly without naming a test.

/** @typedef {{ passed: number, failed: number }} Count */
/** @typedef {{ status: string, assertionResults: readonly { status: string }[] }} VitestFile */

/**
 * @param {{ testResults: readonly VitestFile[] }} report of `vitest --reporter=json`
 * @param {boolean} endedWell
 * @returns {Count}
 */
export function countVitest(report, endedWell) {
  const statuses = report.testResults.flatMap((file) => (file.assertionResults.length > 0 ? file.assertionResults.map((test) => test.status) : ['not loaded']))
  const passed = statuses.filter((status) => status === 'passed').length
  return ended({ passed, failed: statuses.length - passed }, endedWell)
}

/**
 * @param {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number } }} report of Playwright's JSON reporter
 * @param {boolean} endedWell
 * @returns {Count}
 */
export function countPlaywright({ stats }, endedWell) {
  return ended({ passed: stats.expected, failed: stats.unexpected + stats.flaky + stats.skipped }, endedWell)
}

/** @param {Count} count @param {boolean} endedWell @returns {Count} */
function ended(count, endedWell) {
  const silent = count.failed === 0 && (!endedWell || count.passed === 0)
  return silent ? { ...count, failed: 1 } : count
}
