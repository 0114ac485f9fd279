/** A line that has to go sideways in the gutter: up or down its two columns, and along a lane of its own between them. */
export interface Sideways {
  readonly from: number
  readonly to: number
}

/** A run that stands already, and the lane that it takes; a part of a lane where it lies between two. */
export interface TakenLane extends Sideways {
  readonly lane: number
}

/** Ends of lines in one lane keep so far from each other. */
const APART = 8
/** Of the number of a lane: nearer than this to a run that stands already, it would look like part of it. */
const LANE_APART = 0.75

/**
 * The lane of each line, counted from the row; no two that share a stretch share a lane. Of lines that turn the same way the inner
 * ones are nearer to the row, so that they do not cross, as far as `roomFor` lanes go.
 */
export function lanesOf(lines: readonly Sideways[], taken: readonly TakenLane[], roomFor: number): readonly number[] {
  const placed: TakenLane[] = [...taken]
  const lanes = lines.map(() => 0)
  const inwards = [...lines.keys()].toSorted((a, b) => innerness(lines, a) - innerness(lines, b))
  for (const k of inwards) {
    const line = lines[k] as Sideways
    const beside = placed.filter((other) => shareStretch(other, line))
    const isFree = (lane: number): boolean => !beside.some((other) => Math.abs(other.lane - lane) < LANE_APART)
    const outermost = Math.max(-1, ...beside.filter((other) => Math.sign(other.to - other.from) === Math.sign(line.to - line.from)).map((other) => Math.floor(other.lane)))
    let lane = outermost + 1
    while (!isFree(lane)) lane++
    if (lane >= roomFor) for (lane = 0; !isFree(lane); ) lane++
    lanes[k] = lane
    placed.push({ ...line, lane })
  }
  return lanes
}

/** Right-goers from the left, left-goers from the right. */
function innerness(lines: readonly Sideways[], k: number): number {
  const { from, to } = lines[k] as Sideways
  return to > from ? to : -to
}

function shareStretch(a: Sideways, b: Sideways): boolean {
  return Math.min(a.from, a.to) - APART < Math.max(b.from, b.to) && Math.min(b.from, b.to) - APART < Math.max(a.from, a.to)
}

/** The place of a line's column: as near to `wanted` as it finds one from `low` to `high` where no other column stands. */
export function freeColumn(wanted: number, low: number, high: number, columns: readonly number[]): number {
  const places = [wanted]
  for (let by = APART; by < high - low; by += APART) places.push(wanted + by, wanted - by)
  return places.find((x) => x >= low && x <= high && !columns.some((other) => Math.abs(other - x) < APART)) ?? wanted
}
