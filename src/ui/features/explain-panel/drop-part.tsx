import { useMemo } from 'react'
import type { DropProof } from '../../../core/explain/drop-proofs'
import { explainDrop } from '../../../core/explain/explain-drop'
import type { PictureMoment } from '../../../core/picture/moment'
import type { Step } from '../../../core/scene/steps'
import { CrossMark } from '../../components/icons'
import { ProofFigure } from '../../components/proof-figure'
import { SentenceText } from '../../components/sentence-text'
import { useAppStore } from '../../store/app-store'
import { useProofOutput } from '../../store/use-proof-output'

/** A drop: what, where and why; the commands that prove it, with what they print; the cure. */
export function DropPart({ step, moment }: { readonly step: Step; readonly moment: PictureMoment }) {
  const words = useAppStore((state) => state.words.explain)
  const drop = useMemo(() => explainDrop(moment.trace, step.entryIndex, moment.inventory, moment.words), [moment.trace, moment.inventory, moment.words, step])
  if (drop === undefined) return null
  return (
    <section aria-label={words.drop} className="w-[46%] max-w-[520px] shrink-0 overflow-y-auto border-hairline px-4 py-2 max-side:w-full side:border-l">
      <h3 className="flex items-center gap-2 text-title font-semibold text-drop">
        <span aria-hidden="true" className="grid size-5 place-items-center rounded-full bg-drop text-on-solid">
          <CrossMark size={10} />
        </span>
        {words.droppedAt({ place: drop.link === '' ? drop.place : `${drop.place}, ${drop.link}` })}
      </h3>
      <SentenceText sentence={drop.why} />
      {drop.proofs.length > 0 && <h4 className="mt-3 mb-1 font-medium text-secondary">{words.proofs}</h4>}
      {drop.proofs.map((proof) => (
        <Proof key={`${proof.place} ${proof.command}`} proof={proof} step={step} moment={moment} />
      ))}
      <h4 className="mt-3 mb-1 font-medium text-secondary">{words.cure}</h4>
      <p className="mb-2 text-body/[18px]">{drop.cure}</p>
      {drop.repairs.map(({ netns, command }) => (
        <ProofFigure key={`${netns} ${command}`} place={netns} command={command} printed={undefined} copyLabel={words.copyCommand({ command })} nothing="" />
      ))}
    </section>
  )
}

function Proof({ proof, step, moment }: { readonly proof: DropProof; readonly step: Step; readonly moment: PictureMoment }) {
  const words = useAppStore((state) => state.words.explain)
  const printed = useProofOutput(proof, step, moment.trace, moment.steps)
  return <ProofFigure place={proof.place} command={proof.command} printed={printed} copyLabel={words.copyCommand({ command: proof.command })} nothing={words.printsNothing} />
}
