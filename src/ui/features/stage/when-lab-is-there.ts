import { appStore } from '../../store/app-store'

/** The stage is drawn a moment before the engine has the lab: what a person does in that moment is done when it has. */
export function whenLabIsThere(act: () => void): void {
  if (appStore.getState().labInventory !== undefined) {
    act()
    return
  }
  const stop = appStore.subscribe((state) => {
    if (state.labInventory === undefined) return
    stop()
    act()
  })
}
