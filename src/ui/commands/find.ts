import { flushSync } from 'react-dom'
import type { AppState } from '../store/app-state'

/** Leads to the field in which a place is looked for. */
export function findPlace(state: AppState): void {
  flushSync(() => state.setTreeOpen(true))
  document.getElementById('find')?.focus()
}

/** Leads to the field that narrows the list of events. */
export function filterEvents(state: AppState): void {
  flushSync(() => state.showBottomTab('events'))
  document.getElementById('event-filter')?.focus()
}

/** Asks for files with the field of the lab's menu, so that what is chosen takes the same way. */
export function openFiles(): void {
  document.getElementById('lab-files')?.click()
}
