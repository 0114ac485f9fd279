import { describe, expect, it } from 'vitest'
import { isMoveLast, parsePlaces } from './places-slice'

describe('the places that a visit left', () => {
  it('are those that are points', () => {
    expect(parsePlaces('{"two-subnets":{"k8s-w0":{"x":4,"y":-2},"router":{"x":"far"}}}')).toEqual({ 'two-subnets': { 'k8s-w0': { x: 4, y: -2 } } })
  })

  it('are none where something else was left', () => {
    for (const text of [null, '', 'nonsense', '3', 'null']) expect(parsePlaces(text)).toEqual({})
  })
})

it('undoes a move before a change of the lab only where it came after it', () => {
  expect(isMoveLast({ placesPast: [{ places: {}, changes: 1 }], past: [1] })).toBe(true)
  expect(isMoveLast({ placesPast: [{ places: {}, changes: 1 }], past: [1, 2] })).toBe(false)
  expect(isMoveLast({ placesPast: [], past: [] })).toBe(false)
})
