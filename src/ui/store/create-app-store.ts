import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'
import type { AppState, StoreDeps } from './app-state'
import { createAskSlice } from './ask-slice'
import { createDescribeSlice } from './describe-slice'
import { createFlowSlice } from './flow-slice'
import { labInSight } from './going-on'
import { createHistorySlice } from './history-slice'
import { createFrontSlice } from './front-slice'
import { createLabSlice } from './lab-slice'
import { createPanelsSlice } from './panels-slice'
import { createPlacesSlice } from './places-slice'
import { createPlayheadSlice } from './playhead-slice'
import { createSelectionSlice } from './selection-slice'
import { createSizesSlice } from './sizes-slice'
import { createTerminalSlice } from './terminal-slice'
import { createThemeSlice } from './theme-slice'
import { createViewSlice } from './view-slice'
import { createWordsSlice } from './words-slice'

/** A store of its own for each caller: the page has one, every test makes its own. */
export function createAppStore(deps: StoreDeps): StoreApi<AppState> {
  const store = createStore<AppState>((set, get) => ({
    ...createLabSlice(set, get, deps),
    ...createDescribeSlice(set, get, deps),
    ...createHistorySlice(set, get, deps),
    ...createFlowSlice(set, get, deps),
    ...createPlayheadSlice(set, get, deps),
    ...createSelectionSlice(set),
    ...createPanelsSlice(set),
    ...createThemeSlice(set, deps),
    ...createAskSlice(set, get, deps),
    ...createFrontSlice(set),
    ...createWordsSlice(set, deps),
    ...createTerminalSlice(set, get, deps),
    ...createViewSlice(set),
    ...createSizesSlice(set, deps),
    ...createPlacesSlice(set, get, deps),
  }))
  store.subscribe((state, before) => {
    if (state.playhead.step === before.playhead.step && state.steps === before.steps) return
    const inventory = labInSight(state)
    if (inventory !== undefined && inventory !== state.inventory) store.setState({ inventory })
  })
  return store
}
