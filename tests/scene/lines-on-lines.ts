import { rectBetween, rightOf, bottomOf } from '../../src/core/scene/geometry'
import type { Point, Rect } from '../../src/core/scene/geometry'
import type { Layout, PlacedWire } from '../../src/core/scene/layout'

/** Lines nearer to each other than this cannot be told apart. */
const APART = 4

interface Run {
  readonly wire: PlacedWire
  readonly a: Point
  readonly b: Point
}

function runsOf(layout: Layout): readonly Run[] {
  return layout.wires.filter((wire) => wire.kind !== 'veth').flatMap((wire) => wire.points.slice(1).map((b, k) => ({ wire, a: wire.points[k] as Point, b })))
}

/** Pairs of lines that run along each other so close that one cannot see which is which; where they cross, or join the bus of their subnet, is no matter. */
export function linesOnLines(layout: Layout): readonly string[] {
  const runs = runsOf(layout)
  const found = runs.flatMap((run, k) => runs.slice(k + 1).filter((other) => other.wire !== run.wire && !joins(run.wire, other.wire) && runsAlong(run, other)).map((other) => `${run.wire.id} on ${other.wire.id}`))
  return [...new Set(found)]
}

function joins(one: PlacedWire, other: PlacedWire): boolean {
  return one.group === other.group && (one.kind === 'bus' || other.kind === 'bus')
}

function runsAlong(one: Run, other: Run): boolean {
  return along(one, other, 'x', 'y') || along(one, other, 'y', 'x')
}

function along(one: Run, other: Run, across: 'x' | 'y', down: 'x' | 'y'): boolean {
  if (one.a[across] !== one.b[across] || other.a[across] !== other.b[across]) return false
  if (Math.abs(one.a[across] - other.a[across]) >= APART) return false
  return Math.max(Math.min(one.a[down], one.b[down]), Math.min(other.a[down], other.b[down])) < Math.min(Math.max(one.a[down], one.b[down]), Math.max(other.a[down], other.b[down]))
}

/** Lines that go through a router, or through a box that they do not lead to. */
export function linesThroughHosts(layout: Layout): readonly string[] {
  return runsOf(layout).flatMap(({ wire, a, b }) => {
    const run = rectBetween(a, b)
    return [...layout.routers, ...layout.outsides].filter((host) => entersInside(run, host.rect)).map((host) => `${wire.id} through ${host.netns}`)
  })
}

function entersInside(run: Rect, box: Rect): boolean {
  return run.x < rightOf(box) - 1 && rightOf(run) > box.x + 1 && run.y < bottomOf(box) - 1 && bottomOf(run) > box.y + 1
}
