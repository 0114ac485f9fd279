import { ENCAPSULATION_MODES } from '../../../core/model/encapsulation'
import type { FlowRun } from '../../store/flow-slice'

/**
 * What stands side by side at first, as indexes of runs: a flow that was changed in its middle and the one that it was; else the same
 * flow in each mode that it has run in, the latest of each. Where none is in sight it is the last that ran.
 */
export function comparedFirst(runs: readonly FlowRun[], currentRun: number): readonly number[] {
  const current = runs[currentRun]
  if (!current) return runs.length === 0 ? [] : [runs.length - 1]
  if (current.forkedAt !== undefined && current.repeats !== undefined) return [current.repeats, currentRun]
  const isSame = (run: FlowRun) => run.from === current.from && run.to === current.to && run.command === current.command
  const latest = ENCAPSULATION_MODES.map((mode) => (mode === current.under.mode ? currentRun : runs.findLastIndex((run) => run.under.mode === mode && run.forkedAt === undefined && isSame(run))))
  const inModes = latest.filter((index) => index >= 0)
  if (inModes.length > 1 || current.repeats === undefined) return inModes
  return [current.repeats, currentRun]
}
