import { isPacketDrop } from '../../../core/explain/drop-context'
import type { PictureMoment } from '../../../core/picture/moment'
import type { Step } from '../../../core/scene/steps'

/**
 * The drop that a person stands at; elsewhere, and where the flow has ended, the one that its outcome speaks of. A flow that did what it was for may
 * have had packets end on its way: a traceroute lives on them.
 */
export function toldDrop({ trace, steps, step }: Pick<PictureMoment, 'trace' | 'steps' | 'step'>, isDelivered: boolean): Step | undefined {
  const drops = steps.filter(({ kind }) => kind === 'drop')
  const here = drops.find((drop) => drop === steps[step])
  if (isDelivered) return here
  const decisive = drops.find(({ entryIndex }) => isPacketDrop(trace, entryIndex)) ?? drops.at(-1)
  return step === steps.length - 1 ? decisive : (here ?? decisive)
}
