import type { Inventory } from '../model/inventory'
import type { Trace } from '../trace/trace'
import type { Words } from '../words/en'
import { stepLine } from './decision-line'
import { placeName, shortInterfaceName } from './place-name'

const MODE_NAMES = { ipip: 'IPIP', vxlan: 'VXLAN', wireguard: 'WireGuard' } as const

/** What these sentences need of a step of the timeline. */
export interface NamedStep {
  readonly kind: 'frame' | 'decision' | 'drop'
  readonly entryIndex: number
  readonly netns: number
  readonly interfaceName: string
  readonly direction?: 'in' | 'out' | undefined
  readonly name: string
  readonly mode?: keyof typeof MODE_NAMES | undefined
  readonly bytes: number
}

/** The field's spelling of an envelope's mode. */
export function modeName(mode: keyof typeof MODE_NAMES): string {
  return MODE_NAMES[mode]
}

/** `Leaves k8s-w0 eth0`, `Arrives at router eth-b`, `k8s-w0 decides`. */
export function stepTitle(step: NamedStep, inventory: Inventory, { story }: Words): string {
  const place = placeName(inventory, step.netns)
  if (step.kind === 'drop') return story.droppedAt({ place })
  if (step.kind === 'decision') return story.decides({ place })
  const where = `${place} ${shortInterfaceName(step.interfaceName)}`
  return step.direction === 'in' ? story.arrivesAt({ place: where }) : story.leavesFrom({ place: where })
}

/** One spoken sentence a step, for those who do not see the stage. */
export function stepNarration(step: NamedStep, inventory: Inventory, trace: Trace, words: Words): string {
  if (step.kind !== 'frame') return `${placeName(inventory, step.netns)}: ${stepLine(trace, step, inventory, words)}.`
  const mode = step.mode === undefined ? '' : MODE_NAMES[step.mode]
  return `${stepTitle(step, inventory, words)}: ${words.story.inEnvelope({ name: step.name, mode, bytes: step.bytes })}`
}
