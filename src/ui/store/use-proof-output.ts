import { useEffect, useMemo, useState } from 'react'
import { interfaceLines } from '../../core/capture/interface-lines'
import { timeStamp } from '../../core/capture/tcpdump/time-stamp'
import type { DropProof } from '../../core/explain/drop-proofs'
import type { Step } from '../../core/scene/steps'
import type { Trace } from '../../core/trace/trace'
import { appStore } from './app-store'

/**
 * What a proof's command prints here, as it would on the real node; `undefined` until it is known. A capture has printed what
 * the interface saw of this flow up to the step; any other command prints what it printed then.
 */
export function useProofOutput(proof: DropProof, step: Step, trace: Trace, steps: readonly Step[]): string | undefined {
  const [answer, setAnswer] = useState<string>()
  const captured = useMemo(() => {
    if (proof.kind !== 'capture') return undefined
    const first = steps[0]?.entryIndex ?? step.entryIndex
    return interfaceLines(trace, first, step.entryIndex + 1, proof.seenAt.interfaceId, proof.filter)
      .map(({ timeNs, text }) => `${timeStamp(timeNs)} ${text}`)
      .join('\n')
  }, [proof, trace, steps, step])
  const { kind, place, command } = proof
  const atEntry = step.entryIndex + 1
  useEffect(() => {
    if (kind !== 'command') return undefined
    let isCurrent = true
    appStore
      .getState()
      .askAt(place, [command], atEntry)
      .then(
        ({ answers }) => {
          if (isCurrent) setAnswer(answers.map(({ stdout, stderr }) => `${stdout}${stderr}`.trimEnd()).join('\n'))
        },
        (error: unknown) => {
          if (isCurrent) setAnswer(error instanceof Error ? error.message : String(error))
        },
      )
    return () => {
      isCurrent = false
    }
  }, [kind, place, command, atEntry])
  return captured ?? answer
}
