import { headersAt } from '../../../core/explain/frame-headers'
import { fieldNamed, headerStack } from '../../../core/explain/header-stack'
import type { StackedHeader } from '../../../core/explain/header-stack'
import type { Step } from '../../../core/scene/steps'
import type { HeaderView } from '../../../core/trace/dissect'
import type { Trace } from '../../../core/trace/trace'
import type { Words } from '../../../core/words/en'

/** What is inside ciphertext, as the tunnel device saw it before it was sealed: nobody on the wire can tell. */
export interface SealedInside {
  readonly ip: StackedHeader
  /** `ICMP echo request`. */
  readonly name: string
  readonly packetBytes: number
  /** WireGuard pads to a multiple of 16, as far as the MTU lets it (whitepaper, 5.4.6). */
  readonly paddingBytes: number
}

export function sealedInside(trace: Trace, steps: readonly Step[], step: Step, headers: readonly HeaderView[], words: Words): SealedInside | undefined {
  if (!step.sealed) return undefined
  const ciphertextBytes = headers.find(({ proto }) => proto === 'data')?.byteLength
  const before = steps.findLast((candidate) => candidate.kind === 'frame' && candidate.entryIndex < step.entryIndex && candidate.packet === step.packet && candidate.strand === step.strand && candidate.mode === undefined)
  if (ciphertextBytes === undefined || before === undefined) return undefined
  const [ip, payload] = headerStack(headersAt(trace, before.entryIndex), words).inner
  const packetBytes = ip && fieldNamed(ip.header, 'totalLength')?.value
  if (!ip || packetBytes === undefined || packetBytes === null) return undefined
  return { ip, name: payload?.name ?? '', packetBytes, paddingBytes: ciphertextBytes - packetBytes }
}
