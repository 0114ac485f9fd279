import { expect, test as base } from '@playwright/test'

/** What Chromium calls a request that the page gave up, as when it is loaded anew. */
const GIVEN_UP: ReadonlySet<string> = new Set(['net::ERR_ABORTED'])

/**
 * The `test` of every story: it fails when the page said anything on its console, threw, or asked the network
 * for something that did not come.
 */
export const test = base.extend<{ quietPage: undefined }>({
  quietPage: [
    async ({ page }, use) => {
      const complaints: string[] = []
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(`console ${message.type()}: ${message.text()}`)
      })
      page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`))
      page.on('requestfailed', (request) => {
        const reason = request.failure()?.errorText ?? 'no reason'
        if (!GIVEN_UP.has(reason)) complaints.push(`request failed: ${request.url()} (${reason})`)
      })
      await use(undefined)
      expect(complaints, 'the page complained on its console').toEqual([])
    },
    { auto: true },
  ],
})

export { expect }
