import { describe, expect, it } from 'vitest'
import { exceptionOf } from './exceptions'
import { loadRecording, recordedLabs } from './recordings'
import { stateDifferences } from './state-differences'
import type { StateDifference } from './state-differences'
import { STATE_NOT_YET } from './state-not-yet'

describe.each(recordedLabs())('in %s the simulator has the state that the kernel had', (lab) => {
  const exceptions = STATE_NOT_YET.filter(({ labs }) => labs.test(lab))
  let found: readonly StateDifference[] | undefined
  const differences = (): readonly StateDifference[] => (found ??= stateDifferences(loadRecording(lab)))

  it('in every table, before, between and after the flows, and in what each flow moved', () => {
    const isExplained = ({ title, recorded, simulated }: StateDifference): boolean =>
      exceptions.some((exception) => exception.title.test(title) && recorded.replaceAll(exception.varies, '') === simulated.replaceAll(exception.varies, ''))
    const unexplained = differences().filter((difference) => exceptionOf(lab, difference.title.split(' ')[0] ?? '') === undefined && !isExplained(difference))
    expect(unexplained.map(({ text }) => text).join('\n')).toBe('')
  })

  it(`but for ${exceptions.length} exceptions, none of them idle`, () => {
    const idle = exceptions.filter((exception) => !differences().some(({ title }) => exception.title.test(title)))
    expect(idle).toEqual([])
  })
})
