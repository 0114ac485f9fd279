import { required } from '../base/assert'
import type { InventoryNamespace } from '../model/inventory'
import type { Side } from './layout'
import { PORT_PITCHES, STAGE } from './stage-metrics'

export interface RouterPlan {
  readonly namespace: InventoryNamespace
  readonly width: number
}

interface HostsPlan {
  readonly routers: readonly RouterPlan[]
  readonly portPitch: number
  /** What routers and outside hosts need beside each other. */
  readonly width: number
}

/** What stands in the gutter; ports of routers stand closer where the gutter would be wider than `widest`. `sides`: of subnets, by their segment. */
export function planGutter(routers: readonly InventoryNamespace[], sides: ReadonlyMap<string | undefined, Side>, outsides: readonly InventoryNamespace[], widest: number): HostsPlan {
  const plans = PORT_PITCHES.map((portPitch): HostsPlan => {
    const placed = routers.map((namespace) => ({ namespace, width: routerWidth(namespace, sides, portPitch) }))
    return { routers: placed, portPitch, width: gutterWidth(placed, outsides) }
  })
  return required(plans.find(({ width }) => width <= widest) ?? plans.at(-1), 'a plan of the gutter')
}

/** Lines of subnets come to pills from above and below: those that hang on one stand side by side. */
export function standSideBySide(outsides: readonly InventoryNamespace[]): boolean {
  return outsides.some(({ links }) => links.some((link) => link.segment !== undefined))
}

/** Routers side by side and the columns of pills, on either side of the middle. */
function gutterWidth(routers: readonly RouterPlan[], outsides: readonly InventoryNamespace[]): number {
  const routersWidth = routers.reduce((sum, router) => sum + router.width + STAGE.routerGap, 0)
  const columns = standSideBySide(outsides) ? outsides.length : 1
  const pills = outsides.length > 0 ? 2 * (STAGE.outsideWidth + (columns - 1) * (STAGE.outsideWidth + STAGE.outsideGap) + STAGE.routerGap + STAGE.podWidth / 2) : 0
  return routersWidth + pills
}

/** Wide enough for the ports of one side to stand next to each other. */
function routerWidth(router: InventoryNamespace, sides: ReadonlyMap<string | undefined, Side>, portPitch: number): number {
  const faced = router.links.flatMap((link) => (link.segment === undefined ? [] : (sides.get(link.segment) ?? [])))
  const busier = Math.max(...(['above', 'below'] as const).map((side) => faced.filter((each) => each === side).length))
  return Math.max(STAGE.routerWidth, busier * portPitch + STAGE.columnGap * 3)
}
