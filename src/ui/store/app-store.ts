import { useStore } from 'zustand'
import { createEngineClient } from '../../worker/client'
import { workerTransport } from '../../worker/worker-transport'
import type { AppState, SavedTheme } from './app-state'
import { createAppStore } from './create-app-store'
import { startPlayback } from './playback'

const THEME_KEY = 'hopscope.theme'

/** A browser that forbids storage throws at the first touch; the theme is then that of the session. */
const savedTheme: SavedTheme = {
  read: () => {
    try {
      return localStorage.getItem(THEME_KEY)
    } catch {
      return null
    }
  },
  write: (theme) => {
    try {
      localStorage.setItem(THEME_KEY, theme)
    } catch {
      return
    }
  },
}

/** The page's one store, with its engine in a worker and its clock the browser's frames. */
export const appStore = createAppStore({
  engine: createEngineClient(workerTransport(() => new Worker(new URL('../../worker/engine.worker.ts', import.meta.url), { type: 'module' }))),
  fetchBuiltInLab: async (name) => {
    const response = await fetch(`./labs/${encodeURIComponent(name)}.yaml`)
    if (!response.ok) throw new Error(`The built-in lab ${name} could not be read: HTTP status ${response.status}.`)
    return { name: `${name}.yaml`, text: await response.text() }
  },
  savedTheme,
  prefersReducedMotion: () => window.matchMedia('(prefers-reduced-motion: reduce)').matches,
})

startPlayback(appStore, { request: (callback) => requestAnimationFrame(callback), cancel: (handle) => cancelAnimationFrame(handle) })

/** Subscribes a component to what `selector` picks; pick primitives or stored references, never new objects. */
export function useAppStore<T>(selector: (state: AppState) => T): T {
  return useStore(appStore, selector)
}
