import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'
import type { System } from '../../engine/kernel-api'
import type { JsonObject } from '../../model/manifest'
import { nameOf, namespaceOf } from '../../model/resource'
import type { ClusterAdmin } from '../cluster-admin'
import type { ParsedOptions } from '../options'
import { KUBECTL_TABLE, tabTable } from '../resources/tab-table'
import { dataText, wholeResource } from '../resources/resource-text'
import { jsonPathText } from './json-path'
import { asStored, fullName, notFound } from './kinds'
import type { KubectlKind } from './kinds'
import { labelSelector } from './selector'
import { tableRows } from './tables'
import { targets } from './targets'
import type { Target } from './targets'

const JSON_INDENT = 4
const FORMATS = ['wide', 'yaml', 'json', 'name', 'jsonpath=…']

interface Found {
  readonly kind: KubectlKind
  readonly resource: JsonObject
}

/** `kubectl get TYPE [NAME…]`, `TYPE/NAME…`, `TYPE,TYPE`. */
export function get(system: System, admin: ClusterAdmin, { operands, flags, values }: ParsedOptions): Result<void, string> {
  const output = (values.get('o') ?? '')
  if (output !== '' && !['wide', 'yaml', 'json', 'name'].includes(output) && !output.startsWith('jsonpath=')) {
    return err(`error: unable to match a printer suitable for the output format "${output}"; Hopscope's kubectl has ${FORMATS.join(', ')}`)
  }
  const isAll = operands[0] === 'all' && operands.length === 1
  const asked = targets(isAll ? ['pods'] : operands)
  if (!asked.ok) return asked
  const selected = values.get('l') ?? values.get('selector')
  const selector = labelSelector(selected ?? '')
  if (selected !== undefined && !selector.ok) return selector
  const isSelected = selector.ok && selected !== undefined ? selector.value : () => true
  const scope = flags.has('A') ? undefined : (values.get('n') ?? 'default')
  const lists = asked.value.map((target) => find(admin, target, scope).filter(({ resource }) => isSelected(resource)))
  const lost = asked.value.filter(({ name }, i) => name !== undefined && lists[i]?.length === 0)
  const isOne = asked.value.length === 1 && asked.value[0]?.name !== undefined
  const shown = print(system, admin, lists, { output, flags, isOne, isAll })
  if (!shown.ok) return shown
  if (isAll) system.stderr('Pods are all that there is here: services and workloads are not modelled.\n')
  if (lost.length > 0) return err(lost.map(({ kind, name = '' }) => notFound(kind, name)).join('\n'))
  if (lists.every((list) => list.length === 0) && !['yaml', 'json'].includes(output) && !output.startsWith('jsonpath=')) {
    system.stderr(`No resources found${scope !== undefined && asked.value.some(({ kind }) => kind.isNamespaced) ? ` in ${scope} namespace.` : ''}\n`)
  }
  return ok(undefined)
}

function find(admin: ClusterAdmin, { kind, name }: Target, scope: string | undefined): readonly Found[] {
  const inScope = (resource: JsonObject): boolean => !kind.isNamespaced || scope === undefined || namespaceOf(resource) === scope
  const all = admin.resources(kind.kind).filter((resource) => inScope(resource) && (name === undefined || nameOf(resource) === name))
  return all.map((resource) => ({ kind, resource }))
}

interface Printing {
  readonly output: string
  readonly flags: ReadonlySet<string>
  /** One resource is asked for by its name. */
  readonly isOne: boolean
  /** Every type of a workload is asked for. */
  readonly isAll: boolean
}

function print(system: System, admin: ClusterAdmin, lists: readonly (readonly Found[])[], { output, flags, isOne, isAll }: Printing): Result<void, string> {
  const found = lists.flat()
  if (output === 'name') {
    system.stdout(found.map(({ kind, resource }) => `${fullName(kind, nameOf(resource))}\n`).join(''))
    return ok(undefined)
  }
  if (output === '' || output === 'wide') {
    system.stdout(tables(system, admin, lists, { isWide: output === 'wide', flags, hasPrefix: isAll }))
    return ok(undefined)
  }
  const whole = found.map(({ kind, resource }) => wholeResource(admin, kind.kind, asStored(kind, resource)))
  const data = isOne ? whole[0] : { apiVersion: 'v1', items: whole, kind: 'List', metadata: { resourceVersion: '' } }
  if (data === undefined) return ok(undefined)
  const text = output.startsWith('jsonpath=') ? jsonPathText(output.slice('jsonpath='.length), data) : ok(dataText(data, output === 'json' ? 'json' : 'yaml', JSON_INDENT))
  if (!text.ok) return text
  system.stdout(text.value)
  return ok(undefined)
}

/** A table for each type, names that were asked for together in one. */
function tables(system: System, admin: ClusterAdmin, lists: readonly (readonly Found[])[], { isWide, flags, hasPrefix }: { readonly isWide: boolean; readonly flags: ReadonlySet<string>; readonly hasPrefix: boolean }): string {
  const byKind = new Map<KubectlKind, JsonObject[]>()
  for (const { kind, resource } of lists.flat()) {
    const group = byKind.get(kind)
    if (group) group.push(resource)
    else byKind.set(kind, [resource])
  }
  const texts = [...byKind].map(([kind, resources]) => {
    const view = {
      admin,
      kind,
      nowNs: system.nowNs(),
      isWide,
      showsNamespace: flags.has('A') && kind.isNamespaced === true,
      showsLabels: flags.has('show-labels'),
      namePrefix: hasPrefix || byKind.size > 1 ? fullName(kind, '') : '',
    }
    const rows = tableRows(resources, view)
    return tabTable(flags.has('no-headers') ? rows.slice(1) : rows, KUBECTL_TABLE)
  })
  return texts.join('\n')
}
