import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type * as Playwright from '@playwright/test'
import { asJson, asYaml, largeLab, podName } from '../tests/labs/large-lab'
import type { LargeLab } from '../tests/labs/large-lab'
import type { BenchRow } from './bench'
import { framesOf } from './frames'

type Page = Playwright.Page

/** The second is as large as Kubernetes lets a cluster be. */
export const LARGE_LABS = [
  { nodes: 500, podsPerNode: 4, nodesPerSubnet: 250, form: 'yaml' },
  { nodes: 5_000, podsPerNode: 30, nodesPerSubnet: 1_250, form: 'yaml' },
  { nodes: 5_000, podsPerNode: 30, nodesPerSubnet: 1_250, form: 'json' },
] as const

type Size = LargeLab & { readonly form: 'yaml' | 'json' }

/** How long a lab may take to be drawn before the bench gives up. */
const PATIENCE_MS = 60_000

/** From the choice of a file to its nodes on the stage, then a ping between two pods that are found, and frames while it flies and the stage is dragged. */
export async function largeLabRows(page: Page, size: Size): Promise<readonly BenchRow[]> {
  const pods = size.nodes * size.podsPerNode
  const what = `${size.nodes.toLocaleString('en')} nodes, ${pods.toLocaleString('en')} pods (${size.form.toUpperCase()})`
  await page.getByRole('main').getByRole('button', { name: /^pod / }).first().waitFor()
  const drawn = await open(page, size)
  await find(page, podName(3))
  const pingedMs = await timed(async () => {
    await find(page, podName(pods - 2))
    await page.getByRole('slider', { name: 'Timeline' }).waitFor()
  })
  return [
    { name: `${what}: drawn after its file is chosen`, value: drawn.ms, unit: 'ms' },
    { name: `${what}: longest frame until then`, value: drawn.longestFrameMs, unit: 'ms' },
    { name: `${what}: the other pod found, clicked and pinged`, value: pingedMs, unit: 'ms' },
    ...(await framesOf(page, `${what}, a ping flying while the stage is dragged`, (untilMs) => drag(page, untilMs))),
  ]
}

async function open(page: Page, { form, ...size }: Size): Promise<{ readonly ms: number; readonly longestFrameMs: number }> {
  const file = join('.cache', 'bench', `large-lab.${form}`)
  writeFileSync(file, (form === 'yaml' ? asYaml : asJson)(largeLab(size)))
  await page.getByRole('button', { name: /^Lab/ }).click()
  const drawn = page.evaluate((patienceMs) => new Promise<{ readonly ms: number; readonly longestFrameMs: number }>((resolve, reject) => {
    let startMs: number | undefined
    let lastMs = performance.now()
    let longestFrameMs = 0
    document.addEventListener('change', () => (startMs = performance.now()), { capture: true, once: true })
    const look = (nowMs: number): void => {
      if (startMs !== undefined) longestFrameMs = Math.max(longestFrameMs, nowMs - lastMs)
      lastMs = nowMs
      // a subnet of many nodes is a grid of cells with one button
      const isDrawn = [...document.querySelectorAll('main button')].some((button) => / nodes of 10[.]/.test(button.getAttribute('aria-label') ?? ''))
      if (startMs !== undefined && isDrawn) resolve({ ms: performance.now() - startMs, longestFrameMs })
      else if (startMs !== undefined && nowMs - startMs > patienceMs) reject(new Error('the lab is not drawn'))
      else requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  }), PATIENCE_MS)
  await page.getByLabel('Lab files').setInputFiles(file)
  return drawn
}

async function find(page: Page, name: string): Promise<void> {
  await page.getByRole('searchbox').fill(name)
  await page.getByRole('navigation').getByRole('button', { name: new RegExp(`^${name} `) }).click()
}

/** To and fro over the empty ground beside the router. */
async function drag(page: Page, untilMs: number): Promise<void> {
  const box = await page.getByRole('main').boundingBox()
  if (box === null) throw new Error('the stage has no place')
  const [x, y] = [box.x + box.width * 0.75, box.y + box.height / 2]
  await page.mouse.move(x, y)
  await page.mouse.down()
  for (let step = 0; performance.now() < untilMs; step++) await page.mouse.move(x + 60 * Math.sin(step / 10), y)
  await page.mouse.up()
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startMs = performance.now()
  await work()
  return performance.now() - startMs
}
