import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..', '..')
const DOCUMENTS = [...filesIn('.', /\.md$/, false), ...filesIn('docs', /\.md$/), ...filesIn('fixtures', /\.md$/)]
const SOURCES = [...['src', 'tests', 'bench', 'scripts'].flatMap((folder) => filesIn(folder, /\.(ts|tsx|mjs)$/)), ...filesIn('public/labs', /\.yaml$/)]

/** Files below a folder, as paths from the root. */
function filesIn(folder: string, name: RegExp, recursive = true): readonly string[] {
  const entries = readdirSync(join(ROOT, folder), { recursive, encoding: 'utf8' })
  return entries.filter((entry) => name.test(entry)).map((entry) => join(folder, entry))
}

function matches(path: string, pattern: RegExp): readonly string[] {
  return [...readFileSync(join(ROOT, path), 'utf8').matchAll(pattern)].map((match) => match[1] as string)
}

/** Paths that a text names and that are not there; a decision may be named by its number alone. */
function missing(paths: readonly string[], from: string): readonly string[] {
  const decisions = filesIn('docs/adr', /\.md$/).map((path) => path.slice(0, 'docs/adr/'.length + 4))
  return paths.filter((path) => !existsSync(join(from, path)) && !decisions.includes(path))
}

describe('what is written about the project is true of it', () => {
  it.each(DOCUMENTS)('%s links to what exists', (document) => {
    const links = matches(document, /\]\((?![a-z]+:|#)([^)#\s]+)/g)
    expect(missing(links, dirname(join(ROOT, document)))).toEqual([])
  })

  it.each(DOCUMENTS)('%s names files that exist', (document) => {
    const paths = matches(document, /`((?:src|core|tests|e2e|bench|scripts|docs|fixtures|public)\/[\w./-]+\.\w+)`/g)
    expect(missing(paths.map((path) => path.replace(/^core\//, 'src/core/')), ROOT).filter((path) => !path.includes('NAME'))).toEqual([])
  })

  it('sources cite documents that exist', () => {
    const citing = SOURCES.map((source) => ({ source, gone: missing(matches(source, /\b(docs\/(?:adr|spec)\/[\w-]+(?:\.md)?)/g), ROOT) }))
    expect(citing.filter(({ gone }) => gone.length > 0)).toEqual([])
  })

  it('the map of ARCHITECTURE.md shows every room of the core', () => {
    const shown = matches('ARCHITECTURE.md', /^\| `src\/core\/(\w+)` \|/gm)
    const rooms = readdirSync(join(ROOT, 'src/core'), { withFileTypes: true }).filter((entry) => entry.isDirectory())
    expect([...shown].sort()).toEqual(rooms.map((room) => room.name).sort())
  })

  it('every command that the README and CONTRIBUTING.md name is a script', () => {
    const scripts = Object.keys((JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> }).scripts)
    const named = ['README.md', 'CONTRIBUTING.md'].flatMap((document) => matches(document, /npm run (?:-s )?([\w-]+)/g))
    expect(named.filter((name) => !scripts.includes(name))).toEqual([])
  })
})
