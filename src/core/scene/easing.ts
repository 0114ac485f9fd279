/** Finer than a pixel on any path of a stage. */
const BISECTIONS = 16

/** CSS's cubic-bezier(x1, y1, x2, y2) as a function of time; the curve's parameter is found by bisection. */
function cubicBezier(x1: number, y1: number, x2: number, y2: number): (x: number) => number {
  const [across, up] = [bernstein(x1, x2), bernstein(y1, y2)]
  return (x) => {
    if (x <= 0 || x >= 1) return Math.max(0, Math.min(1, x))
    let low = 0
    let high = 1
    for (let k = 0; k < BISECTIONS; k++) {
      const middle = (low + high) / 2
      if (across(middle) < x) low = middle
      else high = middle
    }
    return up((low + high) / 2)
  }
}

/** One coordinate of a curve from 0 to 1 over its parameter: asked some ten thousand times a frame, so multiplied out. */
function bernstein(a: number, b: number): (t: number) => number {
  const [cubic, square, linear] = [1 + 3 * a - 3 * b, 3 * b - 6 * a, 3 * a]
  return (t) => ((cubic * t + square) * t + linear) * t
}

export const EASING = {
  move: cubicBezier(0.4, 0, 0.2, 1),
  enter: cubicBezier(0.2, 0, 0, 1),
  exit: cubicBezier(0.4, 0, 1, 1),
  fling: cubicBezier(0.1, 0.7, 0.3, 1),
} as const

/** How much of [from, to] has passed, 0 to 1. */
export function share(progress: number, from: number, to: number): number {
  return Math.max(0, Math.min(1, (progress - from) / (to - from)))
}
