import type { EngineClient } from '../../worker/client'
import type { LabFile } from '../../worker/protocol'
import type { AskSlice } from './ask-slice'
import type { DescribeSlice } from './describe-slice'
import type { FlowSlice } from './flow-slice'
import type { HistorySlice } from './history-slice'
import type { FrontSlice } from './front-slice'
import type { LabSlice } from './lab-slice'
import type { PanelsSlice } from './panels-slice'
import type { PlacesSlice } from './places-slice'
import type { PlayheadSlice } from './playhead-slice'
import type { SizesSlice } from './sizes-slice'
import type { SelectionSlice } from './selection-slice'
import type { TerminalSlice } from './terminal-slice'
import type { ThemeSlice } from './theme-slice'
import type { ViewSlice } from './view-slice'
import type { WordsSlice } from './words-slice'

/** Everything the page knows. Ids and choices live here; what follows from them is computed where it is shown. */
export type AppState = LabSlice & DescribeSlice & HistorySlice & FlowSlice & PlayheadSlice & SelectionSlice & PanelsSlice & ThemeSlice & AskSlice & FrontSlice & WordsSlice & TerminalSlice & ViewSlice & SizesSlice & PlacesSlice

/** What the store needs from outside; each test gives its own. */
export interface StoreDeps {
  readonly engine: EngineClient
  /** Reads a built-in lab's file by its name, without `.yaml`. */
  readonly fetchBuiltInLab: (name: string) => Promise<LabFile>
  readonly savedTheme: SavedChoice
  readonly savedLanguage: SavedChoice
  readonly savedSizes: SavedChoice
  readonly savedPlaces: SavedChoice
  /** What `formatSavedLab` writes (saved-lab.ts). */
  readonly savedLab: SavedChoice
  /** Read at each start of playing: the setting can change while the page is open. */
  readonly prefersReducedMotion: () => boolean
}

/** Where a choice outlives the page. */
export interface SavedChoice {
  read(): string | null
  write(choice: string): void
}

export type SetState = (change: Partial<AppState> | ((state: AppState) => Partial<AppState>)) => void
export type GetState = () => AppState
