import type { StoreApi } from 'zustand/vanilla'
import { CALICO_VERSIONS } from '../../core/model/cluster'
import { ENCAPSULATION_MODES, ENCAPSULATION_SCOPES } from '../../core/model/encapsulation'
import { FAULT_KINDS } from '../../core/model/fault'
import type { FaultRef } from '../../core/model/fault'
import { FABRICS, SEGMENT_MTU_BYTES } from '../../core/model/lab-settings'
import type { LabSettings } from '../../core/model/lab-settings'
import type { TypedChange } from '../../core/model/typed-change'
import type { LabFile } from '../../worker/protocol'
import type { AppState, SavedChoice } from './app-state'
import { momentOf } from './lab-slice'
import type { LabMoment, LabSource } from './lab-slice'

/** What the browser remembers of a lab from one visit to the next. */
export interface SavedLab {
  readonly source: LabSource
  readonly settings: LabSettings
  readonly faults: readonly FaultRef[]
  readonly changes: readonly TypedChange[]
}

/** Counts changes of the shape that is written; another one is not read. */
const VERSION = 1
/** Files beyond this are not remembered: a browser gives a site some five million characters in all. */
const MAX_CHARACTERS = 2_000_000

/** Writes the lab down whenever it changes. Returns the way to stop. */
export function startSaving(store: StoreApi<AppState>, saved: SavedChoice): () => void {
  return store.subscribe((state, before) => {
    const isSame = state.labSource === before.labSource && state.settings === before.settings && state.faults === before.faults && state.changes === before.changes
    const moment = momentOf(state)
    if (!isSame && moment) saved.write(formatSavedLab(moment))
  })
}

/** Empty where the lab is too large to be remembered. */
export function formatSavedLab({ source, settings, faults, changes }: LabMoment): string {
  const refs = faults.map(({ kind, place, object }) => ({ kind, place, object }))
  const text = JSON.stringify({ version: VERSION, source, settings, faults: refs, changes })
  return text.length > MAX_CHARACTERS ? '' : text
}

/** Reads what an earlier visit, another version or another program left there; `undefined` for all that is not a lab. */
export function parseSavedLab(text: string | null): SavedLab | undefined {
  let value: unknown
  try {
    value = JSON.parse(text ?? '')
  } catch {
    return undefined
  }
  if (!isObject(value) || value.version !== VERSION) return undefined
  const [source, settings, faults, changes] = [readSource(value.source), readSettings(value.settings), readFaults(value.faults), readChanges(value.changes)]
  return source && settings && faults && changes && { source, settings, faults, changes }
}

type JsonObject = Readonly<Record<string, unknown>>

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function readSource(value: unknown): LabSource | undefined {
  if (!isObject(value)) return undefined
  const { kind, name, files } = value
  if (kind === 'built-in' && typeof name === 'string' && /^[\w-]+$/.test(name)) return { kind, name }
  if (kind !== 'files' || !Array.isArray(files) || files.length === 0) return undefined
  return files.every(isLabFile) ? { kind, files } : undefined
}

function isLabFile(value: unknown): value is LabFile {
  return isObject(value) && typeof value.name === 'string' && typeof value.text === 'string'
}

function readSettings(value: unknown): LabSettings | undefined {
  if (!isObject(value)) return undefined
  const mode = ENCAPSULATION_MODES.find((known) => known === value.mode)
  const scope = ENCAPSULATION_SCOPES.find((known) => known === value.scope)
  const calicoVersion = CALICO_VERSIONS.find((known) => known === value.calicoVersion)
  const fabric = FABRICS.find((known) => known === value.fabric)
  const { natOutgoing, mtuBytes } = value
  if (!mode || !scope || !calicoVersion || !fabric || (typeof natOutgoing !== 'boolean' && natOutgoing !== 'by-pool')) return undefined
  if (mtuBytes === undefined) return { mode, scope, calicoVersion, fabric, natOutgoing }
  return isMtu(mtuBytes) ? { mode, scope, calicoVersion, fabric, natOutgoing, mtuBytes } : undefined
}

function isMtu(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= SEGMENT_MTU_BYTES.least && value <= SEGMENT_MTU_BYTES.most
}

function readFaults(value: unknown): readonly FaultRef[] | undefined {
  if (!Array.isArray(value)) return undefined
  const faults = value.map(readFault)
  return faults.every((fault) => fault !== undefined) ? faults : undefined
}

function readFault(value: unknown): FaultRef | undefined {
  if (!isObject(value)) return undefined
  const { place, object } = value
  const kind = FAULT_KINDS.find((known) => known === value.kind)
  return kind && typeof place === 'string' && typeof object === 'string' ? { kind, place, object } : undefined
}

/** Earlier versions wrote none. */
function readChanges(value: unknown): readonly TypedChange[] | undefined {
  if (value === undefined) return []
  return Array.isArray(value) && value.every(isChange) ? value : undefined
}

function isChange(value: unknown): value is TypedChange {
  if (!isObject(value)) return false
  const { netns, command, stdin = '', files = {} } = value
  const isText = [netns, command, stdin].every((text) => typeof text === 'string')
  return isText && isObject(files) && Object.values(files).every((text) => typeof text === 'string')
}
