import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { textWidth } from '../scene/text-metrics'
import { faceWidth } from './face-widths'

const ascii = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 40 })

describe('the length of a text in its own face', () => {
  it('is what layout counts with in the widest weight and in a face of one width, and less in the others for a sentence', () => {
    fc.assert(fc.property(ascii, (text) => {
      for (const font of [{ family: 'sans', sizePx: 12, weight: 600 }, { family: 'mono', sizePx: 11, weight: 400 }] as const) expect(faceWidth(text, font)).toBeCloseTo(textWidth(text, font), 6)
    }))
    const widths = ([400, 500, 600] as const).map((weight) => faceWidth('The network between the nodes reads that one only.', { family: 'sans', sizePx: 12, weight }) ?? 0)
    expect(widths).toEqual(widths.toSorted((a, b) => a - b))
  })

  it('is not told of letters that the face lacks', () => {
    expect(faceWidth('파드', { family: 'sans', sizePx: 12, weight: 400 })).toBeUndefined()
    expect(faceWidth('파드', { family: 'mono', sizePx: 12, weight: 400 })).toBeUndefined()
  })
})
