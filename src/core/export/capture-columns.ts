import type { Step } from '../scene/steps'

/** An interface of a namespace, by the namespace's index. */
export interface InterfacePlace {
  readonly netns: number
  readonly interfaceName: string
}

/** One packet at one moment of its way: where the chosen interfaces saw it, a column each. */
export interface CaptureRow {
  /** Where it was seen first; the row stands at that time. */
  readonly first: Step
  /** In the order of the interfaces; undefined where this packet was not seen, or has been and is seen again in a later row. */
  readonly cells: readonly (Step | undefined)[]
}

/**
 * Captures of several interfaces side by side on one clock: what the frames of one packet are, the trace knows, so that a
 * packet's rows at a veth, at the tunnel and at the NIC are one row, whatever is wrapped around it there. Fragments, and
 * what they are put together to, are packets of their own until they are one again.
 */
export function captureRows(steps: readonly Step[], places: readonly InterfacePlace[]): readonly CaptureRow[] {
  const columns = new Map(places.map((place, column) => [keyOf(place), column]))
  const rows: { readonly first: Step; readonly cells: (Step | undefined)[] }[] = []
  const latest = new Map<string, (Step | undefined)[]>()
  for (const step of steps) {
    const column = step.kind === 'frame' ? columns.get(keyOf(placeOf(step))) : undefined
    if (column === undefined) continue
    const packet = identityOf(step)
    const row = latest.get(packet)
    if (row !== undefined && row[column] === undefined) {
      row[column] = step
      continue
    }
    const cells = places.map((_, i) => (i === column ? step : undefined))
    latest.set(packet, cells)
    rows.push({ first: step, cells })
  }
  return rows
}

/** A fragment is told by its strand; all else by the packet, copies of a broadcast too. */
function identityOf({ packet, strand, part }: Step): string {
  return part === undefined ? `packet ${packet}` : `strand ${strand}`
}

/** The interfaces that saw a frame, in the order in which they first did. */
export function interfacesSeen(steps: readonly Step[]): readonly InterfacePlace[] {
  const places = new Map<string, InterfacePlace>()
  for (const step of steps) {
    const place = placeOf(step)
    if (step.kind === 'frame' && !places.has(keyOf(place))) places.set(keyOf(place), place)
  }
  return [...places.values()]
}

function placeOf({ netns, interfaceName }: Step): InterfacePlace {
  return { netns, interfaceName }
}

function keyOf({ netns, interfaceName }: InterfacePlace): string {
  return `${netns} ${interfaceName}`
}

/** What the first host forwards by: the interfaces that show at once what goes in, what comes out, and what is wrapped around it. */
export function interfacesToBeginWith(steps: readonly Step[]): readonly InterfacePlace[] {
  const frames = steps.filter(({ kind, chatter }) => kind === 'frame' && !chatter)
  const [sender] = frames
  const forwarder = frames.find(({ netns }) => netns !== sender?.netns)?.netns ?? sender?.netns
  return interfacesSeen(frames.filter(({ netns }) => netns === forwarder))
}
