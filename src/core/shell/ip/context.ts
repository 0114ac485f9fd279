import type { Result } from '../../base/result'
import type { Errno, LinkView, System } from '../../engine/kernel-api'
import { errnoText } from '../errno-text'
import { IpFailure } from './words'

/** What every `ip` object's commands get: the kernel, and the options before the object. */
export interface IpContext {
  readonly system: System
  readonly details: boolean
  readonly statistics: boolean
  readonly brief: boolean
  readonly json: boolean
}

export function findLink(system: System, name: string): LinkView {
  const link = system.links().find((view) => view.spec.name === name)
  if (!link) throw new IpFailure(`Cannot find device "${name}"\n`, 1)
  return link
}

/** Ends the command with the kernel's answer where it refused. */
export function orRefuse<T>(result: Result<T, Errno>): T {
  if (!result.ok) throw new IpFailure(`RTNETLINK answers: ${errnoText(result.error)}\n`, 2)
  return result.value
}
