import { describe, expect, it } from 'vitest'
import { droppedIn, FAULTS } from './faults'

describe('what goes wrong in Calico clusters is named as what it is', () => {
  it.each(FAULTS)('$title', (fault) => {
    const drop = droppedIn(fault).drop
    expect(drop && { reason: drop.reason, place: drop.place }).toEqual({ reason: fault.reason, place: fault.place })
  })
})
