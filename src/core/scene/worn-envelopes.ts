import type { EnvelopeMode, Step } from './steps'

/** An envelope that a flow wears, by its addresses. */
export interface WornEnvelope {
  readonly source: string
  readonly destination: string
  readonly mode: EnvelopeMode
}

/**
 * By position: the envelopes, each once, of packets that were sent while the lab was as it was when this step's was. A flow may
 * outlast a mode, and what it wore in another is not what it wears.
 */
export function envelopesAt(steps: readonly Step[]): readonly (readonly WornEnvelope[])[] {
  const labs = labsOf(steps)
  const worn = new Map<number, Map<string, WornEnvelope>>()
  for (const [i, { kind, mode, outer }] of steps.entries()) {
    const lab = labs[i] as number
    const ofLab = worn.get(lab) ?? new Map<string, WornEnvelope>()
    worn.set(lab, ofLab)
    if (kind === 'frame' && mode !== undefined && outer !== undefined) ofLab.set(`${outer.source} ${outer.destination} ${mode}`, { source: outer.source, destination: outer.destination, mode })
  }
  const lists = new Map([...worn].map(([lab, ofLab]) => [lab, [...ofLab.values()]]))
  return Array.from(labs, (lab) => lists.get(lab) ?? [])
}

/**
 * By position, in which of the lab's states the step's packet was sent, counted from 0: a lab whose network is derived anew has
 * other interfaces, also where they bear the same names.
 */
function labsOf(steps: readonly Step[]): Int32Array {
  const labs = new Int32Array(steps.length)
  const ids = new Map<string, number>()
  /** Those that `ids` holds: most steps are at one of them, and need no name to be looked up. */
  const known = new Set<number>()
  const labOfPacket = new Map<number, number>()
  let lab = 0
  for (const [i, { netns, interfaceName, interfaceId, packet, kind }] of steps.entries()) {
    if (interfaceName !== '' && !known.has(interfaceId)) {
      const name = `${netns}/${interfaceName}`
      if (ids.has(name)) {
        lab++
        ids.clear()
        known.clear()
      }
      ids.set(name, interfaceId)
      known.add(interfaceId)
    }
    labs[i] = lab
    if (kind === 'frame' && packet >= 0 && !labOfPacket.has(packet)) labOfPacket.set(packet, lab)
  }
  for (const [i, { packet }] of steps.entries()) labs[i] = labOfPacket.get(packet) ?? (labs[i] as number)
  return labs
}
