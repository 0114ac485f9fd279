import type { AppState, SetState } from './app-state'

export const INSPECTOR_TABS = ['packet', 'routes', 'neighbours', 'nat', 'wireguard', 'links'] as const
export type InspectorTab = (typeof INSPECTOR_TABS)[number]

/** Which panels are in front. */
export interface PanelsSlice {
  readonly inspectorTab: InspectorTab
  /** Only below 1200 pixels, where the tree has no column of its own. */
  readonly treeOpen: boolean
  /** What the event list is narrowed to, as it was typed. */
  readonly eventFilter: string
  /** Interfaces side by side in the captures, as `NAMESPACE INTERFACE`; undefined: those by which the flow is forwarded first. */
  readonly captured: readonly string[] | undefined
  /** The stage as a picture, or its twin in its place. */
  readonly stageView: 'picture' | 'table'
  /** A row of a table that somebody was led to; it is in hand once. */
  readonly rowInHand: number | undefined
  readonly showInspectorTab: (tab: InspectorTab) => void
  /** Leads to the row of a fact in its table, of whatever namespace. */
  readonly showRow: (tab: InspectorTab, netns: number, factId: number) => void
  readonly showStageAs: (stageView: 'picture' | 'table') => void
  readonly setTreeOpen: (treeOpen: boolean) => void
  readonly setEventFilter: (eventFilter: string) => void
  readonly setCaptured: (captured: readonly string[]) => void
}

export function createPanelsSlice(set: SetState): PanelsSlice {
  return {
    inspectorTab: 'packet',
    treeOpen: false,
    eventFilter: '',
    captured: undefined,
    stageView: 'picture',
    rowInHand: undefined,
    showInspectorTab: (inspectorTab) => set({ inspectorTab, rowInHand: undefined }),
    showRow: (inspectorTab, netns, rowInHand) => set((state) => ({ inspectorTab, rowInHand, ...(showsTablesOf(state, netns) ? {} : { selection: { kind: 'namespace', index: netns } }) })),
    showStageAs: (stageView) => set({ stageView }),
    setTreeOpen: (treeOpen) => set({ treeOpen }),
    setEventFilter: (eventFilter) => set({ eventFilter }),
    setCaptured: (captured) => set({ captured }),
  }
}

/** True where the tables are those of a namespace already, as the selected or as the acting one. */
function showsTablesOf({ selection, steps, playhead }: AppState, netns: number): boolean {
  if (selection.kind === 'none') return steps[playhead.step]?.netns === netns
  return (selection.kind === 'namespace' ? selection.index : selection.namespace) === netns
}
