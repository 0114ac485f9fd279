import { ok } from '../../base/result'
import type { Result } from '../../base/result'
import type { System } from '../../engine/kernel-api'
import type { ClusterAdmin } from '../cluster-admin'
import type { ParsedOptions } from '../options'
import { KUBECTL_TABLE, tabTable } from '../resources/tab-table'
import { KUBECTL_KINDS } from './kinds'
import { kubeletOf } from './tables'

/** `kubectl version`: client and server are of the first kubelet's release. */
export function version(system: System, admin: ClusterAdmin): Result<void, string> {
  const release = kubeletOf(admin, admin.resources('Node')[0] ?? {})
  system.stdout(`Client Version: ${release}\nServer Version: ${release}\n`)
  return ok(undefined)
}

/** `kubectl api-resources`: what can be asked for here. */
export function apiResources(system: System, _: ClusterAdmin, { flags }: ParsedOptions): Result<void, string> {
  const rows = KUBECTL_KINDS.map(({ kind, plural, shortNames, group, isNamespaced }) => [plural, shortNames.join(','), group === undefined ? 'v1' : `${group}/v1`, String(isNamespaced ?? false), kind])
  system.stdout(tabTable([...(flags.has('no-headers') ? [] : [['NAME', 'SHORTNAMES', 'APIVERSION', 'NAMESPACED', 'KIND']]), ...rows], KUBECTL_TABLE))
  return ok(undefined)
}
