import type { DropProof } from '../core/explain/drop-proofs'
import { interfaceLines } from '../core/capture/interface-lines'
import { timeStamp } from '../core/capture/tcpdump/time-stamp'
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

function captureText(trace: Trace, { firstEntry, endEntry }: CommandRecord, { seenAt, filter }: CaptureProof): string {
  const lines = interfaceLines(trace, firstEntry, endEntry, seenAt.interfaceId, filter)
  const left = lines.length - MAX_LINES
  const printed = lines.slice(0, MAX_LINES).map(({ timeNs, text }) => `${timeStamp(timeNs)} ${text}`)
  return [...printed, ...(left > 0 ? [`… ${left} more`] : [])].join('\n')
}
