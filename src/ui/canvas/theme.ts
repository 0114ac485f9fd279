import type { ColourRole } from '../../core/scene/scene'
import type { Font } from '../../core/scene/text-metrics'

/** What a painter asks when it needs a colour or a face: the page's own CSS variables, read once a theme. */
export interface CanvasTheme {
  colour(role: ColourRole): string
  /** The CSS `font` of a scene font. */
  font(font: Font): string
  family(family: Font['family']): string
  /** How much of a tunnel's colour its band and the band's edge have. */
  readonly band: { readonly fill: number; readonly edge: number }
  readonly packetShadow: { readonly colour: string; readonly blurPx: number; readonly offsetYPx: number }
  readonly focusRing: string
}

/** With double quotes: cytoscape takes no others. */
const FAMILIES: Readonly<Record<Font['family'], string>> = {
  sans: '"IBM Plex Sans", "IBM Plex Sans KR", "Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans KR", "Noto Sans CJK KR", sans-serif',
  mono: '"IBM Plex Mono", "D2Coding", "IBM Plex Sans KR", "Noto Sans Mono CJK KR", monospace',
}

/** The CSS `font` of a scene font. */
export function fontOf(font: Font): string {
  return `${font.weight} ${font.sizePx}px ${FAMILIES[font.family]}`
}

/** `0 2px 8px rgba(…)`, as the variable holds it. */
const SHADOW = /^0 (\d+)px (\d+)px (.+)$/

/** The theme as it is computed for an element; ask again when the theme changes. */
export function readTheme(element: Element): CanvasTheme {
  const style = getComputedStyle(element)
  const known = new Map<string, string>()
  const read = (name: string): string => {
    const cached = known.get(name)
    if (cached !== undefined) return cached
    const value = style.getPropertyValue(`--${name}`).trim()
    known.set(name, value)
    return value
  }
  const shadow = SHADOW.exec(read('shadow-packet'))
  return {
    colour: read,
    font: fontOf,
    family: (family) => FAMILIES[family],
    band: { fill: Number(read('band-fill')), edge: Number(read('band-edge')) },
    packetShadow: { colour: shadow?.[3] ?? 'transparent', blurPx: Number(shadow?.[2] ?? 0), offsetYPx: Number(shadow?.[1] ?? 0) },
    focusRing: read('focus-ring'),
  }
}
