import { expect, test } from 'vitest'
import { runInLab } from '../../../tests/cli/run-in-lab'
import { inventoryOf } from '../model/inventory-of'
import { stepsOf } from '../scene/steps'
import type { Step } from '../scene/steps'
import { Trace } from '../trace/trace'
import { StepLines } from './step-lines'

/** A connection that is made and closed again. */
function connection(): { readonly trace: Trace; readonly steps: readonly Step[] } {
  const { session } = runInLab('two-subnets', [])
  const server = session.begin('pod-w1-a', 'nc -l -p 8080')
  const client = session.run('pod-w0-b', 'nc -w 1 172.16.158.16 8080')
  if (!server.ok || !client.ok) throw new Error('nc does not start')
  const trace = new Trace()
  for (const { blocks, facts } of client.value.parts) {
    for (const block of blocks) trace.append(block)
    trace.appendFactChanges(facts)
  }
  return { trace, steps: stepsOf(trace, client.value.record, inventoryOf(session.network)) }
}

const { trace, steps } = connection()
const tcp = steps.filter((step) => step.kind === 'frame' && step.protocol.startsWith('tcp'))

test('after the handshake’s first two segments, numbers are relative, at each interface apart', () => {
  const lines = new StepLines(trace, steps)
  const atClient = tcp.filter((step) => step.netns === tcp[0]?.netns).map((step) => lines.lineOf(step))
  expect(atClient[0]).toMatch(/^IP 172\.16\.34\.9\.\d+ > 172\.16\.158\.16\.8080: Flags \[S\], seq \d{4,},/)
  expect(atClient[1]).toMatch(/Flags \[S\.\], seq \d{4,}, ack \d{4,},/)
  expect(atClient[2]).toMatch(/Flags \[\.\], ack 1,/)
  const atServer = tcp.filter((step) => step.netns === tcp.findLast((other) => other.direction === 'in' && other.name === tcp[0]?.name)?.netns)
  expect(atServer.length).toBeGreaterThan(2)
  expect(lines.lineOf(atServer[2] as Step)).toMatch(/Flags \[\.\], ack 1,/)
})

test('the lines are the same in whatever order they are asked for', () => {
  const forwards = new StepLines(trace, steps)
  const backwards = new StepLines(trace, steps)
  const expected = steps.map((step) => forwards.lineOf(step))
  expect(steps.toReversed().map((step) => backwards.lineOf(step))).toEqual(expected.toReversed())
  expect(expected.filter((line) => line.startsWith('IP ')).length).toBe(steps.filter((step) => step.kind === 'frame' && step.protocol !== 'arp').length)
})
