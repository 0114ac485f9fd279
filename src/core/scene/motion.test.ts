import { describe, expect, it } from 'vitest'
import { ipipPing } from '../../../tests/scene/recorded-lab'
import { flightOf } from './flight'
import { layoutOf } from './layout'
import { flyingAt } from './motion'
import type { MotionMoment } from './motion'
import { stepsOf } from './steps'
import { stageMap } from './ways'

const script = ipipPing()
const trace = script.trace()
const steps = stepsOf(trace, { firstEntry: 0, endEntry: trace.entryCount }, script.inventory).filter((step) => !step.chatter)
const flight = flightOf(stageMap(script.inventory, layoutOf(script.inventory, { width: 848, height: 645 }, new Set())), steps)
const packetAt = (moment: MotionMoment, reducedMotion = false) => flyingAt(flight, moment, reducedMotion).packet
const at = (entryKind: string, interfaceName: string) => steps.findIndex((step) => step.entryKind === entryKind && step.interfaceName === interfaceName)

describe('a packet in flight', () => {
  it('knows a way between every two steps of a ping', () => {
    expect(flight.places.every((place) => place !== undefined)).toBe(true)
    expect(flight.ways.slice(1).every((way) => way !== undefined)).toBe(true)
  })

  it('moves by vertical and horizontal runs only', () => {
    for (const way of flight.ways) {
      const points = way?.points ?? []
      for (const [i, point] of points.slice(1).entries()) expect(points[i]?.x === point.x || points[i]?.y === point.y).toBe(true)
    }
  })

  it('never jumps: where one step ends the next begins', () => {
    for (let step = 0; step < steps.length - 1; step++) {
      const end = packetAt({ step, progress: 1 })
      const start = packetAt({ step: step + 1, progress: 0 })
      expect([end?.centre, end?.strip, end?.growthBytes === 0 || end?.growthBytes]).toEqual([start?.centre, start?.strip, start?.growthBytes === 0 ? end?.growthBytes === 0 || end?.growthBytes : start?.growthBytes])
    }
  })

  it('grows its envelope at the tunnel device, byte by byte, without moving', () => {
    const step = at('hop.out', 'tunl0')
    const growth = [0, 0.05, 0.2, 1].map((progress) => packetAt({ step, progress }))
    expect(growth.map((packet) => packet?.mode)).toEqual([undefined, 'ipip', 'ipip', 'ipip'])
    expect(growth.map((packet) => packet?.centre)).toEqual(Array.from({ length: 4 }, () => growth[0]?.centre))
    const bytes = growth.map((packet) => packet?.growthBytes ?? 0)
    expect(bytes).toEqual(bytes.toSorted((a, b) => a - b))
    expect(bytes.at(-1)).toBe(20)
  })

  it('lifts its envelope off at the far device, after the way there', () => {
    const step = at('hop.in', 'eth0')
    const lift = [0, 0.4, 0.75, 1].map((progress) => packetAt({ step, progress })?.lift)
    expect(lift[0]).toBe(0)
    expect(lift[1]).toBe(0)
    expect(lift[2]).toBeGreaterThan(0)
    expect(lift[3]).toBe(1)
    expect(packetAt({ step: step + 1, progress: 0 })?.mode).toBeUndefined()
  })

  it('opens from a ring into the full envelope where it leaves the node', () => {
    const step = steps.findIndex((candidate) => candidate.mode === 'ipip' && candidate.kind === 'frame') - 1
    expect([0, 1].map((progress) => packetAt({ step, progress })?.strip)).toEqual([0, 1])
  })

  it('stands still until it has arrived where motion is reduced', () => {
    const moved = packetAt({ step: 0, progress: 0.9 }, true)
    expect(moved).toEqual(packetAt({ step: 0, progress: 0 }))
  })
})
