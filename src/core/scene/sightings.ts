import type { Step } from './steps'

/** The same packet's frame before: a fragment's own, and before it was cut, or after it was put together, the whole one's. */
export function sightingBefore(steps: readonly Step[], step: Step): Step | undefined {
  let strand = step.strand
  let beforeEntry = step.entryIndex
  for (;;) {
    const seen = steps.findLast((candidate) => candidate.kind === 'frame' && candidate.strand === strand && candidate.entryIndex < beforeEntry && candidate.packet === step.packet)
    if (seen) return seen
    const first = firstOf(steps, strand)
    if (!first?.origin) return undefined
    strand = fragmentLike(steps, step, first.joins) ?? first.origin.strand
    beforeEntry = first.origin.entryIndex + 1
  }
}

/** The same packet's next frame; where it is cut before it is seen, its first fragment's. */
export function sightingAfter(steps: readonly Step[], step: Step): Step | undefined {
  const isAfter = (candidate: Step): boolean => candidate.kind === 'frame' && candidate.packet === step.packet && candidate.entryIndex > step.entryIndex
  return steps.find((candidate) => isAfter(candidate) && candidate.strand === step.strand) ?? steps.find(isAfter)
}

/** The last frames of the fragments that were put together to what a step speaks of, where no interface has seen that since. */
export function sightingsOfParts(steps: readonly Step[], step: Step): readonly Step[] {
  const first = firstOf(steps, step.strand)
  if (!first?.joins || steps.some((candidate) => candidate.kind === 'frame' && candidate.strand === step.strand && candidate.entryIndex < step.entryIndex)) return []
  // one look at each step: a packet may be in a thousand fragments
  const [joined, last] = [new Set(first.joins), new Map<number, Step>()]
  for (const candidate of steps) {
    if (candidate.entryIndex >= first.entryIndex) break
    if (candidate.kind === 'frame' && joined.has(candidate.strand)) last.set(candidate.strand, candidate)
  }
  return first.joins.flatMap((strand) => last.get(strand) ?? [])
}

/** The first frames of the pieces that what a step speaks of is cut into, where no interface sees it before. */
export function sightingsOfPieces(steps: readonly Step[], { strand, entryIndex, packet }: Step): readonly Step[] {
  const isPiece = ({ kind, origin, packet: ofPacket }: Step): boolean => kind === 'frame' && ofPacket === packet && origin?.strand === strand && origin.entryIndex >= entryIndex
  const cutAt = steps.find((candidate) => isPiece(candidate))?.origin?.entryIndex
  if (cutAt === undefined || steps.some((candidate) => candidate.kind === 'frame' && candidate.strand === strand && candidate.entryIndex > entryIndex && candidate.entryIndex < cutAt)) return []
  const firsts = new Map<number, Step>()
  for (const candidate of steps) if (isPiece(candidate) && candidate.origin?.entryIndex === cutAt && !firsts.has(candidate.strand)) firsts.set(candidate.strand, candidate)
  return [...firsts.values()]
}

function firstOf(steps: readonly Step[], strand: number): Step | undefined {
  return steps.find((candidate) => candidate.strand === strand)
}

/** Of fragments that were put together, the one of that number, which what was cut anew is most like; else the first. */
function fragmentLike(steps: readonly Step[], { part }: Step, joins: Step['joins']): number | undefined {
  if (joins === undefined) return undefined
  const number = part?.number ?? 1
  const alike = new Set<number>()
  for (const candidate of steps) if (candidate.part?.number === number) alike.add(candidate.strand)
  return joins.find((strand) => alike.has(strand)) ?? joins[0]
}
