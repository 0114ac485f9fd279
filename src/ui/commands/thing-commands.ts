import type { InventoryNamespace } from '../../core/model/inventory'
import { modeName } from '../../core/scene/mode-name'
import { tunnelsOf } from '../../core/scene/tunnels'
import { envelopesAt } from '../../core/scene/worn-envelopes'
import type { AppState } from '../store/app-state'
import type { Command } from './command'
import { placesNamed } from './place-commands'
import { menuOf, pingsTo } from './thing-menus'
import type { MenuAction } from './thing-menus'

/** What the menus on the stage have beyond `placeCommands`: of the packet where the playhead stands, of the flow's tunnels, of hosts, and of interfaces. */
export function thingCommands(state: AppState, typed: string): readonly Command[] {
  const places = placesNamed(state.labInventory?.namespaces ?? [], typed)
  return [...packetCommands(state), ...tunnelCommands(state), ...places.flatMap((place) => [...pingCommands(state, place), ...linkCommands(state, place)])]
}

function packetCommands(state: AppState): readonly Command[] {
  const actions = menuOf(state, { kind: 'packet', step: state.playhead.step })?.actions ?? []
  return actions.map((action, at) => commandOf(`packet-${at}`, 'time', state.words.page.tabs.packet, action))
}

/** Those between whose ends packets of the shown flow are wrapped: the ones that have a band on the stage. */
function tunnelCommands(state: AppState): readonly Command[] {
  const namespaces = state.labInventory?.namespaces ?? []
  const tunnels = tunnelsOf(envelopesAt(state.steps)[state.playhead.step] ?? [], namespaces.filter(({ kind }) => kind === 'node'))
  return tunnels.flatMap(({ mode, ends }) => {
    const nodes = ends.map(({ netns }) => namespaces[netns]?.name).join(' – ')
    const actions = menuOf(state, { kind: 'tunnel', ends })?.actions ?? []
    return actions.map((action, at) => commandOf(`tunnel-${mode}-${nodes}-${at}`, 'places', `${state.words.scene.tunnel({ mode: modeName(mode) })} ${nodes}`, action))
  })
}

function pingCommands(state: AppState, place: InventoryNamespace): readonly Command[] {
  return pingsTo(state, place).map((action, at) => commandOf(`ping-${place.index}-${at}`, 'places', place.name, action))
}

function linkCommands(state: AppState, place: InventoryNamespace): readonly Command[] {
  return place.links.flatMap(({ name }) => {
    const menu = menuOf(state, { kind: 'interface', netns: place.index, link: name })
    return (menu?.actions ?? []).map((action, at) => commandOf(`link-${place.index}-${name}-${at}`, 'places', menu?.title ?? name, action))
  })
}

function commandOf(id: string, group: Command['group'], of: string, { label, perform }: MenuAction): Command {
  return { id, group, label: () => `${of}: ${label}`, perform }
}
