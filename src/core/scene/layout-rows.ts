import type { Side } from './layout'
import type { SubnetPlan } from './layout-plan'
import { STAGE } from './stage-metrics'
import type { Density } from './stage-metrics'

/** Left edges of the columns of one side, seen from the first, and the width of all. Subnets of one column stand above each other. */
export function columnsOf(subnets: readonly SubnetPlan[], side: Side, gap: number): { readonly lefts: readonly number[]; readonly widths: readonly number[]; readonly width: number } {
  const row = subnets.filter((subnet) => subnet.side === side)
  const count = Math.max(0, ...row.map(({ column }) => column + 1))
  const widths = Array.from({ length: count }, (_, k) => Math.max(...row.filter(({ column }) => column === k).map(({ width }) => width)))
  const lefts = widths.map((_, k) => widths.slice(0, k).reduce((sum, width) => sum + width + gap, 0))
  // beside the last column there are lines too
  const last = row.some(({ tier }) => tier > 0) ? gap : 0
  return { lefts, widths, width: (lefts.at(-1) ?? 0) + (widths.at(-1) ?? 0) + last }
}

/** All tiers of a side, with the streets between them. */
export function sideHeight(nodeHeights: readonly number[], density: Density): number {
  return nodeHeights.reduce((sum, height) => sum + subnetHeight(height, density), 0) + Math.max(0, nodeHeights.length - 1) * STAGE.street
}

export function subnetHeight(nodeHeight: number, density: Density): number {
  return density.subnetTitle + nodeHeight + STAGE.portOverhang + density.busGap + STAGE.subnetPad
}
