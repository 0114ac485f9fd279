import { describe, expect, it } from 'vitest'
import { EN } from '../../core/words/en'
import type { AppState } from '../store/app-state'
import { placeCommands } from './place-commands'
import { COMMANDS, commandOfKey, commandsMatching } from './commands'

describe('the list of commands', () => {
  it('names each once, by a name of its own', () => {
    const labels = COMMANDS.map((command) => command.label(EN))
    expect(new Set(labels).size).toBe(labels.length)
    expect(new Set(COMMANDS.map(({ id }) => id)).size).toBe(COMMANDS.length)
  })

  it('gives no key twice', () => {
    const keys = COMMANDS.flatMap((command) => [...(command.keys ?? []), ...(command.controlKeys ?? []).map((key) => `Control+${key}`)])
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('tells a key from the same key held with Control', () => {
    expect(commandOfKey('k', true)?.id).toBe('palette')
    expect(commandOfKey('k', false)).toBeUndefined()
    expect(commandOfKey('ArrowRight', false)?.id).toBe('forward')
  })
})

describe('the places of a lab', () => {
  const places = (count: number, typed: string) => {
    const namespaces = Array.from({ length: count }, (_, index) => ({ index, name: `web-${index}`, kind: 'pod' as const, blocks: [], links: [] }))
    const state = { inventory: { labName: 'lab', segments: [], namespaces } } as Partial<AppState> as AppState
    return placeCommands(state, typed).filter(({ id }) => id.startsWith('select-')).map(({ id }) => id)
  }

  it('are all listed while they are few', () => {
    expect(places(3, '')).toHaveLength(3)
  })

  it('are those that what is typed names when they are many', () => {
    expect(places(150_000, '')).toEqual([])
    expect(places(150_000, 'select web-140000')).toEqual(['select-140000'])
  })
})

describe('what is typed in the palette', () => {
  const commands = ['Encapsulation: VXLAN', 'Theme: dark', 'Dark side'].map((text) => ({ text }))
  const found = (typed: string) => commandsMatching(commands, typed).map(({ text }) => text)

  it('finds words in any order and case', () => {
    expect(found('vxlan encap')).toEqual(['Encapsulation: VXLAN'])
  })

  it('puts first what starts with it', () => {
    expect(found('dark')).toEqual(['Dark side', 'Theme: dark'])
  })

  it('lists everything while nothing is typed, and nothing for what is not there', () => {
    expect(found(' ')).toHaveLength(3)
    expect(found('quic')).toEqual([])
  })
})
