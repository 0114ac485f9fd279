import { describe, expect, it } from 'vitest'
import { fitName } from './fit-name'

describe('fitName', () => {
  it.each([
    ['pod-w0-b', 60, 'pod-w0-b'],
    ['pod-w0-b', 27, 'w0-b'],
    ['pod-w0-b', 8, 'b'],
    ['router', 27, ''],
  ])('%s in %i px is “%s”', (name, widthPx, shown) => {
    expect(fitName(name, widthPx)).toBe(shown)
  })
})
