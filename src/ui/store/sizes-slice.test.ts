import { describe, expect, it } from 'vitest'
import { parseSizes } from './sizes-slice'

describe('the sizes that a visit left', () => {
  it('are those of panels that there are', () => {
    expect(parseSizes('{"inspector":500,"events":200,"tree":90}')).toEqual({ inspector: 500, events: 200 })
  })

  it('are none where something else was left', () => {
    for (const text of [null, '', 'nonsense', '3', '{"events":"tall"}', '{"reading":-4}', '[]']) expect(parseSizes(text)).toEqual({})
  })
})
