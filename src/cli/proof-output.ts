import type { DropProof } from '../core/explain/drop-proofs'
import { headersAt, outermostIpv4 } from '../core/explain/frame-reading'
import { TcpdumpPrinter } from '../core/export/tcpdump/printer'
import { timeStamp } from '../core/export/tcpdump/time-stamp'
import type { CommandRecord } from '../core/session/command-run'
import type { LabSession } from '../core/session/lab-session'
import type { Trace } from '../core/trace/trace'

const MAX_LINES = 12

type CaptureProof = Extract<DropProof, { readonly kind: 'capture' }>

/** What a proof prints: a command is run in the lab as it stands now, a capture is read from what the command left in the trace. */
export function proofOutput(session: LabSession, trace: Trace, record: CommandRecord, proof: DropProof): string {
  if (proof.kind === 'capture') return captureText(trace, record, proof)
  const ran = session.run(proof.place, proof.command)
  return ran.ok ? `${ran.value.record.stdout}${ran.value.record.stderr}` : ran.error
}

function captureText(trace: Trace, { firstEntry, endEntry }: CommandRecord, proof: CaptureProof): string {
  const printer = new TcpdumpPrinter({ linkHeader: false, verbosity: 0 })
  const fact = trace.fact(proof.seenAt.interfaceId)
  const linkLayer = fact?.kind === 'interface' ? fact.linkLayer : 'ethernet'
  const lines: string[] = []
  for (let index = firstEntry; index < endEntry; index++) {
    const entry = trace.entry(index)
    if (!trace.isHop(index) || entry.interfaceId !== proof.seenAt.interfaceId || !passes(trace, index, proof.filter)) continue
    lines.push(`${timeStamp(entry.timeNs)} ${printer.packet(trace.frameBytes(entry.frame), linkLayer)}`)
  }
  const left = lines.length - MAX_LINES
  return [...lines.slice(0, MAX_LINES), ...(left > 0 ? [`… ${left} more`] : [])].join('\n')
}

function passes(trace: Trace, index: number, filter: CaptureProof['filter']): boolean {
  if (filter === 'arp') return headersAt(trace, index).some(({ proto }) => proto === 'arp')
  return outermostIpv4(trace, index)?.protocol === filter
}
