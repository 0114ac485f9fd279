import type { SetState } from './app-state'

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
  readonly showInspectorTab: (tab: InspectorTab) => void
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
    showInspectorTab: (inspectorTab) => set({ inspectorTab }),
    showStageAs: (stageView) => set({ stageView }),
    setTreeOpen: (treeOpen) => set({ treeOpen }),
    setEventFilter: (eventFilter) => set({ eventFilter }),
    setCaptured: (captured) => set({ captured }),
  }
}
