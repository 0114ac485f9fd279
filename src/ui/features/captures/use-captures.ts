import { useMemo } from 'react'
import { captureRows, interfacesToBeginWith } from '../../../core/export/capture-columns'
import type { CaptureRow, InterfacePlace } from '../../../core/export/capture-columns'
import type { Inventory } from '../../../core/model/inventory'
import { useAppStore } from '../../store/app-store'

/** An interface that is shown, and how it is called. */
export interface CapturedPlace extends InterfacePlace {
  /** `NAMESPACE INTERFACE` */
  readonly key: string
}

export interface Captures {
  readonly places: readonly CapturedPlace[]
  readonly rows: readonly CaptureRow[]
}

/** The chosen interfaces of the flow in sight, and its packets as they saw them. */
export function useCaptures(): Captures {
  const captured = useAppStore((state) => state.captured)
  const steps = useAppStore((state) => state.allSteps)
  const inventory = useAppStore((state) => state.inventory)
  return useMemo(() => {
    if (!inventory) return { places: [], rows: [] }
    const places = captured ? captured.flatMap((key) => placeNamed(inventory, key)) : interfacesToBeginWith(steps).map((place) => ({ ...place, key: keyOf(inventory, place) }))
    return { places, rows: captureRows(steps, places) }
  }, [captured, steps, inventory])
}

/** An interface that the lab no longer has is left out. */
function placeNamed({ namespaces }: Inventory, key: string): readonly CapturedPlace[] {
  const at = key.lastIndexOf(' ')
  const [name, interfaceName] = [key.slice(0, at), key.slice(at + 1)]
  const found = namespaces.find((namespace) => namespace.name === name && namespace.links.some((link) => link.name === interfaceName))
  return found ? [{ netns: found.index, interfaceName, key }] : []
}

function keyOf({ namespaces }: Inventory, { netns, interfaceName }: InterfacePlace): string {
  return `${namespaces[netns]?.name ?? ''} ${interfaceName}`
}
