import { useEffect } from 'react'
import type { StagePainter } from '../../canvas/stage-painter'

/** The page's theme, or the system's while the page follows it, changes the CSS variables, and faces change the words: all is painted anew. */
export function useThemeChange(painter: StagePainter | undefined): void {
  useEffect(() => {
    if (!painter) return
    const dark = window.matchMedia('(prefers-color-scheme: dark)')
    const onChange = () => painter.themeChanged()
    dark.addEventListener('change', onChange)
    const observer = new MutationObserver(onChange)
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class'] })
    document.fonts.addEventListener('loadingdone', onChange)
    return () => {
      dark.removeEventListener('change', onChange)
      document.fonts.removeEventListener('loadingdone', onChange)
      observer.disconnect()
    }
  }, [painter])
}
