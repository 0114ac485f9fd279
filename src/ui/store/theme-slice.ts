import type { SetState, StoreDeps } from './app-state'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

export interface ThemeSlice {
  /** `system` follows the browser's own setting. */
  readonly theme: Theme
  readonly setTheme: (theme: Theme) => void
}

export function createThemeSlice(set: SetState, deps: StoreDeps): ThemeSlice {
  const saved = deps.savedTheme.read()
  return {
    theme: THEMES.find((theme) => theme === saved) ?? 'system',
    setTheme: (theme) => {
      deps.savedTheme.write(theme)
      set({ theme })
    },
  }
}
