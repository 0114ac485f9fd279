import { useMemo, useState } from 'react'
import type { DropProof } from '../../../core/explain/drop-proofs'
import { stepProofs } from '../../../core/explain/step-proofs'
import type { Inventory } from '../../../core/model/inventory'
import type { Step } from '../../../core/scene/steps'
import { ProofFigure } from '../../components/proof-figure'
import { useAppStore } from '../../store/app-store'
import { useProofOutput } from '../../store/use-proof-output'
import { useWords } from '../../store/use-words'

/** The commands that show this step on a real node, with what they print there. Asked only where a person has opened it. */
export function SeeItYourself({ step, inventory }: { readonly step: Step; readonly inventory: Inventory }) {
  const words = useWords().page
  const trace = useAppStore((state) => state.trace)
  const [isOpen, setIsOpen] = useState(false)
  const proofs = useMemo(() => stepProofs(trace, step.entryIndex, inventory), [trace, step, inventory])
  if (proofs.length === 0) return null
  return (
    <details open={isOpen} onToggle={(event) => setIsOpen(event.currentTarget.open)} className="border-t border-hairline px-4 py-2.5">
      <summary className="font-medium">{words.seeYourself}</summary>
      {isOpen && (
        <>
          <p className="mt-1 mb-2 text-caption text-tertiary">{words.seeYourselfNote}</p>
          {proofs.map((proof) => (
            <Proof key={`${proof.place} ${proof.command}`} proof={proof} step={step} />
          ))}
        </>
      )}
    </details>
  )
}

function Proof({ proof, step }: { readonly proof: DropProof; readonly step: Step }) {
  const words = useAppStore((state) => state.words.explain)
  const trace = useAppStore((state) => state.trace)
  const steps = useAppStore((state) => state.steps)
  const printed = useProofOutput(proof, step, trace, steps)
  return <ProofFigure place={proof.place} command={proof.command} printed={printed} copyLabel={words.copyCommand({ command: proof.command })} nothing={words.printsNothing} />
}
