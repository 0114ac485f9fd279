import type { AppState } from '../store/app-state'
import type { Words } from '../../core/words/en'

/** Something that a person can do, under the one name that keys, palette and help give it. */
export interface Command {
  readonly id: string
  readonly label: (words: Words) => string
  /** As `KeyboardEvent.key` names them; absent for what no key does. */
  readonly keys?: readonly string[]
  /** Held together with Control, or with Command on a Mac. */
  readonly controlKeys?: readonly string[]
  /** What the command belongs to. */
  readonly group: keyof Words['commands']['groups']
  /** Absent: always. */
  readonly isPossible?: (state: AppState) => boolean
  readonly perform: (state: AppState) => void
}
