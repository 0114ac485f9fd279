import { Monitor, Moon, Sun } from 'lucide-react'
import { useEffect } from 'react'
import { IconButton } from '../../components/icon-button'
import { useAppStore } from '../../store/app-store'
import type { Theme } from '../../store/theme-slice'

const NEXT: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' }
const FACES = { system: Monitor, light: Sun, dark: Moon } as const

/** Goes round system, light and dark; the page's root carries the choice for the style sheet. */
export function ThemeSwitch() {
  const theme = useAppStore((state) => state.theme)
  const setTheme = useAppStore((state) => state.setTheme)
  useEffect(() => {
    if (theme === 'system') document.documentElement.removeAttribute('data-theme')
    else document.documentElement.setAttribute('data-theme', theme)
  }, [theme])
  const Face = FACES[theme]
  return (
    <IconButton label={`Theme: ${theme}`} onClick={() => setTheme(NEXT[theme])}>
      <Face aria-hidden="true" size={16} />
    </IconButton>
  )
}
