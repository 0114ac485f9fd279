import { Copy } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import type { DropProof } from '../../../core/explain/drop-proofs'
import { explainDrop } from '../../../core/explain/explain-drop'
import type { PictureMoment } from '../../../core/picture/moment'
import type { Step } from '../../../core/scene/steps'
import { CrossMark } from '../../components/icons'
import { SentenceText } from '../../components/sentence-text'
import { appStore, useAppStore } from '../../store/app-store'
import { captureLines } from './capture-lines'

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
      <p className="text-body/[18px]">{drop.cure}</p>
    </section>
  )
}

function Proof({ proof, step, moment }: { readonly proof: DropProof; readonly step: Step; readonly moment: PictureMoment }) {
  const words = useAppStore((state) => state.words.explain)
  const printed = usePrinted(proof, step, moment)
  return (
    <figure className="mb-2 overflow-hidden rounded-[4px] border border-hairline bg-code">
      <figcaption className="flex items-center gap-2 border-b border-hairline pl-3">
        <span className="text-caption text-tertiary">{proof.place}</span>
        <code className="min-w-0 flex-1 overflow-x-auto font-mono text-caption whitespace-nowrap">{proof.command}</code>
        <button
          type="button"
          aria-label={words.copyCommand({ command: proof.command })}
          title={words.copyCommand({ command: proof.command })}
          onClick={() => void navigator.clipboard.writeText(proof.command)}
          className="grid size-7 shrink-0 place-items-center border-l border-hairline hover:bg-hover"
        >
          <Copy aria-hidden="true" size={12} />
        </button>
      </figcaption>
      {printed !== undefined && <pre className="max-h-32 overflow-auto px-3 py-1 font-mono text-caption whitespace-pre-wrap text-secondary">{printed === '' ? words.printsNothing : printed}</pre>}
    </figure>
  )
}

/** What the command prints here, as it would there; `undefined` until it is known. */
function usePrinted(proof: DropProof, step: Step, moment: PictureMoment): string | undefined {
  const [answer, setAnswer] = useState<string>()
  const captured = useMemo(() => (proof.kind === 'capture' ? captureLines(proof, moment.trace, moment.steps, step) : undefined), [proof, moment.trace, moment.steps, step])
  const { kind, place, command } = proof
  useEffect(() => {
    if (kind !== 'command') return undefined
    let isCurrent = true
    appStore
      .getState()
      .ask(place, [command])
      .then(
        (answers) => {
          if (isCurrent) setAnswer(answers.map(({ stdout, stderr }) => `${stdout}${stderr}`.trimEnd()).join('\n'))
        },
        (error: unknown) => {
          if (isCurrent) setAnswer(error instanceof Error ? error.message : String(error))
        },
      )
    return () => {
      isCurrent = false
    }
  }, [kind, place, command])
  return captured ?? answer
}
