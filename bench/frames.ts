import type * as Playwright from '@playwright/test'
import type { BenchRow } from './bench'

type Page = Playwright.Page

const SAMPLE_MS = 8_000
/** No frame is to take longer. */
const LONG_FRAME_MS = 34

/** The frames of some seconds from now on, in which `meanwhile` may go on with what a person does. */
export async function framesOf(page: Page, what: string, meanwhile: (untilMs: number) => Promise<void> = () => Promise.resolve()): Promise<readonly BenchRow[]> {
  const busyMs = await mainThread(page)
  const sample = page.evaluate((sampleMs) => new Promise<readonly number[]>((resolve) => {
    const lengths: number[] = []
    let lastMs: number | undefined
    let startMs: number | undefined
    const tick = (nowMs: number): void => {
      startMs ??= nowMs
      if (lastMs !== undefined) lengths.push(nowMs - lastMs)
      lastMs = nowMs
      if (nowMs - startMs < sampleMs) requestAnimationFrame(tick)
      else resolve(lengths)
    }
    requestAnimationFrame(tick)
  }), SAMPLE_MS)
  const [lengthsMs] = await Promise.all([sample, meanwhile(performance.now() + SAMPLE_MS)])
  const busyTotalMs = await busyMs()
  const total = lengthsMs.reduce((sum, length) => sum + length, 0)
  return [
    { name: `${what}: frames a second`, value: (lengthsMs.length / total) * 1000, unit: 'fps' },
    { name: `${what}: processor time of the page's thread a frame`, value: busyTotalMs / lengthsMs.length, unit: 'ms' },
    { name: `${what}: longest frame`, value: Math.max(...lengthsMs), unit: 'ms' },
    { name: `${what}: frames longer than ${LONG_FRAME_MS - 1} ms`, value: (lengthsMs.filter((length) => length >= LONG_FRAME_MS).length / lengthsMs.length) * 100, unit: '%' },
  ]
}

/** The processor time that the page's own thread takes from now on: it does not depend on what else the machine does. */
async function mainThread(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const busyMs = async (): Promise<number> => ((await session.send('Performance.getMetrics')).metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? 0) * 1000
  const startMs = await busyMs()
  return async () => (await busyMs()) - startMs
}
