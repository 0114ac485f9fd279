import type { DropProof } from '../../../core/explain/drop-proofs'
import { outermostIpv4 } from '../../../core/explain/frame-reading'
import { TcpdumpPrinter } from '../../../core/export/tcpdump/printer'
import type { Step } from '../../../core/scene/steps'
import type { Trace } from '../../../core/trace/trace'

type Capture = Extract<DropProof, { readonly kind: 'capture' }>

/** What tcpdump prints at that interface for this flow, up to the step. */
export function captureLines(proof: Capture, trace: Trace, steps: readonly Step[], until: Step): string {
  const printer = new TcpdumpPrinter({ linkHeader: false, verbosity: 0 })
  const seen = steps.filter((step) => step.kind === 'frame' && step.index <= until.index && step.interfaceId === proof.seenAt.interfaceId && passes(proof, trace, step))
  const fact = trace.fact(proof.seenAt.interfaceId)
  const linkLayer = fact?.kind === 'interface' ? fact.linkLayer : 'ethernet'
  return seen.map((step) => printer.packet(trace.frameBytes(step.frame), linkLayer)).join('\n')
}

function passes({ filter }: Capture, trace: Trace, step: Step): boolean {
  return filter === 'arp' ? step.protocol === 'arp' : outermostIpv4(trace, step.entryIndex)?.protocol === filter
}
