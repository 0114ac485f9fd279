import type { EncapsulationChoice, EncapsulationMode, EncapsulationScope } from '../model/encapsulation'
import type { FaultRef } from '../model/fault'
import type { Inventory } from '../model/inventory'
import { isSameFault } from '../model/fault'
import type { LabSettings } from '../model/lab-settings'
import { isSameChange } from '../model/typed-change'
import type { TypedChange } from '../model/typed-change'
import type { Words } from '../words/en'
import { withCommas } from './sentence'

/** Calico's own spellings, in every language. */
export const MODE_WORDS: Readonly<Record<EncapsulationMode, string>> = { direct: 'Direct', ipip: 'IPIP', vxlan: 'VXLAN', wireguard: 'WireGuard' }

export const SCOPE_WORDS: Readonly<Record<EncapsulationScope, string>> = { always: 'Always', 'cross-subnet': 'CrossSubnet' }

/** A mode with its scope, where it has one that leaves something unwrapped. */
export function modeText({ mode, scope }: Pick<EncapsulationChoice, 'mode' | 'scope'>): string {
  const hasScope = mode === 'ipip' || mode === 'vxlan'
  return hasScope && scope === 'cross-subnet' ? `${MODE_WORDS[mode]}, ${SCOPE_WORDS[scope]}` : MODE_WORDS[mode]
}

/** What breaks, in a few words that name the place. */
export function faultTitle({ kind, place, object }: FaultRef, { lab }: Words): string {
  const title = lab.faults[kind]
  return typeof title === 'string' ? title : title({ place, object })
}

/** A lab as it was when something ran in it. */
export interface LabThen {
  readonly under: LabSettings
  readonly faults: readonly FaultRef[]
  readonly changes: readonly TypedChange[]
  /** What there was then: MTUs of segments and pods. */
  readonly drawnOn?: Inventory
}

/** What differs between two states of a lab: `VXLAN instead of IPIP`; one entry a change. */
export function labChanges(before: LabThen, after: LabThen, words: Words): readonly string[] {
  return [...settingChanges(before.under, after.under, words), ...mtuChanges(before, after, words), ...faultChanges(before.faults, after.faults, words), ...typedChanges(before.changes, after.changes, words)]
}

function settingChanges(before: LabSettings, after: LabSettings, { lab: { changes, fabrics } }: Words): readonly string[] {
  const hasScope = after.mode !== 'direct' && after.mode !== 'wireguard'
  return [
    ...(before.mode === after.mode ? [] : [changes.insteadOf({ now: MODE_WORDS[after.mode], before: MODE_WORDS[before.mode] })]),
    ...(before.scope === after.scope || !hasScope ? [] : [changes.insteadOf({ now: SCOPE_WORDS[after.scope], before: SCOPE_WORDS[before.scope] })]),
    ...(before.fabric === after.fabric ? [] : [changes.fabric({ now: fabrics[after.fabric].name, before: fabrics[before.fabric].name })]),
    ...(before.natOutgoing === after.natOutgoing ? [] : [changes.nat[after.natOutgoing === 'by-pool' ? 'byPool' : after.natOutgoing ? 'on' : 'off']]),
    ...(before.calicoVersion === after.calicoVersion ? [] : [changes.calico({ now: after.calicoVersion, before: before.calicoVersion })]),
  ]
}

/** The network's MTU, and what Calico makes of it for pods. */
function mtuChanges(before: LabThen, after: LabThen, { lab: { changes } }: Words): readonly string[] {
  if (before.under.mtuBytes === after.under.mtuBytes) return []
  const [was, is] = [mtusOf(before), mtusOf(after)]
  return [changes.mtu({ now: is.network, before: was.network, pods: is.pods, podsBefore: was.pods })]
}

/** The different ones, as a text; empty where nobody has looked at a pod yet. */
function mtusOf({ under: { mtuBytes }, drawnOn }: LabThen): { readonly network: string; readonly pods: string } {
  const pods = drawnOn?.namespaces.flatMap(({ kind, links }) => (kind === 'pod' ? links.flatMap((link) => (link.kind === 'ethernet' ? [link.mtuBytes] : [])) : [])) ?? []
  return { network: distinct(mtuBytes === undefined ? (drawnOn?.segments.map((segment) => segment.mtuBytes) ?? []) : [mtuBytes]), pods: distinct(pods) }
}

function distinct(sizes: readonly number[]): string {
  return [...new Set(sizes)].map(withCommas).join(' / ')
}

function faultChanges(before: readonly FaultRef[], after: readonly FaultRef[], words: Words): readonly string[] {
  const { changes } = words.lab
  const isIn = (list: readonly FaultRef[], fault: FaultRef): boolean => list.some((other) => isSameFault(other, fault))
  return [
    ...after.filter((fault) => !isIn(before, fault)).map((fault) => changes.withFault({ fault: faultTitle(fault, words) })),
    ...before.filter((fault) => !isIn(after, fault)).map((fault) => changes.withoutFault({ fault: faultTitle(fault, words) })),
  ]
}

function typedChanges(before: readonly TypedChange[], after: readonly TypedChange[], { lab: { changes } }: Words): readonly string[] {
  const isIn = (list: readonly TypedChange[], change: TypedChange): boolean => list.some((other) => isSameChange(other, change))
  return [...after.filter((change) => !isIn(before, change)).map((change) => changes.typed(change)), ...before.filter((change) => !isIn(after, change)).map((change) => changes.untyped(change))]
}
