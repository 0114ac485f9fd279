import type { Result } from '../../base/result'
import type { Errno, LinkView, System } from '../../engine/kernel-api'
import { errnoText } from '../errno-text'
import { jsonText } from './json'
import type { Paint } from './paint'
import { IpFailure } from './words'

/** What every `ip` object's commands get: the kernel, and the options before the object. */
export interface IpContext {
  readonly system: System
  readonly details: boolean
  /** How often `-s` was given. */
  readonly statistics: number
  readonly brief: boolean
  readonly json: boolean
  readonly pretty: boolean
  readonly oneLine: boolean
  /** `-4`: what is not IPv4's is left out. */
  readonly onlyIpv4: boolean
  readonly paint: Paint
}

export function findLink(system: System, name: string): LinkView {
  const link = system.links().find((view) => view.spec.name === name)
  if (!link) throw new IpFailure(`Cannot find device "${name}"\n`, 1)
  return link
}

/** Ends the command with the kernel's answer where it refused; `extended` is what the kernel adds to an error of its own. */
export function orRefuse<T>(result: Result<T, Errno>, extended: Partial<Record<Errno['code'], string>> = {}): T {
  if (result.ok) return result.value
  const said = extended[result.error.code]
  throw new IpFailure(said === undefined ? `RTNETLINK answers: ${errnoText(result.error)}\n` : `Error: ${said}\n`, 2)
}

export function printJson({ system, pretty }: IpContext, value: unknown): void {
  system.stdout(jsonText(value, pretty))
}

/** A record of several lines, as `-o` joins them. */
export function record({ oneLine }: IpContext, text: string): string {
  return oneLine ? `${text.replace(/\n$/, '').replaceAll('\n', '\\')}\n` : text
}
