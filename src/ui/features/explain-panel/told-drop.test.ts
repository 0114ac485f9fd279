import { expect, test } from 'vitest'
import { runInLab } from '../../../../tests/cli/run-in-lab'
import { inventoryOf } from '../../../core/model/inventory-of'
import { stepsOf } from '../../../core/scene/steps'
import { DROP_REASONS } from '../../../core/trace/entry-kinds'
import { toldDrop } from './told-drop'

/** Without NAT a datagram reaches a closed port outside, and the error about it finds no way back. */
function lostTwice() {
  const { session, trace, records } = runInLab('vxlan-operator', [
    ['nginx', 'ping -c 1 -W 1 8.8.8.8'],
    ['node-1', `calicoctl patch ippool default-ipv4-ippool -p '{"spec":{"natOutgoing":false}}'`],
    ['nginx', 'nc -u -z -w 1 8.8.8.8 9999'],
  ])
  const run = records.at(-1)
  if (!run) throw new Error('nothing ran')
  const steps = stepsOf(trace, run, inventoryOf(session.network)).filter(({ chatter }) => !chatter)
  const reasonAt = (step: number, isDelivered = false): string | undefined => {
    const drop = toldDrop({ trace, steps, step }, isDelivered)
    return drop && DROP_REASONS[trace.entry(drop.entryIndex).c]
  }
  return { outcome: run.outcome, steps, reasonAt, drops: steps.flatMap(({ kind }, i) => (kind === 'drop' ? [i] : [])) }
}

test('at the end of a flow, and before it, the drop is told of which its outcome speaks; else that at which one stands', () => {
  const { outcome, steps, reasonAt, drops } = lostTwice()
  expect(new Set(drops.slice(0, -1).map((step) => reasonAt(step)))).toEqual(new Set(['no-socket', 'no-route']))
  const last = steps.length - 1
  expect(outcome).toBe(`dropped:${reasonAt(last)}`)
  expect(reasonAt(0)).toBe(reasonAt(last))
  expect(reasonAt(drops[1] ?? 0)).toBe('no-route')
  expect(reasonAt(0, true)).toBeUndefined()
})
