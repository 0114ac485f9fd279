import { describe, expect, it } from 'vitest'
import { SkbPool } from '../../dataplane/skb'
import { condensed, memoryOfSegment, pagedMemory } from './segment-memory'

function received(packetBytes: number, set: { isLinear?: boolean; fragmentMemoryBytes?: number } = {}) {
  return Object.assign(new SkbPool().take(packetBytes), set)
}

// The numbers are those that windows of the recorded labs follow from, and that the kernel tells of its buffers.
describe('what a received segment counts against the buffer', () => {
  it('is its pages and one head', () => {
    expect(memoryOfSegment(received(1500), 1448)).toEqual({ kind: 'paged', bytes: 1280 + 1448, roomBytes: 0 })
  })

  it('is what its fragments took', () => {
    expect(memoryOfSegment(received(1450, { fragmentMemoryBytes: 3072 }), 1398)).toEqual({ kind: 'list', bytes: 3072, roomBytes: 0 })
  })

  it('grows when a tunnel moves the data into the head, and not while they fit in', () => {
    expect(memoryOfSegment(received(1440, { isLinear: true }), 1388)).toEqual({ kind: 'linear', bytes: 1280 + 1388 + 3776 - 704, roomBytes: 3776 - 320 - 1388 })
    expect(memoryOfSegment(received(70, { isLinear: true }), 18)).toEqual({ kind: 'linear', bytes: 1298, roomBytes: 384 - 18 })
  })

  it('is the first fragment’s buffer when the others fit into it', () => {
    expect(memoryOfSegment(received(1440, { isLinear: true, fragmentMemoryBytes: 2304 }), 1388)).toEqual({ kind: 'linear', bytes: 2304, roomBytes: 228 })
  })

  it('is the head alone once the data are condensed', () => {
    expect(condensed(pagedMemory(104), 104).bytes).toBe(1280)
    expect(condensed(pagedMemory(1448), 1448).bytes).toBe(1280 + 1448)
    expect(condensed({ kind: 'list', bytes: 3072, roomBytes: 0 }, 100).bytes).toBe(3072)
  })
})
