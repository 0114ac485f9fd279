import type { AppState } from '../store/app-state'
import type { Command } from './command'
import { LAB_COMMANDS } from './lab-commands'
import { placeCommands } from './place-commands'
import { PLAYBACK_COMMANDS } from './playback-commands'
import { VIEW_COMMANDS } from './view-commands'

/** What does not depend on the lab's own names. */
export const COMMANDS: readonly Command[] = [...PLAYBACK_COMMANDS, ...VIEW_COMMANDS, ...LAB_COMMANDS]

export function commandOfKey(key: string, withControl: boolean): Command | undefined {
  return COMMANDS.find((command) => (withControl ? command.controlKeys : command.keys)?.includes(key))
}

/** All that can be done now, in the order in which the palette lists it; of a large lab's places those that what is typed may mean. */
export function possibleCommands(state: AppState, typed: string): readonly Command[] {
  return [...COMMANDS, ...placeCommands(state, typed)].filter((command) => command.isPossible?.(state) ?? true)
}

/** The commands whose label has every word that is typed, in any order; those that start with it first. */
export function commandsMatching<T extends { readonly text: string }>(commands: readonly T[], typed: string): readonly T[] {
  const parts = typed.toLowerCase().split(/\s+/).filter((part) => part !== '')
  const matching = commands.filter(({ text }) => parts.every((part) => text.toLowerCase().includes(part)))
  const starts = ({ text }: T): boolean => text.toLowerCase().startsWith(parts[0] ?? '')
  return [...matching.filter(starts), ...matching.filter((command) => !starts(command))]
}
