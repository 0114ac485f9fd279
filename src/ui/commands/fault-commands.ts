import { faultTitle } from '../../core/explain/lab-words'
import { isSameFault } from '../../core/model/fault'
import type { Fault } from '../../core/model/fault'
import type { AppState } from '../store/app-state'
import type { Command } from './command'

/** Each fault that can be made on the way of the flow in sight, or mended; those of other flows can be mended. */
export function faultCommands(state: AppState, offered: readonly Fault[]): readonly Command[] {
  const isActive = (fault: Fault): boolean => state.faults.some((one) => isSameFault(one, fault))
  const elsewhere = state.faults.filter((fault) => !offered.some((one) => isSameFault(one, fault)))
  return [...offered, ...elsewhere].map((fault): Command => ({
    id: `fault-${fault.kind}-${fault.place}-${fault.object}`,
    group: 'lab',
    label: (words) => `${isActive(fault) ? words.page.mends : words.page.breaks}: ${faultTitle(fault, words)}`,
    perform: (now) => void now.breakOrMend(fault),
  }))
}
