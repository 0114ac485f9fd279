import type { Inventory } from '../../core/model/inventory'
import type { Point } from '../../core/scene/geometry'
import { NOTHING_FOLDED } from '../../core/scene/layout-folded'
import type { Folding } from '../../core/scene/layout-folded'
import type { Moves } from '../../core/scene/layout-moves'
import type { GetState, SetState, StoreDeps } from './app-state'
import type { LabSource } from './lab-slice'

/** How far a person has moved a host on the stage, in scene pixels, and whether it was opened or folded. */
export interface HostPlace extends Point {
  readonly fold?: 'open' | 'closed'
}

/** What a person has arranged of a lab, by a host's name. */
export type LabPlaces = Readonly<Record<string, HostPlace>>

interface PlacesBefore {
  readonly places: Readonly<Record<string, LabPlaces>>
  /** How many changes of the lab could be undone then: what came last is undone first. */
  readonly changes: number
}

export interface PlacesSlice {
  /** By lab. */
  readonly places: Readonly<Record<string, LabPlaces>>
  readonly placesPast: readonly PlacesBefore[]
  /** What was undone of it, the last first undone. */
  readonly placesFuture: readonly PlacesBefore[]
  /** Notes the places as they are, to come back to: before a host is moved. */
  readonly beginMove: () => void
  readonly moveHost: (name: string, by: Point) => void
  /** Shows a node as a box with all its pods, or as a line. */
  readonly foldHost: (name: string, fold: 'open' | 'closed') => void
  readonly resetPlaces: () => void
  /** Undoes the last move unless the lab was changed after it. False: there was none. */
  readonly undoMove: () => boolean
  /** Does again what was undone, unless a change of the lab comes before it. False: there is none. */
  readonly redoMove: () => boolean
}

/** Labs whose places are kept; the one moved longest ago is forgotten first. */
const MAX_LABS = 30
const MAX_MOVES = 100

export function createPlacesSlice(set: SetState, get: GetState, deps: StoreDeps): PlacesSlice {
  const keep = (places: PlacesSlice['places']): void => {
    deps.savedPlaces.write(JSON.stringify(places))
    set({ places })
  }
  const beginMove = (): void => set(({ places, placesPast, past }) => ({ placesPast: [...placesPast.slice(-MAX_MOVES + 1), { places, changes: past.length }], placesFuture: [] }))
  const arrange = (name: string, change: Partial<HostPlace>): void => {
    const { labSource, places } = get()
    const key = placesKey(labSource)
    const { [key]: ofLab, ...others } = places
    const labs = Object.entries(others).slice(-MAX_LABS + 1)
    keep({ ...Object.fromEntries(labs), [key]: { ...ofLab, [name]: { ...(ofLab?.[name] ?? HOME), ...change } } })
  }
  return {
    places: parsePlaces(deps.savedPlaces.read()),
    placesPast: [],
    placesFuture: [],
    beginMove,
    moveHost: (name, by) => arrange(name, by),
    foldHost: (name, fold) => {
      beginMove()
      arrange(name, { fold })
    },
    resetPlaces: () => {
      const { [placesKey(get().labSource)]: _ofLab, ...others } = get().places
      beginMove()
      keep(others)
    },
    undoMove: () => {
      const { placesPast, placesFuture, places, past } = get()
      const last = placesPast.at(-1)
      if (last === undefined || !isMoveLast(get())) return false
      set({ placesPast: placesPast.slice(0, -1), placesFuture: [...placesFuture, { places, changes: past.length }] })
      keep(last.places)
      return true
    },
    redoMove: () => {
      const { placesPast, placesFuture, places, past } = get()
      const next = placesFuture.at(-1)
      if (next === undefined || !isMoveNext(get())) return false
      set({ placesFuture: placesFuture.slice(0, -1), placesPast: [...placesPast, { places, changes: past.length }] })
      keep(next.places)
      return true
    },
  }
}

/** Whether what was done last is a move. */
export function isMoveLast({ placesPast, past }: { readonly placesPast: readonly PlacesBefore[]; readonly past: readonly unknown[] }): boolean {
  return (placesPast.at(-1)?.changes ?? -1) >= past.length
}

/** Whether what would be done again next is a move. */
export function isMoveNext({ placesFuture, past }: { readonly placesFuture: readonly PlacesBefore[]; readonly past: readonly unknown[] }): boolean {
  return placesFuture.at(-1)?.changes === past.length
}

/** Under which name a lab's places are kept: its file's, or its files'. */
export function placesKey(source: LabSource | undefined): string {
  if (source === undefined) return ''
  return source.kind === 'built-in' ? source.name : source.files.map(({ name }) => name).join(', ')
}

const HOME: HostPlace = { x: 0, y: 0 }
const NO_PLACES: LabPlaces = {}

export function placesOf({ places, labSource }: { readonly places: PlacesSlice['places']; readonly labSource: LabSource | undefined }): LabPlaces {
  return places[placesKey(labSource)] ?? NO_PLACES
}

/** Of hosts that the lab has. */
export function movesOf({ namespaces }: Inventory, places: LabPlaces): Moves {
  return new Map(namespaces.flatMap(({ index, name, kind }) => (kind === 'pod' || places[name] === undefined ? [] : [[index, places[name]] as const])))
}

/** Which hosts were opened or folded, a line each: the same text while nothing but places changes. */
export function foldsOf(state: Parameters<typeof placesOf>[0]): string {
  return Object.entries(placesOf(state)).flatMap(([name, { fold }]) => (fold === undefined ? [] : [`${fold} ${name}`])).join('\n')
}

/** The nodes among them that the lab has. */
export function foldingOf({ namespaces }: Inventory, folds: string): Folding {
  if (folds === '') return NOTHING_FOLDED
  const lines = new Set(folds.split('\n'))
  const chosen = (fold: string): ReadonlySet<number> => new Set(namespaces.flatMap(({ index, name, kind }) => (kind === 'node' && lines.has(`${fold} ${name}`) ? [index] : [])))
  return { open: chosen('open'), closed: chosen('closed') }
}

/** What another version or program left there counts for nothing. */
export function parsePlaces(text: string | null): PlacesSlice['places'] {
  let value: unknown
  try {
    value = JSON.parse(text ?? '{}')
  } catch {
    return {}
  }
  return Object.fromEntries(entriesOf(value).map(([lab, places]) => [lab, Object.fromEntries(entriesOf(places).flatMap(([name, by]) => placeOf(by).map((place) => [name, place])))]))
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}

function placeOf(value: unknown): readonly HostPlace[] {
  const { x, y, fold } = Object.fromEntries(entriesOf(value))
  return Number.isFinite(x) && Number.isFinite(y) ? [{ x: Number(x), y: Number(y), ...(fold === 'open' || fold === 'closed' ? { fold } : {}) }] : []
}
