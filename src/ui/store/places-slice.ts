import type { Inventory } from '../../core/model/inventory'
import type { Point } from '../../core/scene/geometry'
import type { Moves } from '../../core/scene/layout-moves'
import type { GetState, SetState, StoreDeps } from './app-state'
import type { LabSource } from './lab-slice'

/** How far a person has moved hosts of a lab on the stage, by name, in scene pixels. */
export type LabPlaces = Readonly<Record<string, Point>>

interface PlacesBefore {
  readonly places: Readonly<Record<string, LabPlaces>>
  /** How many changes of the lab could be undone then: what came last is undone first. */
  readonly changes: number
}

export interface PlacesSlice {
  /** By lab. */
  readonly places: Readonly<Record<string, LabPlaces>>
  readonly placesPast: readonly PlacesBefore[]
  /** Notes the places as they are, to come back to: before a host is moved. */
  readonly beginMove: () => void
  readonly moveHost: (name: string, by: Point) => void
  readonly resetPlaces: () => void
  /** Undoes the last move unless the lab was changed after it. False: there was none. */
  readonly undoMove: () => boolean
}

/** Labs whose places are kept; the one moved longest ago is forgotten first. */
const MAX_LABS = 30
const MAX_MOVES = 100

export function createPlacesSlice(set: SetState, get: GetState, deps: StoreDeps): PlacesSlice {
  const keep = (places: PlacesSlice['places']): void => {
    deps.savedPlaces.write(JSON.stringify(places))
    set({ places })
  }
  const beginMove = (): void => set(({ places, placesPast, past }) => ({ placesPast: [...placesPast.slice(-MAX_MOVES + 1), { places, changes: past.length }] }))
  return {
    places: parsePlaces(deps.savedPlaces.read()),
    placesPast: [],
    beginMove,
    moveHost: (name, by) => {
      const { labSource, places } = get()
      const key = placesKey(labSource)
      const { [key]: ofLab, ...others } = places
      const labs = Object.entries(others).slice(-MAX_LABS + 1)
      keep({ ...Object.fromEntries(labs), [key]: { ...ofLab, [name]: by } })
    },
    resetPlaces: () => {
      const { [placesKey(get().labSource)]: _ofLab, ...others } = get().places
      beginMove()
      keep(others)
    },
    undoMove: () => {
      const { placesPast } = get()
      const last = placesPast.at(-1)
      if (last === undefined || !isMoveLast(get())) return false
      set({ placesPast: placesPast.slice(0, -1) })
      keep(last.places)
      return true
    },
  }
}

/** Whether what was done last is a move. */
export function isMoveLast({ placesPast, past }: { readonly placesPast: readonly PlacesBefore[]; readonly past: readonly unknown[] }): boolean {
  return (placesPast.at(-1)?.changes ?? -1) >= past.length
}

/** Under which name a lab's places are kept: its file's, or its files'. */
export function placesKey(source: LabSource | undefined): string {
  if (source === undefined) return ''
  return source.kind === 'built-in' ? source.name : source.files.map(({ name }) => name).join(', ')
}

const NO_PLACES: LabPlaces = {}

export function placesOf({ places, labSource }: { readonly places: PlacesSlice['places']; readonly labSource: LabSource | undefined }): LabPlaces {
  return places[placesKey(labSource)] ?? NO_PLACES
}

/** Of hosts that the lab has. */
export function movesOf({ namespaces }: Inventory, places: LabPlaces): Moves {
  return new Map(namespaces.flatMap(({ index, name, kind }) => (kind === 'pod' || places[name] === undefined ? [] : [[index, places[name]] as const])))
}

/** What another version or program left there counts for nothing. */
export function parsePlaces(text: string | null): PlacesSlice['places'] {
  let value: unknown
  try {
    value = JSON.parse(text ?? '{}')
  } catch {
    return {}
  }
  return Object.fromEntries(entriesOf(value).map(([lab, places]) => [lab, Object.fromEntries(entriesOf(places).flatMap(([name, by]) => pointOf(by).map((point) => [name, point])))]))
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}

function pointOf(value: unknown): readonly Point[] {
  const { x, y } = Object.fromEntries(entriesOf(value))
  return Number.isFinite(x) && Number.isFinite(y) ? [{ x: Number(x), y: Number(y) }] : []
}
