import type { AppState } from '../store/app-state'
import type { Command } from './command'

/** Everything in the lab that can be selected, and every pod that the pod picked first can ping. */
export function placeCommands(state: AppState): readonly Command[] {
  const namespaces = state.inventory?.namespaces ?? []
  const from = state.pendingFrom
  return namespaces.flatMap((namespace): readonly Command[] => {
    const { index, name, kind } = namespace
    const select: Command = { id: `select-${index}`, group: 'places', label: (words) => words.commands.select({ name }), perform: (now) => now.select({ kind: 'namespace', index }) }
    const shell: Command = { id: `shell-${index}`, group: 'places', label: (words) => words.page.terminalAt({ name }), perform: (now) => now.openTerminal(name) }
    if (from !== undefined && from !== index) return [{ id: `ping-${index}`, group: 'places', label: (words) => words.commands.pingTo({ name }), perform: (now) => void now.startPing(from, index) }, select, shell]
    if (kind !== 'pod') return [select, shell]
    return [select, shell, { id: `from-${index}`, group: 'places', label: (words) => words.commands.pingFrom({ name }), perform: (now) => now.setPendingFrom(index) }]
  })
}
