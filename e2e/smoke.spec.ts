import { expect, test } from './fixtures'
import { HopscopePage } from './hopscope-page'

test('the page opens and calls itself Hopscope', async ({ page }) => {
  await page.goto('/')
  await expect(page).toHaveTitle(/Hopscope/)
})

test('the page may speak to nobody but where it came from, runs nothing that stands in it, and does not try', async ({ page, baseURL }) => {
  const foreign: string[] = []
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url())
    if (origin !== baseURL && !['data:', 'blob:'].includes(protocol)) foreign.push(request.url())
  })
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content')
  const directives = new Map((policy ?? '').split(';').map((directive) => directive.trim().split(/\s+/)).map(([name = '', ...sources]) => [name, sources]))
  expect(directives.get('default-src')).toEqual(["'none'"])
  for (const name of ['script-src', 'style-src', 'connect-src', 'worker-src', 'font-src']) expect(directives.get(name), name).toEqual(["'self'"])
  expect([...directives.values()].flat().filter((source) => !["'self'", "'none'", 'data:', 'blob:'].includes(source))).toEqual([])

  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await page.getByRole('tab', { name: 'Terminal' }).click()
  await page.getByRole('button', { name: 'Export a picture' }).click()
  await expect(page.getByRole('dialog', { name: 'Export a picture' })).toBeVisible()
  expect(foreign).toEqual([])
})
