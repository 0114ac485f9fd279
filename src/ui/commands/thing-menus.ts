import { linkLayerOf, outermostIpv4 } from '../../core/explain/frame-reading'
import { dissectFrame } from '../../core/trace/dissect'
import { stepLinesOf } from '../../core/export/step-lines'
import type { SceneTarget, TunnelEnd } from '../../core/scene/scene'
import type { InventoryNamespace } from '../../core/model/inventory'
import { formatIpv4 } from '../../core/wire/ipv4-address'
import type { AppState } from '../store/app-state'
import { addressToPing } from '../store/flow-slice'
import { dropCommand } from './drop-here'
import { draftTo } from './pick'

/** What has a menu: a host, an interface with its link, a packet at its step, or the tunnel between two devices. */
export type MenuThing = SceneTarget | { readonly kind: 'packet'; readonly step: number } | { readonly kind: 'tunnel'; readonly ends: readonly TunnelEnd[] }

export interface MenuAction {
  readonly label: string
  readonly perform: () => void
}

export interface ThingMenu {
  readonly title: string
  readonly actions: readonly MenuAction[]
}

/** What can be done with what was met on the stage; undefined where the lab does not have it any more. */
export function menuOf(state: AppState, thing: MenuThing, fold?: 'open' | 'closed'): ThingMenu | undefined {
  if (thing.kind === 'tunnel') return tunnelMenu(state, thing.ends)
  if (thing.kind === 'packet') return packetMenu(state, thing.step)
  const place = state.labInventory?.namespaces[thing.netns]
  if (place === undefined) return undefined
  return thing.kind === 'namespace' ? hostMenu(state, place, fold) : linkMenu(state, place, thing.link)
}

/** Pings go from the pod picked first, else from where the last flow came from. */
export function pingsTo(state: AppState, target: InventoryNamespace): readonly MenuAction[] {
  const words = state.words.page
  const from = state.labInventory?.namespaces[state.pendingFrom ?? state.runs[state.currentRun]?.from ?? -1]
  const address = addressToPing(target)
  if (from === undefined || from.index === target.index || address === undefined) return []
  const start = (command: string) => () => void state.startFlow({ from: from.index, to: target.index, command })
  return [
    { label: words.menuPing({ name: from.name }), perform: start(`ping -c 1 ${address}`) },
    { label: words.menuPingDf({ name: from.name }), perform: start(`ping -c 1 -s 1472 -M do ${address}`) },
    { label: words.menuTrace({ name: from.name }), perform: start(`traceroute -n ${address}`) },
  ]
}

function hostMenu(state: AppState, target: InventoryNamespace, fold: 'open' | 'closed' | undefined): ThingMenu {
  const words = state.words.page
  return {
    title: target.name,
    actions: [
      ...pingsTo(state, target),
      ...(target.kind === 'pod' || target.kind === 'node' ? [{ label: words.menuStart, perform: () => state.setPendingFrom(target.index) }] : []),
      { label: words.terminalAt({ name: target.name }), perform: () => state.openTerminal(target.name) },
      ...(fold === undefined ? [] : [{ label: fold === 'open' ? words.unfold({ name: target.name }) : words.fold({ name: target.name }), perform: () => state.foldHost(target.name, fold) }]),
      { label: words.menuNew, perform: () => draftTo(state, target.index) },
      {
        label: words.menuRoutes,
        perform: () => {
          state.select({ kind: 'namespace', index: target.index })
          state.showInspectorTab('routes')
        },
      },
    ],
  }
}

function linkMenu(state: AppState, place: InventoryNamespace, link: string): ThingMenu {
  const words = state.words.stage
  const isUp = place.links.find((candidate) => candidate.name === link)?.up ?? true
  const command = `ip link set dev ${link} ${isUp ? 'down' : 'up'}`
  return {
    title: words.linkName({ link, place: place.name }),
    actions: [
      {
        label: words.captureHere,
        perform: () => {
          state.setCaptured([`${place.name} ${link}`])
          state.showBottomTab('captures')
        },
      },
      { label: words.tcpdumpHere, perform: () => state.dictate(place.name, `tcpdump -nni ${link}`) },
      { label: isUp ? words.takeDown({ command }) : words.bringUp({ command }), perform: () => state.dictate(place.name, command) },
      {
        label: words.rowInLinks,
        perform: () => {
          state.select({ kind: 'interface', namespace: place.index, link })
          state.showInspectorTab('links')
        },
      },
    ],
  }
}

/** What a link's menu does, at both devices of a tunnel. */
function tunnelMenu(state: AppState, ends: readonly TunnelEnd[]): ThingMenu | undefined {
  const words = state.words.stage
  const devices = ends.flatMap(({ netns, link }) => {
    const place = state.labInventory?.namespaces[netns]
    return place ? [{ place, link }] : []
  })
  if (devices.length === 0) return undefined
  const names = devices.map(({ place, link }) => words.linkName({ link, place: place.name }))
  return {
    title: names.join(' – '),
    actions: [
      {
        label: words.captureBoth,
        perform: () => {
          state.setCaptured(devices.map(({ place, link }) => `${place.name} ${link}`))
          state.showBottomTab('captures')
        },
      },
      ...devices.flatMap(({ place, link }, k) => [
        { label: `${names[k]}: tcpdump`, perform: () => state.dictate(place.name, `tcpdump -nni ${link}`) },
        { label: `${names[k]}: ip -d link show ${link}`, perform: () => state.dictate(place.name, `ip -d link show ${link}`) },
        {
          label: `${names[k]}: ${words.rowInLinks}`,
          perform: () => {
            state.select({ kind: 'interface', namespace: place.index, link })
            state.showInspectorTab('links')
          },
        },
      ]),
    ],
  }
}

function packetMenu(state: AppState, position: number): ThingMenu | undefined {
  const { steps, trace, labInventory, playhead } = state
  const words = state.words.stage
  const step = steps[position]
  if (step === undefined) return undefined
  const host = labInventory?.namespaces[step.netns]
  const stand = (): void => {
    if (position !== playhead.step || playhead.progress > 0) state.scrub(position)
    state.select({ kind: 'none' })
  }
  const bytes = step.frame < 0 ? undefined : trace.frameBytes(step.frame)
  const line = step.kind === 'frame' ? stepLinesOf(trace, state.allSteps).lineOf(step) : ''
  const command = host && dropCommand(trace, step.entryIndex, host)
  const filter = flowFilter(state, step.entryIndex)
  return {
    title: step.name,
    actions: [
      {
        label: words.follow,
        perform: () => {
          stand()
          state.setFollowing(true)
        },
      },
      {
        label: words.headers,
        perform: () => {
          stand()
          state.showInspectorTab('packet')
        },
      },
      {
        label: words.why,
        perform: () => {
          stand()
          state.showBottomTab('explain')
        },
      },
      ...(bytes === undefined ? [] : [{ label: words.copyHex, perform: () => void navigator.clipboard.writeText(hexOf(bytes)) }]),
      ...(line === '' ? [] : [{ label: words.copyLine, perform: () => void navigator.clipboard.writeText(line) }]),
      ...(filter === undefined
        ? []
        : [{
            label: words.onlyItsFlow,
            perform: () => {
              state.setEventFilter(filter)
              state.showBottomTab('events')
            },
          }]),
      ...(host === undefined || command === undefined ? [] : [{ label: words.dropHere({ place: host.name, command }), perform: () => state.dictate(host.name, command) }]),
    ],
  }
}

/** The innermost pair of addresses, in the words of the event list's filter. */
function flowFilter({ trace }: AppState, entryIndex: number): string | undefined {
  const { frame } = trace.entry(entryIndex)
  if (frame < 0) return undefined
  const headers = dissectFrame(trace.frameBytes(frame), linkLayerOf(trace, entryIndex), trace.tunnelPorts).filter(({ proto, quoted }) => proto === 'ipv4' && !quoted)
  const field = (name: string): string | undefined => headers.at(-1)?.fields.find((candidate) => candidate.name === name)?.text
  const outer = outermostIpv4(trace, entryIndex)
  const [source, destination] = [field('source') ?? (outer && formatIpv4(outer.source)), field('destination') ?? (outer && formatIpv4(outer.destination))]
  return source === undefined || destination === undefined ? undefined : `host ${source} and host ${destination}`
}

const HEX_ROW_BYTES = 16

/** Rows of sixteen bytes, as a hex editor takes them. */
function hexOf(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))
  const rows = Array.from({ length: Math.ceil(hex.length / HEX_ROW_BYTES) }, (_, row) => hex.slice(row * HEX_ROW_BYTES, (row + 1) * HEX_ROW_BYTES).join(' '))
  return rows.join('\n')
}
