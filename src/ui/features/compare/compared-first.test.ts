import { expect, it } from 'vitest'
import { storeWithPing } from '../../../../tests/ui/fake-store'
import { comparedFirst } from './compared-first'

it('the last flow that ran is there to be compared where the lab has changed so that none is in sight', async () => {
  const { store } = await storeWithPing()
  const { runs } = store.getState()
  expect(comparedFirst(runs, 0)).toEqual([0])
  expect(comparedFirst(runs, -1)).toEqual([0])
  expect(comparedFirst([], -1)).toEqual([])
})
