import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bandOpacity, PICTURE_THEMES } from './picture-themes'

const CSS = readFileSync(join(import.meta.dirname, '../../ui/app/theme.css'), 'utf8')

/** The variables of the first block that starts with `selector`. */
function variablesOf(selector: string): Readonly<Record<string, string>> {
  const start = CSS.indexOf(`${selector} {`)
  const block = CSS.slice(start, CSS.indexOf('}', start))
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[\da-f]+);/g)].map((match) => [match[1] as string, match[2] as string]))
}

describe('the colours of pictures', () => {
  it.each([
    ['light', [':root']],
    ['dark', [":root[data-theme='high-contrast-dark']"]],
    ['high-contrast-light', [':root', ":root[data-theme='high-contrast-light']"]],
  ] as const)('are those of the page, %s', (name, selectors) => {
    const variables = Object.assign({}, ...selectors.map(variablesOf)) as Readonly<Record<string, string>>
    expect(variables).toMatchObject(PICTURE_THEMES[name])
  })

  it('give a system that is dark what the chosen theme gives', () => {
    const wanted = variablesOf(":root:not([data-theme='light'], [data-theme='high-contrast-light'])")
    expect(Object.keys(wanted).length).toBeGreaterThan(40)
    expect(wanted).toEqual(variablesOf(":root[data-theme='dark'],\n:root[data-theme='high-contrast-dark']"))
  })

  it('give a system that wants contrast what the chosen theme gives', () => {
    const wanted = [...CSS.matchAll(/:root:not\(\[data-theme\]\) \{([^}]*)\}/g)].map((match) => match[1]?.replaceAll(/\s+/g, ' '))
    const chosen = ['light', 'dark'].map((base) => CSS.slice(CSS.lastIndexOf(`:root[data-theme='high-contrast-${base}'] {`)).replace(/^[^{]*\{([^}]*)\}[^]*$/, '$1').replaceAll(/\s+/g, ' '))
    expect(wanted).toEqual(chosen)
  })

  it.each([
    ['light', ':root'],
    ['high-contrast-light', ":root[data-theme='high-contrast-light']"],
    ['high-contrast-dark', ":root[data-theme='high-contrast-dark']"],
  ] as const)('make tunnels as solid as those of the page, %s', (name, selector) => {
    const start = CSS.lastIndexOf(`${selector} {`)
    const block = CSS.slice(start, CSS.indexOf('}', start))
    const { fill, edge } = bandOpacity(PICTURE_THEMES[name])
    expect(block).toContain(`--band-fill: ${fill};`)
    expect(block).toContain(`--band-edge: ${edge};`)
  })

  it('leave no role out', () => {
    const roles = Object.keys(PICTURE_THEMES.light)
    expect(roles.length).toBeGreaterThan(40)
    for (const theme of Object.values(PICTURE_THEMES)) {
      expect(Object.keys(theme)).toEqual(roles)
      for (const colour of Object.values(theme)) expect(colour).toMatch(/^#[\da-f]{6}$/)
    }
  })
})
