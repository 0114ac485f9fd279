import { lazyPart } from '../../components/lazy-part'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'

/** There are none on a first visit. */
const FlowRows = lazyPart(async () => (await import('./flow-rows')).FlowRows)

/** What has been run, newest first. */
export function FlowList() {
  const words = useWords()
  const hasRuns = useAppStore((state) => state.runs.length > 0)
  return (
    <section aria-labelledby="flows" className="mt-4">
      <h2 id="flows" className="px-3 pb-1 font-medium text-secondary">
        {words.page.flows}
      </h2>
      <FlowRows wanted={hasRuns}>{hasRuns ? null : <p className="px-3 text-tertiary">{words.page.clickPods}</p>}</FlowRows>
    </section>
  )
}
