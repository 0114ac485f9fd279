import type { InventoryNamespace } from '../model/inventory'
import { addressOfNamespace } from '../model/namespace-address'
import { formatIpv4 } from '../wire/ipv4-address'
import type { Words } from '../words/en'
import type { StepPlace } from './flight'
import { interfaceKey } from './layout'
import type { PlacedFold, PlacedInterface } from './layout'
import type { ColourRole, SceneBox, SceneInput } from './scene'

const RADIUS = { subnet: 10, node: 8, pod: 8, interface: 4, router: 6 } as const
const STROKE = { box: 1, visited: 1.25, deciding: 1.5, current: 2 } as const

/** Every box, in the order in which they are painted. */
export function boxesOf(input: SceneInput, place: StepPlace | undefined): readonly SceneBox[] {
  const state = stateOf(input, place)
  return [...subnetBoxes(input, state), ...nodeBoxes(input, state), ...hostBoxes(input, state), ...foldBoxes(input), ...podBoxes(input, state), ...interfaceBoxes(input, state)]
}

/** What a person calls a namespace's address; empty where it has none. */
export function addressOf(namespace: InventoryNamespace): string {
  const address = addressOfNamespace(namespace)
  return address === undefined ? '' : formatIpv4(address)
}

interface BoxState {
  readonly deciding: number | undefined
  /** The segment on which the packet ends, where the fabric ends it and no host does. */
  readonly endingSegment: number | undefined
  /** The edge of what decides: ink, or red where the packet ends. */
  readonly decidingEdge: ColourRole
  readonly ends: ReadonlySet<number>
  readonly visited: ReadonlySet<PlacedInterface>
  readonly current: PlacedInterface | undefined
  /** The interface for which the packet ends: one that is down, or too small. */
  readonly cause: PlacedInterface | undefined
}

function stateOf(input: SceneInput, place: StepPlace | undefined): BoxState {
  const visited = new Set<PlacedInterface>()
  for (let i = 0; i <= input.step; i++) {
    const seen = input.flight.places[i]?.at
    if (seen !== undefined) visited.add(seen)
  }
  const step = input.flight.steps[input.step]
  const isDrop = step?.kind === 'drop'
  const because = isDrop ? input.trace.fact(input.trace.entry(step.entryIndex).a, step.entryIndex) : undefined
  const cause = because?.kind === 'interface' ? input.map.interfaces.get(because.netns)?.get(because.name) : undefined
  // where a host's interface is at fault, the segment is not
  const endingSegment = isDrop && step.netns < 0 && cause?.drawn !== true ? -1 - step.netns : undefined
  return {
    deciding: isDrop && step.netns < 0 ? undefined : place?.at.netns,
    endingSegment,
    decidingEdge: isDrop ? 'outcome-drop-hue' : 'text-primary',
    ends: solidEnds(input),
    visited,
    current: place?.at,
    cause,
  }
}

/** Who is drawn in solid ink: the two ends of the flow, or the first one picked for the next. */
export function solidEnds(input: SceneInput): ReadonlySet<number> {
  return new Set(input.pendingFrom === undefined ? input.ends : [input.pendingFrom])
}

function subnetBoxes(input: SceneInput, state: BoxState): readonly SceneBox[] {
  return input.map.layout.subnets.map((subnet, k) => {
    const ending = state.endingSegment === subnet.segment
    const segment = input.map.inventory.segments[subnet.segment]
    return { id: `subnet-${k}`, kind: 'subnet', rect: subnet.rect, radius: RADIUS.subnet, fill: 'surface-subnet', stroke: ending ? state.decidingEdge : 'line-subnet', strokeWidth: ending ? STROKE.deciding : STROKE.box, title: segment?.cidr ?? input.words.scene.noSubnet, selected: false }
  })
}

function nodeBoxes(input: SceneInput, state: BoxState): readonly SceneBox[] {
  return input.map.layout.nodes.map((node) => {
    const deciding = state.deciding === node.netns
    return namespaceBox(input, node.netns, 'node', node.rect, node.detail === 'bar' ? RADIUS.interface : RADIUS.node, deciding ? state.decidingEdge : 'line-box', deciding ? STROKE.deciding : STROKE.box)
  })
}

function hostBoxes(input: SceneInput, state: BoxState): readonly SceneBox[] {
  const { routers, outsides } = input.map.layout
  const edge = (netns: number): readonly [ColourRole, number] => (state.deciding === netns ? [state.decidingEdge, STROKE.deciding] : ['line-box', STROKE.box])
  return [
    ...routers.map((host) => namespaceBox(input, host.netns, 'router', host.rect, RADIUS.router, ...edge(host.netns))),
    ...outsides.map((host): SceneBox => {
      const box = namespaceBox(input, host.netns, 'outside', host.rect, host.rect.height / 2, ...edge(host.netns))
      return state.ends.has(host.netns) ? { ...box, fill: 'text-primary', stroke: state.deciding === host.netns ? box.stroke : 'text-primary' } : box
    }),
  ]
}

function foldBoxes(input: SceneInput): readonly SceneBox[] {
  return input.map.layout.folds.map((fold): SceneBox => ({ id: `fold-${fold.of}-${fold.owner}`, kind: 'fold', rect: fold.rect, radius: fold.of === 'nodes' ? RADIUS.interface : RADIUS.pod, fill: 'surface-subnet', stroke: 'line-box', strokeWidth: STROKE.box, target: { kind: 'fold', of: fold.of, owner: fold.owner }, title: foldTitle(fold, input), selected: false }))
}

/** What stands on it, and where. */
function foldTitle(fold: PlacedFold, { map, words }: SceneInput): string {
  const place = fold.of === 'pods' ? map.inventory.namespaces[fold.owner]?.name : map.inventory.segments[fold.owner]?.cidr
  return words.scene.foldOf({ what: foldText(fold, words), place: place ?? words.scene.noSubnet })
}

/** `4 more`, `30 pods`, `250 nodes`. */
export function foldText(fold: PlacedFold, words: Words): string {
  if (fold.of === 'nodes') return fold.isRest ? words.scene.moreNodes({ count: fold.count }) : words.scene.nodes({ count: fold.count })
  return fold.isRest ? words.scene.more({ count: fold.count }) : words.scene.pods({ count: fold.count })
}

function podBoxes(input: SceneInput, state: BoxState): readonly SceneBox[] {
  return input.map.layout.pods.flatMap((pod) => {
    const isEnd = state.ends.has(pod.netns)
    const box = namespaceBox(input, pod.netns, 'pod', pod.rect, RADIUS.pod, isEnd ? 'text-primary' : 'line-box', STROKE.box)
    const filled: SceneBox = isEnd ? { ...box, fill: 'text-primary' } : box
    if (pod.nub === undefined) return [filled]
    const nub: SceneBox = { id: `nub-${pod.netns}`, kind: 'nub', rect: pod.nub, radius: 1, fill: isEnd ? 'text-primary' : 'line-wire', stroke: isEnd ? 'text-primary' : 'line-wire', strokeWidth: 0, title: '', selected: false }
    return [filled, nub]
  })
}

function namespaceBox(input: SceneInput, netns: number, kind: 'node' | 'pod' | 'router' | 'outside', rect: SceneBox['rect'], radius: number, stroke: ColourRole, strokeWidth: number): SceneBox {
  const namespace = input.map.inventory.namespaces[netns]
  const title = [input.words.scene.kinds[kind], namespace?.name ?? '', namespace === undefined || kind === 'router' ? '' : addressOf(namespace)].filter((part) => part !== '').join(' ')
  const selected = input.selection.kind === 'namespace' && input.selection.index === netns
  return { id: `netns-${netns}`, kind, rect, radius, fill: 'surface-node', stroke, strokeWidth, target: { kind: 'namespace', netns }, title, selected }
}

function interfaceBoxes(input: SceneInput, state: BoxState): readonly SceneBox[] {
  return input.map.layout.interfaces.filter((placed) => placed.drawn && placed.role !== 'pod').map((placed) => interfaceBox(input, placed, state))
}

function interfaceBox(input: SceneInput, placed: PlacedInterface, state: BoxState): SceneBox {
  const key = interfaceKey(placed.netns, placed.link)
  const namespace = input.map.inventory.namespaces[placed.netns]
  const link = namespace?.links.find((candidate) => candidate.name === placed.link)
  const address = link?.addresses[0]
  const visited = state.visited.has(placed)
  const { selection } = input
  return {
    id: `if-${key}`,
    kind: 'interface',
    rect: placed.rect,
    radius: RADIUS.interface,
    fill: 'surface-node',
    stroke: placed === state.cause ? 'outcome-drop-hue' : visited ? 'text-primary' : 'line-box',
    strokeWidth: placed === state.current || placed === state.cause ? STROKE.current : visited ? STROKE.visited : STROKE.box,
    target: { kind: 'interface', netns: placed.netns, link: placed.link },
    title: [input.words.scene.interfaceOf({ link: placed.link, place: namespace?.name ?? '' }), address === undefined ? '' : `${formatIpv4(address.address)}/${address.prefixLength}`].join(' ').trim(),
    selected: selection.kind === 'interface' && selection.namespace === placed.netns && selection.link === placed.link,
    isPodLink: placed.role === 'veth',
  }
}
