import { Plus } from 'lucide-react'
import { lazyPart } from '../../components/lazy-part'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'

const FlowForm = lazyPart(async () => (await import('./flow-form')).FlowForm)

/** A button that opens into a form: what a click on two pods cannot say. */
export function NewFlow() {
  const words = useWords()
  const draft = useAppStore((state) => state.draft)
  const hasLab = useAppStore((state) => state.labInventory !== undefined)
  const draftFlow = useAppStore((state) => state.draftFlow)
  if (draft) return <FlowForm wanted>{null}</FlowForm>
  return (
    <div className="px-3 pt-3">
      <button
        type="button"
        disabled={!hasLab}
        title={words.page.orClick}
        onClick={() => draftFlow({})}
        className="flex h-7 w-full items-center justify-center gap-1.5 rounded-[4px] border border-control hover:bg-hover disabled:opacity-40"
      >
        <Plus aria-hidden="true" size={14} />
        {words.page.newFlow}
      </button>
    </div>
  )
}
