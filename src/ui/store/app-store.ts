import { useStore } from 'zustand'
import { createEngineClient } from '../../worker/client'
import { workerTransport } from '../../worker/worker-transport'
import type { AppState, SavedChoice } from './app-state'
import { createAppStore } from './create-app-store'
import { startLiveClock } from './live-clock'
import { startPlayback } from './playback'
import { startSaving } from './saved-lab'
import { preferredLanguage } from './words-slice'

/** A browser that forbids storage throws at the first touch; the choice is then that of the session. */
function savedUnder(key: string): SavedChoice {
  return {
    read: () => {
      try {
        return localStorage.getItem(key)
      } catch {
        return null
      }
    },
    write: (choice) => {
      try {
        localStorage.setItem(key, choice)
      } catch {
        return
      }
    },
  }
}

/** Asked once a frame while something moves. */
const reducedMotion = window.matchMedia('(prefers-reduced-motion: reduce)')

const savedLanguage = savedUnder('hopscope.language')
const savedLab = savedUnder('hopscope.lab')

const engine = createEngineClient(workerTransport(() => new Worker(new URL('../../worker/engine.worker.ts', import.meta.url), { type: 'module' })))

/** The page's one store, with its engine in a worker and its clock the browser's frames. */
export const appStore = createAppStore({
  engine,
  fetchBuiltInLab: async (name) => {
    const response = await fetch(`./labs/${encodeURIComponent(name)}.yaml`)
    if (!response.ok) throw new Error(`The built-in lab ${name} could not be read: HTTP status ${response.status}.`)
    return { name: `${name}.yaml`, text: await response.text() }
  },
  savedTheme: savedUnder('hopscope.theme'),
  savedLanguage,
  savedSizes: savedUnder('hopscope.sizes'),
  savedPlaces: savedUnder('hopscope.places'),
  savedLab,
  prefersReducedMotion: () => reducedMotion.matches,
})

const language = preferredLanguage(savedLanguage.read(), navigator.languages)
if (language !== 'en') void appStore.getState().setLanguage(language)

startSaving(appStore, savedLab)
startLiveClock(appStore, engine, { nowMs: () => performance.now(), later: (work, delayMs) => void setTimeout(work, delayMs) })
startPlayback(appStore, { request: (callback) => requestAnimationFrame(callback), cancel: (handle) => cancelAnimationFrame(handle) })

/** Subscribes a component to what `selector` picks; pick primitives or stored references, never new objects. */
export function useAppStore<T>(selector: (state: AppState) => T): T {
  return useStore(appStore, selector)
}
