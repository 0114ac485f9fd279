import { describe, expect, it } from 'vitest'
import { openBuiltInLab, runIn } from '../../../tests/scene/lab-run'
import type { LabRun } from '../../../tests/scene/lab-run'
import { crowdOf } from './crowd'
import { flightOf } from './flight'
import type { Flight } from './flight'
import { overlaps, rectAround } from './geometry'
import { layoutOf } from './layout'
import { flyingAt } from './motion'
import type { FlyingPacket } from './motion'
import { CHIP } from './packet-shape'
import { nextStop } from './stops'
import { stageMap } from './ways'

const PING = 'pod-w0-b$ ping -n -c 1 172.16.158.16'
const LARGE = 'pod-w0-b$ ping -n -c 1 -M dont -s 17000 172.16.158.16'
const VIEWPORT = { width: 848, height: 645 }

function flown(run: LabRun): Flight {
  return flightOf(stageMap(run.inventory, layoutOf(run.inventory, VIEWPORT, new Set([run.netns('k8s-w0'), run.netns('k8s-w1')]))), run.steps)
}

const large = runIn(openBuiltInLab('two-subnets'), [PING, LARGE])
const flight = flown(large)
const { steps, course } = flight
const cut = steps.findIndex((step) => step.entryKind === 'packet.fragmented' && step.netns === large.netns('k8s-w0'))
const whole = steps.findIndex((step) => step.entryKind === 'packet.reassembled' && step.netns === large.netns('k8s-w1'))

/** The fragments on the stage at a moment, by number. */
function fragmentsAt(step: number, progress: number, to = step + 1): ReadonlyMap<number, FlyingPacket> {
  const { packet, crowd } = flyingAt(flight, { step, progress, to })
  const all = packet === undefined ? crowd : [packet, ...crowd]
  return new Map(all.flatMap((flying) => (flying.part === undefined ? [] : [[flying.part.number, flying] as const])))
}

describe('many packets at once', () => {
  it('shows every fragment from the first step after the cut until they are put together, one of them whole', () => {
    for (let step = cut + 1; step < whole; step++) {
      const fragments = [...fragmentsAt(step, 0).values()]
      expect(fragments.length, `step ${step}`).toBe(2)
      expect(fragments.filter((fragment) => fragment.emphasis === 1)).toHaveLength(1)
    }
  })

  it('never lets a packet jump, from one step to the next or while it plays', () => {
    for (let step = cut + 1; step < whole - 1; step++) {
      const [end, start] = [fragmentsAt(step, 1), fragmentsAt(step + 1, 0)]
      for (const [number, packet] of start) {
        expect(end.get(number)?.centre.x, `fragment ${number} after step ${step}`).toBeCloseTo(packet.centre.x, 6)
        expect(end.get(number)?.centre.y, `fragment ${number} after step ${step}`).toBeCloseTo(packet.centre.y, 6)
      }
    }
  })

  it('moves the others while one plays on', () => {
    const from = steps.findIndex((step, i) => i > cut && step.part?.number === 1 && step.direction === 'out' && step.interfaceName === 'eth0')
    const to = course.after[from] as number
    expect(to).toBeGreaterThan(from + 1)
    const [start, middle] = [fragmentsAt(from, 0), fragmentsAt(from, 0.6, to)]
    expect(middle.get(1)?.centre).not.toEqual(start.get(1)?.centre)
    expect(middle.get(2)?.centre).not.toEqual(start.get(2)?.centre)
  })

  it('places a packet at a standing moment by the steps between its last and its next', () => {
    const last = steps.findIndex((step, i) => i > cut && step.part?.number === 2 && step.interfaceName === 'eth0' && step.direction === 'out')
    const shares = Array.from({ length: (course.after[last] as number) - last }, (_, k) => fragmentsAt(last + k, 0).get(2)?.travelled ?? 0)
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
    expect(shares[0]).toBe(0)
  })

  it('stands still where motion is reduced', () => {
    expect(flyingAt(flight, { step: cut + 3, progress: 0.7 }, true).crowd).toEqual(flyingAt(flight, { step: cut + 3, progress: 0 }).crowd)
  })
})

describe('a queue', () => {
  const packet = flyingAt(flight, { step: cut + 1, progress: 0 }).packet as FlyingPacket
  const at = (x: number): FlyingPacket => ({ ...packet, emphasis: 0, centre: { x, y: 200 } })

  it('shows four and counts the rest', () => {
    const crowd = crowdOf(Array.from({ length: 7 }, () => at(100)), undefined)
    expect([crowd.form, crowd.packets.length, crowd.counts.map(({ more }) => more)]).toEqual(['chip', 4, [3]])
    expect(new Set(crowd.packets.map(({ centre }) => centre.x)).size).toBe(4)
  })

  it('stands beside the packet that is followed, never under it', () => {
    const followed = { ...packet, centre: { x: 100, y: 200 } }
    const crowd = crowdOf([at(100), at(101)], followed)
    for (const { centre } of crowd.packets) expect(overlaps(rectAround(centre, CHIP.width, CHIP.height), rectAround(followed.centre, CHIP.width, CHIP.height))).toBe(false)
  })

  it('is of marks where there are too many for names', () => {
    expect(crowdOf(Array.from({ length: 100 }, (_, k) => at(k * 20)), undefined).form).toBe('mark')
  })
})

describe('playing', () => {
  /** The stops of a whole run. */
  function stopsOf(run: Flight): readonly number[] {
    const stops = [0]
    for (let stop = nextStop(run.steps, run.course, 0); stop !== undefined; stop = nextStop(run.steps, run.course, stop.to)) stops.push(stop.to)
    return stops
  }

  it('goes with one fragment to where they are put together, and with the whole from there', () => {
    const stops = stopsOf(flight)
    const between = stops.filter((stop) => stop > cut && stop < whole)
    expect(new Set(between.map((stop) => steps[stop]?.part?.number))).toEqual(new Set([1]))
    expect(stops).toContain(whole)
    expect(stops.at(-1)).toBe(steps.length - 1)
  })

  it('stops at every step of a single packet', () => {
    const single = flown(runIn(openBuiltInLab('two-subnets'), [PING, PING]))
    expect(stopsOf(single)).toEqual([...single.steps.keys()])
  })

  it('takes the time of the packet that has most to do meanwhile', () => {
    const from = steps.findIndex((step, i) => i > cut && step.part?.number === 1 && step.direction === 'out' && step.interfaceName === 'eth0')
    expect(nextStop(steps, course, from)?.ms).toBeGreaterThanOrEqual(420)
  })

  it('stops where a packet that is not followed is lost', () => {
    const lossy = runIn(openBuiltInLab('two-subnets'), [PING, 'fabric$ ebtables -A FORWARD -p IPv4 --ip-proto 4 -j DROP', 'pod-w0-b$ ping -n -c 1 -W 1 -M dont -s 9000 172.16.158.16'])
    const dropped = flown(lossy)
    const drops = dropped.steps.flatMap((step, i) => (step.kind === 'drop' ? [i] : []))
    expect(drops.length).toBeGreaterThan(0)
    expect(stopsOf(dropped)).toContain(drops[0])
  })
})
