import { appStore } from './app-store'

const waiting: (() => void)[] = []

/**
 * A lab is drawn and listed a moment before the engine has it: what a person does in that moment is done when it has, one
 * thing after the other, since a second click means what the first one left.
 */
export function whenLabIsThere(act: () => void): void {
  if (appStore.getState().labInventory !== undefined && waiting.length === 0) {
    act()
    return
  }
  waiting.push(act)
  if (waiting.length > 1) return
  const stop = appStore.subscribe((state) => {
    if (state.labInventory === undefined) return
    stop()
    for (const next of waiting.splice(0)) next()
  })
}
