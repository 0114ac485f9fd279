import type { DropProof } from '../../../core/explain/drop-proofs'
import { interfaceLines } from '../../../core/capture/interface-lines'
import type { Step } from '../../../core/scene/steps'
import type { Trace } from '../../../core/trace/trace'

type Capture = Extract<DropProof, { readonly kind: 'capture' }>

/** What tcpdump prints at that interface for this flow, up to the step. */
export function captureLines({ seenAt, filter }: Capture, trace: Trace, steps: readonly Step[], until: Step): string {
  const first = steps[0]?.entryIndex ?? until.entryIndex
  const lines = interfaceLines(trace, first, until.entryIndex + 1, seenAt.interfaceId, filter)
  return lines.map(({ text }) => text).join('\n')
}
