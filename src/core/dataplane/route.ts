import type { RouteSpec } from '../model/netns-spec'
import type { Device } from './device'
import type { RouteException } from './path-mtu'

/** A route in a table (fib_alias with its fib_info): the specification bound to a device. */
export interface Route {
  /** Id of its fact in the trace. */
  readonly id: number
  readonly spec: RouteSpec
  /** Null for blackhole, unreachable, prohibit and throw. */
  readonly device: Device | null
  readonly isLocal: boolean
  readonly isBroadcast: boolean
  /** 0 where the next hop is the destination itself. */
  readonly gateway: number
  /** What is known of single destinations, by address; null while there is nothing. It goes with the route. */
  exceptions: Map<number, RouteException> | null
}
