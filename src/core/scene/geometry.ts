/** Scene coordinates are CSS pixels at zoom 1, x to the right and y downwards. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** Top left corner and size. */
export interface Rect extends Point {
  readonly width: number
  readonly height: number
}

export function centreOf(rect: Rect): Point {
  return { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 }
}

export function rectAround(centre: Point, width: number, height: number): Rect {
  return { x: centre.x - width / 2, y: centre.y - height / 2, width, height }
}

/** The smallest box around two points. */
export function rectBetween(a: Point, b: Point): Rect {
  return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(b.x - a.x), height: Math.abs(b.y - a.y) }
}

export function rightOf(rect: Rect): number {
  return rect.x + rect.width
}

export function bottomOf(rect: Rect): number {
  return rect.y + rect.height
}

/** True when the two share an area; touching edges do not. */
export function overlaps(a: Rect, b: Rect): boolean {
  return a.x < rightOf(b) && b.x < rightOf(a) && a.y < bottomOf(b) && b.y < bottomOf(a)
}

export function encloses(outer: Rect, inner: Rect): boolean {
  return inner.x >= outer.x && inner.y >= outer.y && rightOf(inner) <= rightOf(outer) && bottomOf(inner) <= bottomOf(outer)
}

/** True also on the edge. */
export function contains({ x, y, width, height }: Rect, point: Point): boolean {
  return point.x >= x && point.x <= x + width && point.y >= y && point.y <= y + height
}

export function grow(rect: Rect, by: number): Rect {
  return { x: rect.x - by, y: rect.y - by, width: rect.width + 2 * by, height: rect.height + 2 * by }
}

export function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value))
}

/** Drops points that repeat or lie inside a straight run, so that every remaining point is a corner or an end. */
export function simplify(points: readonly Point[]): readonly Point[] {
  const kept: Point[] = []
  for (const point of points) {
    const last = kept.at(-1)
    if (last?.x === point.x && last.y === point.y) continue
    const before = kept.at(-2)
    if (last && before && ((before.x === last.x && last.x === point.x) || (before.y === last.y && last.y === point.y))) kept.pop()
    kept.push(point)
  }
  return kept
}

export function pathLength(points: readonly Point[]): number {
  let length = 0
  for (let i = 1; i < points.length; i++) length += distance(points[i - 1] as Point, points[i] as Point)
  return length
}

/** The point `along` pixels from the start, held at both ends. */
export function pointAlong(points: readonly Point[], along: number): Point {
  let left = along
  for (let i = 1; i < points.length; i++) {
    const a = points[i - 1] as Point
    const b = points[i] as Point
    const length = distance(a, b)
    if (left <= length && length > 0) return { x: a.x + ((b.x - a.x) * Math.max(0, left)) / length, y: a.y + ((b.y - a.y) * Math.max(0, left)) / length }
    left -= length
  }
  return points.at(-1) ?? { x: 0, y: 0 }
}

/** The first `along` pixels of a path. */
export function pathUpTo(points: readonly Point[], along: number): readonly Point[] {
  const first = points[0]
  if (first === undefined || along <= 0) return first ? [first] : []
  const kept: Point[] = [first]
  let left = along
  for (let i = 1; i < points.length; i++) {
    const a = points[i - 1] as Point
    const b = points[i] as Point
    const length = distance(a, b)
    if (left < length) {
      kept.push(pointAlong([a, b], left))
      return kept
    }
    kept.push(b)
    left -= length
  }
  return kept
}

function distance(a: Point, b: Point): number {
  return Math.hypot(b.x - a.x, b.y - a.y)
}

/** The outline of an orthogonal line drawn `width` wide, as one closed polygon with square corners. */
export function outlineOf(points: readonly Point[], width: number): readonly Point[] {
  const half = width / 2
  return [...sideOf(points, half), ...sideOf(points.toReversed(), half)]
}

function sideOf(points: readonly Point[], half: number): readonly Point[] {
  return points.map((point, i) => {
    const into = normal(points[i - 1] ?? point, i > 0 ? point : (points[i + 1] ?? point))
    const out = i < points.length - 1 ? normal(point, points[i + 1] as Point) : into
    if (i === 0 || (into.x === out.x && into.y === out.y)) return { x: point.x + out.x * half, y: point.y + out.y * half }
    return { x: point.x + (into.x + out.x) * half, y: point.y + (into.y + out.y) * half }
  })
}

/** The unit vector to the left of the way from a to b. */
function normal(a: Point, b: Point): Point {
  const length = distance(a, b) || 1
  return { x: (b.y - a.y) / length, y: -(b.x - a.x) / length }
}
