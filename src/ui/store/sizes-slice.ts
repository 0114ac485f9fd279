import type { SetState, StoreDeps } from './app-state'

/** Panels whose edge can be moved: the list of events, what is read in the same place (Explain, Captures, Terminal), the inspector. */
export const SIZED_PANELS = ['events', 'reading', 'inspector'] as const
export type SizedPanel = (typeof SIZED_PANELS)[number]

/** In CSS pixels; absent: as the page gives it. */
export type PanelSizes = Readonly<Partial<Record<SizedPanel, number>>>

export interface SizesSlice {
  readonly panelSizes: PanelSizes
  /** `undefined` gives a panel its own size again. */
  readonly sizePanel: (panel: SizedPanel, px: number | undefined) => void
  readonly forgetSizes: () => void
}

export function createSizesSlice(set: SetState, deps: StoreDeps): SizesSlice {
  const keep = (panelSizes: PanelSizes): { readonly panelSizes: PanelSizes } => {
    deps.savedSizes.write(JSON.stringify(panelSizes))
    return { panelSizes }
  }
  return {
    panelSizes: parseSizes(deps.savedSizes.read()),
    sizePanel: (panel, px) => set(({ panelSizes: { [panel]: _before, ...others } }) => keep(px === undefined ? others : { ...others, [panel]: Math.round(px) })),
    forgetSizes: () => set(keep({})),
  }
}

/** What another version or program left there counts for nothing. */
export function parseSizes(text: string | null): PanelSizes {
  let value: unknown
  try {
    value = JSON.parse(text ?? '{}')
  } catch {
    return {}
  }
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : []
  return Object.fromEntries(SIZED_PANELS.flatMap((panel) => entries.filter(([key, px]) => key === panel && typeof px === 'number' && Number.isFinite(px) && px > 0).map(([, px]) => [panel, px as number])))
}
