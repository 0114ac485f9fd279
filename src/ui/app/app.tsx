import { Suspense, lazy, startTransition, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'
import { ErrorBoundary } from '../components/error-boundary'
import { useFirstPicture } from '../components/first-picture'
import { lazyPart } from '../components/lazy-part'
import { ClusterTree } from '../features/cluster/cluster-tree'
import { FlowList } from '../features/cluster/flow-list'
import { NewFlow } from '../features/flows/new-flow'
import { useFileDrop } from '../features/lab/use-file-drop'
import { useLabPaste } from '../features/lab/use-lab-paste'
import { appStore, useAppStore } from '../store/app-store'
import { SIZED_PANELS } from '../store/sizes-slice'
import { useWords } from '../store/use-words'
import { FrontPart } from './front'
import { StageWaiting } from './stage-waiting'
import { TopBar } from './top-bar'

/** The lab of the first visit: small, and its tunnel is the simplest one. */
const FIRST_LAB = 'two-subnets'

/** The stage brings the graph library with it: the rest of the page stands before that has loaded. */
const Stage = lazyPart(async () => (await import('../features/stage/stage')).Stage)
/** Few labs have anything to say of their files. */
const LabNotice = lazyPart(async () => (await import('../features/lab/lab-notice')).LabNotice)
const Assumptions = lazyPart(async () => (await import('../features/lab/assumptions')).Assumptions)
/** Most labs are read before there is anything to tell of it. */
const LabProgress = lazyPart(async () => (await import('../features/lab/lab-progress')).LabProgress)
/** There is nothing to play, to list or to inspect before there is a lab. */
const TimelineBar = lazyPart(async () => (await import('../features/timeline/timeline')).TimelineBar)
const Announcer = lazyPart(async () => (await import('../features/announcer/announcer')).Announcer)
const BottomPanel = lazyPart(async () => (await import('./bottom-panel')).BottomPanel)
const Comparison = lazyPart(async () => (await import('../features/compare/comparison')).Comparison)
const StageTable = lazyPart(async () => (await import('../features/stage-table/stage-table')).StageTable)
const Inspector = lazyPart(async () => (await import('../features/inspector/inspector')).Inspector)
const SideEdge = lazy(async () => ({ default: (await import('./panel-edges')).SideEdge }))
const BottomEdge = lazy(async () => ({ default: (await import('./panel-edges')).BottomEdge }))

const EMPTY_PANEL = <div className="h-full border-t border-hairline bg-panel" />

export function App() {
  const words = useWords()
  useFileDrop()
  useLabPaste()
  const treeOpen = useAppStore((state) => state.treeOpen)
  const hasComparison = useAppStore((state) => state.runs.some((run) => run.repeats !== undefined))
  const asTable = useAppStore((state) => state.stageView === 'table')
  const isBarThere = useAfterFirstCommit()
  const isPainted = useFirstPicture()
  const hasLab = useAppStore((state) => state.labInventory !== undefined) && isPainted
  const labStatus = useAppStore((state) => state.labStatus.kind)
  const isTold = useAppStore(({ labStatus }) => labStatus.kind === 'loading' && labStatus.progress !== undefined)
  const hasAssumptions = useAppStore((state) => state.problems.length > 0)
  useEffect(() => {
    document.documentElement.lang = words.language.code
    if (words.language.code === 'ko') void import('./korean-faces.css')
  }, [words])
  useEffect(() => {
    // a press of the bar does not wait for what this sets going
    if (isBarThere) void appStore.getState().openLastLab(FIRST_LAB)
  }, [isBarThere])
  const inspector = useRef<HTMLElement>(null)
  const bottom = useRef<HTMLDivElement>(null)
  const shell = useRef<HTMLDivElement>(null)
  usePanelSizes(shell)
  return (
    <div ref={shell} className="shell">
      <header className="[grid-area:top]">
        <TopBar />
      </header>
      <nav
        id="tree"
        aria-label={words.page.trees}
        className={`overflow-y-auto border-r border-hairline bg-panel max-tree:fixed max-tree:top-12 max-tree:bottom-0 max-tree:z-10 side:max-tree:bottom-26 max-tree:w-60 max-tree:shadow-(--shadow-menu) tree:[grid-area:tree] ${treeOpen ? '' : 'max-tree:hidden'}`}
      >
        <ErrorBoundary name={words.page.cluster} words={words.page}>
          {isBarThere && (
            <>
              <ClusterTree />
              <NewFlow />
              <FlowList />
            </>
          )}
        </ErrorBoundary>
      </nav>
      <main className="flex min-h-0 min-w-0 flex-col bg-stage [grid-area:stage]">
        <h1 className="sr-only">Hopscope</h1>
        <LabNotice wanted={labStatus === 'fault' || labStatus === 'refused'}>{null}</LabNotice>
        <Assumptions wanted={labStatus === 'ready' && hasAssumptions}>{null}</Assumptions>
        <div className="relative min-h-0 flex-1">
          <ErrorBoundary name={words.page.stage} words={words.page}>
            <div inert={asTable}>
              <Stage wanted={isBarThere}>
                <StageWaiting />
              </Stage>
            </div>
            <StageTable wanted={hasLab}>{null}</StageTable>
            <LabProgress wanted={isTold}>{null}</LabProgress>
          </ErrorBoundary>
        </div>
      </main>
      <aside ref={inspector} aria-label={words.page.inspector} className="relative flex min-h-0 flex-col border-hairline bg-panel [grid-area:inspector] max-side:border-t side:border-l">
        <ErrorBoundary name={words.page.inspector} words={words.page}>
          <Suspense>{hasLab && <SideEdge panel={inspector} />}</Suspense>
          <Comparison wanted={hasComparison}>{null}</Comparison>
          <div className="min-h-0 flex-1">
            <Inspector wanted={hasLab}>{null}</Inspector>
          </div>
        </ErrorBoundary>
      </aside>
      <div className="min-w-0 [grid-area:time]">
        <ErrorBoundary name={words.page.timeline} words={words.page}>
          <TimelineBar wanted={hasLab}>{EMPTY_PANEL}</TimelineBar>
        </ErrorBoundary>
      </div>
      <div ref={bottom} className="relative min-h-0 min-w-0 [grid-area:events]">
        <Suspense>{hasLab && <BottomEdge panel={bottom} />}</Suspense>
        <ErrorBoundary name={words.bottom.events} words={words.page}>
          <BottomPanel wanted={hasLab}>{EMPTY_PANEL}</BottomPanel>
        </ErrorBoundary>
      </div>
      <Announcer wanted={hasLab}>{null}</Announcer>
      {isBarThere && <FrontPart />}
    </div>
  )
}

/** False while the page is put up: the bar, which can be pressed, does not wait for what else there is. */
function useAfterFirstCommit(): boolean {
  const [isAfter, setIsAfter] = useState(false)
  useEffect(() => startTransition(() => setIsAfter(true)), [])
  return isAfter
}

/** The sizes that a person gave panels, for the style sheet. */
function usePanelSizes(shell: RefObject<HTMLElement | null>): void {
  const sizes = useAppStore((state) => state.panelSizes)
  useLayoutEffect(() => {
    for (const panel of SIZED_PANELS) {
      const px = sizes[panel]
      if (px === undefined) shell.current?.style.removeProperty(`--${panel}-size`)
      else shell.current?.style.setProperty(`--${panel}-size`, `${px}px`)
    }
  }, [shell, sizes])
}
