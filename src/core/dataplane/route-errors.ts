import type { DropReason } from '../trace/entry-kinds'
import type { FibError } from './fib'
import type { Route } from './route'

/** The reason that a failed route lookup gives a dropped packet. */
export function dropReasonOf(error: FibError, refusedBy: Route | undefined): DropReason {
  if (refusedBy === undefined) return 'no-route'
  if (error === 'EINVAL') return 'blackhole-route'
  return error === 'EACCES' ? 'prohibit-route' : 'unreachable-route'
}
