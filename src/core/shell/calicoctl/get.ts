import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'
import type { System } from '../../engine/kernel-api'
import type { JsonObject } from '../../model/manifest'
import { nameOf, namespaceOf } from '../../model/resource'
import type { ClusterAdmin } from '../cluster-admin'
import type { ParsedOptions } from '../options'
import { CALICOCTL_TABLE, tabTable } from '../resources/tab-table'
import { dataText, wholeResource } from '../resources/resource-text'
import type { CalicoctlKind } from './kinds'
import { calicoctlKind, missing, unsupportedKind } from './kinds'
import { tableRows } from './tables'

const JSON_INDENT = 2

/** `calicoctl get KIND [NAME…]`. */
export function get(system: System, admin: ClusterAdmin, { operands, flags, values }: ParsedOptions): Result<void, string> {
  const [typed = '', ...names] = operands
  const kind = calicoctlKind(typed)
  if (!kind) return err(unsupportedKind(typed))
  const scope = namespaceScope(kind, flags.has('A'), values.get('n'))
  if (!scope.ok) return scope
  const output = (values.get('o') ?? 'ps').replace(/^=/, '')
  if (!['ps', 'wide', 'yaml', 'yml', 'json', 'name'].includes(output)) {
    return err(/^(custom-columns|go-template)/.test(output) ? `-o ${output.replace(/=.*/, '')} is not modelled; Hopscope's calicoctl has -o ps, wide, yaml, json` : `unrecognized output format '${output}'`)
  }
  if (names.length > 0 && scope.value === undefined && kind.isNamespaced) return err('Failed to get resources: cannot use --all-namespace flag for getting a single resource')
  const all = admin.resources(kind.kind).filter((resource) => !kind.isNamespaced || scope.value === undefined || namespaceOf(resource) === scope.value)
  const found = names.flatMap((name) => all.filter((resource) => nameOf(resource) === name))
  const lost = names.filter((name) => !all.some((resource) => nameOf(resource) === name))
  const showsNamespace = kind.isNamespaced === true && (flags.has('A') || values.has('n'))
  print(system, admin, kind, { resources: names.length > 0 ? found : all, isList: names.length === 0, output, showsNamespace })
  return lost.length === 0 ? ok(undefined) : err(lost.map((name) => missing(kind, name, kind.isNamespaced ? scope.value : '')).join('\n'))
}

/** The namespace that is asked for; `undefined`: all of them. */
export function namespaceScope(kind: CalicoctlKind, isAll: boolean, namespace: string | undefined): Result<string | undefined, string> {
  if (!kind.isNamespaced) return isAll || namespace !== undefined ? err(`${kind.title} is not namespaced`) : ok('')
  if (isAll && namespace !== undefined) return err('cannot use both --namespace and --all-namespaces flags at the same time')
  return ok(isAll ? undefined : (namespace ?? 'default'))
}

interface Shown {
  readonly resources: readonly JsonObject[]
  readonly isList: boolean
  readonly output: string
  readonly showsNamespace: boolean
}

function print(system: System, admin: ClusterAdmin, kind: CalicoctlKind, { resources, isList, output, showsNamespace }: Shown): void {
  if (output === 'name') {
    system.stdout(resources.map((resource) => `${nameOf(resource)}\n`).join(''))
    return
  }
  if (output === 'ps' || output === 'wide') {
    const view = { kind: kind.kind, isWide: output === 'wide', showsNamespace }
    // a table for each that was named
    const tables: readonly (readonly JsonObject[])[] = isList ? [resources] : resources.map((resource) => [resource])
    for (const shown of tables) system.stdout(`${tabTable(tableRows(admin, shown, view), CALICOCTL_TABLE)}\n`)
    return
  }
  const whole = resources.map((resource) => wholeResource(admin, kind.kind, resource))
  const value = isList ? { apiVersion: 'projectcalico.org/v3', items: whole, kind: `${kind.title}List`, metadata: {} } : whole.length === 1 ? whole[0] : whole
  if (isList || whole.length > 0) system.stdout(dataText(value, output === 'json' ? 'json' : 'yaml', JSON_INDENT))
}
