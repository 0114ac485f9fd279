import type { PictureThemeName } from '../../core/picture/picture-themes'
import type { Theme } from './theme-slice'

/** The theme of pictures that the page is in, `system` resolved as the style sheet resolves it. */
export function pictureThemeOf(theme: Theme): PictureThemeName {
  if (theme !== 'system') return theme
  const base = window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  return window.matchMedia('(prefers-contrast: more), (forced-colors: active)').matches ? `high-contrast-${base}` : base
}
