import { Contrast, Monitor, Moon, Sun } from 'lucide-react'
import { useEffect } from 'react'
import { IconButton } from '../../components/icon-button'
import { useAppStore } from '../../store/app-store'
import { THEMES } from '../../store/theme-slice'
import { useWords } from '../../store/use-words'

const FACES = { 'system': Monitor, 'light': Sun, 'dark': Moon, 'high-contrast-light': Contrast, 'high-contrast-dark': Contrast } as const

/** Goes round all themes; the page's root carries the choice for the style sheet. */
export function ThemeSwitch() {
  const words = useWords()
  const theme = useAppStore((state) => state.theme)
  const setTheme = useAppStore((state) => state.setTheme)
  useEffect(() => {
    if (theme === 'system') document.documentElement.removeAttribute('data-theme')
    else document.documentElement.setAttribute('data-theme', theme)
  }, [theme])
  const Face = FACES[theme]
  return (
    <IconButton label={words.page.theme({ theme: words.themes[theme] })} onClick={() => setTheme(THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system')}>
      <Face aria-hidden="true" size={16} />
    </IconButton>
  )
}
