import { describe, expect, it } from 'vitest'
import { appendInOrder, forgetSacks, insertAhead, newPiece, newReceiveQueue, readInOrder, takeFromAhead } from './receive-queue'

const bytes = (count: number, value = 1): Uint8Array => new Uint8Array(count).fill(value)

describe('the receive queue', () => {
  it('counts one overhead for data that merge, and gives the memory back when they are read', () => {
    const queue = newReceiveQueue()
    for (const at of [0, 1448, 2896]) appendInOrder(queue, newPiece(at, bytes(1448), false))
    expect(queue.memoryBytes).toBe(1280 + 3 * 1448)
    expect(readInOrder(queue, 5000).length).toBe(4344)
    expect(queue.memoryBytes).toBe(0)
  })

  it('keeps the memory of what is read in part', () => {
    const queue = newReceiveQueue()
    appendInOrder(queue, newPiece(0, bytes(1000), false))
    expect(readInOrder(queue, 999).length).toBe(999)
    expect(queue.memoryBytes).toBe(2280)
  })

  it('never merges what came in fragments', () => {
    const queue = newReceiveQueue()
    appendInOrder(queue, newPiece(0, bytes(1398), false, { kind: 'list', bytes: 3072, roomBytes: 0 }))
    appendInOrder(queue, newPiece(1398, bytes(204), false))
    expect(queue.memoryBytes).toBe(3072 + 1280 + 204)
  })

  it('lets what follows share the room behind data that a tunnel moved into one piece', () => {
    const queue = newReceiveQueue()
    const linear = { kind: 'linear', bytes: 5740, roomBytes: 2068 } as const
    for (const at of [0, 1388, 2776]) appendInOrder(queue, newPiece(at, bytes(1388), false, linear))
    expect(queue.memoryBytes).toBe(2 * 5740)
    appendInOrder(queue, newPiece(4164, bytes(336), false))
    expect(queue.memoryBytes).toBe(2 * 5740)
  })

  it('counts of such a piece ahead of a gap its head alone', () => {
    const queue = newReceiveQueue()
    insertAhead(queue, newPiece(5000, bytes(1388), false, { kind: 'linear', bytes: 5740, roomBytes: 2068 }))
    expect(queue.memoryBytes).toBe(256 + 4096)
  })

  it('reports as a duplicate what a filled gap brought a second time', () => {
    const queue = newReceiveQueue()
    insertAhead(queue, newPiece(300, bytes(100), false))
    expect(takeFromAhead(queue, 450)).toEqual({ next: 450, fin: false })
    expect(queue.duplicate).toEqual({ start: 300, end: 400 })
    insertAhead(queue, newPiece(480, bytes(100), false))
    takeFromAhead(queue, 500)
    expect(queue.duplicate).toEqual({ start: 300, end: 400 })
  })

  it('saves the memory of a small piece ahead of a gap', () => {
    const queue = newReceiveQueue()
    insertAhead(queue, newPiece(17898, bytes(104), false))
    expect(queue.memoryBytes).toBe(1280)
    insertAhead(queue, newPiece(8949, bytes(1448), false))
    expect(queue.memoryBytes).toBe(1280 + 1280 + 1448)
  })

  it('reports the newest block first, and joins blocks that touch', () => {
    const queue = newReceiveQueue()
    for (const [at, count] of [[100, 10], [300, 10], [200, 10], [110, 5]] as const) insertAhead(queue, newPiece(at, bytes(count), false))
    expect(queue.sacks).toEqual([{ start: 100, end: 115 }, { start: 200, end: 210 }, { start: 300, end: 310 }])
  })

  it('reports a duplicate of what is there already', () => {
    const queue = newReceiveQueue()
    insertAhead(queue, newPiece(100, bytes(50), false))
    insertAhead(queue, newPiece(110, bytes(20), false))
    expect(queue.duplicate).toEqual({ start: 110, end: 130 })
  })

  it('takes what a filled gap puts in order, overlaps cut, up to the FIN', () => {
    const queue = newReceiveQueue()
    insertAhead(queue, newPiece(10, bytes(10, 2), false))
    insertAhead(queue, newPiece(20, bytes(5, 3), true))
    appendInOrder(queue, newPiece(0, bytes(12, 1), false))
    expect(takeFromAhead(queue, 12)).toEqual({ next: 26, fin: true })
    expect([...readInOrder(queue, 100)]).toEqual([...bytes(12, 1), ...bytes(8, 2), ...bytes(5, 3)])
    forgetSacks(queue, 26)
    expect(queue.sacks).toEqual([])
    expect(queue.memoryBytes).toBe(0)
  })
})
