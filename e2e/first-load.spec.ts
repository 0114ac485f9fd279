import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from './fixtures'
import { HopscopePage } from './hopscope-page'

/** Gzipped JavaScript, worker included, before the first lab is drawn. */
const BUDGET_BYTES = 250_000
const DIST = join(import.meta.dirname, '../dist')

interface Chunk {
  readonly file: string
  readonly name?: string
  readonly imports?: readonly string[]
}

/** The chunks that the build needs for those of these names, themselves included. */
function chunksFor(names: readonly string[], manifest: Readonly<Record<string, Chunk>>): ReadonlySet<string> {
  const files = new Set<string>()
  const visit = (name: string): void => {
    const chunk = manifest[name]
    if (!chunk) throw new Error(`the build has no chunk ${name}`)
    if (files.has(chunk.file)) return
    files.add(chunk.file)
    chunk.imports?.forEach(visit)
  }
  for (const name of names) visit(Object.keys(manifest).find((key) => manifest[key]?.name === name) ?? name)
  return files
}

test('little is loaded before the first stage is drawn', async ({ page }) => {
  const manifest = JSON.parse(readFileSync(join(DIST, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>
  const worker = readdirSync(join(DIST, 'assets')).filter((name) => /^engine\.worker-.*\.js$/.test(name))
  const needed = new Set([...chunksFor(['index.html', 'first-picture'], manifest), ...worker.map((name) => `assets/${name}`)])
  const bytes = [...needed].reduce((sum, file) => sum + gzipSync(readFileSync(join(DIST, file))).length, 0)
  expect(bytes).toBeLessThan(BUDGET_BYTES)

  // the picture comes without the rest: nothing else is let through
  await page.route('**/assets/*.js', async (route) => {
    if (needed.has(new URL(route.request().url()).pathname.slice(1))) await route.continue()
  })
  await new HopscopePage(page).open()
  await page.unrouteAll({ behavior: 'ignoreErrors' })
})

test('what is clicked before the engine has come is done when it has', async ({ page }) => {
  let release: () => void = () => undefined
  const released = new Promise<void>((resolve) => (release = resolve))
  await page.route('**/assets/host-*.js', async (route) => {
    await released
    await route.continue()
  })
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.pod('pod-w0-b').click()
  await hopscope.pod('pod-w1-a').click()
  release()
  await expect(hopscope.timeline).toBeVisible()
  await expect(hopscope.flows.getByRole('button', { name: /ping pod-w0-b/ })).toBeVisible()
})

test('what is chosen in the tree before the engine has come stays chosen', async ({ page }) => {
  let release: () => void = () => undefined
  const released = new Promise<void>((resolve) => (release = resolve))
  await page.route('**/assets/host-*.js', async (route) => {
    await released
    await route.continue()
  })
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  const node = page.getByRole('navigation').getByRole('button', { name: /^k8s-w2/ })
  await node.click()
  release()
  await expect(hopscope.inspector.getByRole('tab', { name: 'Packet' })).toBeVisible()
  await expect(node).toHaveAttribute('aria-pressed', 'true')
})
