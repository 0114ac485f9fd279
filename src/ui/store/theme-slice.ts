import type { SetState, StoreDeps } from './app-state'

export const THEMES = ['system', 'light', 'dark', 'high-contrast-light', 'high-contrast-dark'] as const
export type Theme = (typeof THEMES)[number]

export interface ThemeSlice {
  /** `system` follows the browser's own settings of colour scheme and contrast. */
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
