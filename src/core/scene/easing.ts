/** Finer than a pixel on any path of a stage. */
const BISECTIONS = 16

/** CSS's cubic-bezier(x1, y1, x2, y2) as a function of time; the curve's parameter is found by bisection. */
function cubicBezier(x1: number, y1: number, x2: number, y2: number): (x: number) => number {
  const curve = (a: number, b: number, t: number): number => 3 * a * t * (1 - t) ** 2 + 3 * b * t ** 2 * (1 - t) + t ** 3
  return (x) => {
    if (x <= 0 || x >= 1) return Math.max(0, Math.min(1, x))
    let [low, high] = [0, 1]
    for (let k = 0; k < BISECTIONS; k++) {
      const middle = (low + high) / 2
      if (curve(x1, x2, middle) < x) low = middle
      else high = middle
    }
    return curve(y1, y2, (low + high) / 2)
  }
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
