import type { InventoryNamespace } from '../../core/model/inventory'
import type { AppState } from '../store/app-state'
import { placesOf } from '../store/places-slice'
import type { Command } from './command'
import { draftTo } from './pick'

/** Of a lab with more places only those are listed whose names have something of what is typed. */
const MOST_PLACES = 500
const LEAST_TYPED = 2

/** Everything in the lab that can be selected, and every pod that the pod picked first can ping. */
export function placeCommands(state: AppState, typed: string): readonly Command[] {
  const namespaces = placesNamed(state.inventory?.namespaces ?? [], typed)
  const from = state.pendingFrom
  return namespaces.flatMap((namespace): readonly Command[] => {
    const { index, name, kind } = namespace
    const select: Command = { id: `select-${index}`, group: 'places', label: (words) => words.commands.select({ name }), perform: (now) => now.select({ kind: 'namespace', index }) }
    const shell: Command = { id: `shell-${index}`, group: 'places', label: (words) => words.page.terminalAt({ name }), perform: (now) => now.openTerminal(name) }
    const more: readonly Command[] = [
      { id: `routes-${index}`, group: 'places', label: (words) => words.commands.routesOf({ name }), perform: (now) => { now.select({ kind: 'namespace', index }); now.showInspectorTab('routes') } },
      { id: `flow-${index}`, group: 'places', label: (words) => words.commands.flowTo({ name }), perform: (now) => draftTo(now, index) },
    ]
    if (from !== undefined && from !== index) return [{ id: `ping-${index}`, group: 'places', label: (words) => words.commands.pingTo({ name }), perform: (now) => void now.startPing(from, index) }, select, shell, ...more]
    if (kind === 'node') return [select, shell, ...more, ...foldCommands(name)]
    if (kind !== 'pod') return [select, shell, ...more]
    return [select, shell, ...more, { id: `from-${index}`, group: 'places', label: (words) => words.commands.pingFrom({ name }), perform: (now) => now.setPendingFrom(index) }]
  })
}

/** A node as a line, or whole. */
function foldCommands(name: string): readonly Command[] {
  const isChosen = (state: AppState, fold: 'open' | 'closed'): boolean => placesOf(state)[name]?.fold === fold
  return [
    { id: `fold-${name}`, group: 'places', label: (words) => words.page.fold({ name }), isPossible: (state) => !isChosen(state, 'closed'), perform: (now) => now.foldHost(name, 'closed') },
    { id: `unfold-${name}`, group: 'places', label: (words) => words.page.unfold({ name }), isPossible: (state) => !isChosen(state, 'open'), perform: (now) => now.foldHost(name, 'open') },
  ]
}

/** All places, or of a large lab those whose name has something of what is typed. */
export function placesNamed(namespaces: readonly InventoryNamespace[], typed: string): readonly InventoryNamespace[] {
  if (namespaces.length <= MOST_PLACES) return namespaces
  const parts = typed.toLowerCase().split(/\s+/).filter((part) => part.length >= LEAST_TYPED)
  const found: InventoryNamespace[] = []
  for (const namespace of namespaces) {
    if (found.length < MOST_PLACES && parts.some((part) => namespace.name.toLowerCase().includes(part))) found.push(namespace)
  }
  return found
}
