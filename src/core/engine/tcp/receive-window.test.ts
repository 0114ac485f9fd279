import { describe, expect, it } from 'vitest'
import { RMEM_DEFAULT_BYTES } from './constants'
import { initialWindow, RECEIVE_SCALE, windowFromSpace } from './receive-window'

describe('the window of a SYN', () => {
  it('is the half of the buffer in whole segments, as the kernel recordings show it for every MTU', () => {
    const recorded = [[8941, 62587], [8929, 62503], [8961, 62727], [8911, 62377], [1460, 64240], [1448, 65160], [1440, 64800], [1428, 64260]] as const
    for (const [mss, window] of recorded) expect(initialWindow(RMEM_DEFAULT_BYTES, mss)).toBe(window)
  })

  it('is the whole half where it is smaller than a segment', () => {
    expect(initialWindow(2000, 8941)).toBe(1000)
  })

  it('fits 16 bits', () => {
    expect(initialWindow(10 * RMEM_DEFAULT_BYTES, 1000)).toBe(65535)
  })
})

it('windows are scaled by seven, so that six megabytes can be offered', () => {
  expect(RECEIVE_SCALE).toBe(7)
  expect(windowFromSpace(7)).toBe(4)
})
