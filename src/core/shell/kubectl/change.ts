import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'
import type { System } from '../../engine/kernel-api'
import { nameOf, namespaceOf, refOf } from '../../model/resource'
import type { ResourceRef } from '../../model/resource'
import type { ClusterAdmin } from '../cluster-admin'
import type { ParsedOptions } from '../options'
import { manifestOf } from '../resources/manifest-of'
import { readInput } from '../resources/read-input'
import { patched } from '../resources/read-patch'
import { refIn } from '../resources/resource-text'
import { fullName, kubectlKindOf, notFound } from './kinds'
import { targets } from './targets'

const LASTING_NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system']

/** `kubectl patch TYPE NAME -p PATCH [--type merge|strategic|json]`. */
export function patch(system: System, admin: ClusterAdmin, { operands, values }: ParsedOptions): Result<void, string> {
  const asked = targets(operands)
  if (!asked.ok) return asked
  const [target, ...more] = asked.value
  const text = values.get('p')
  if (target?.name === undefined || more.length > 0 || text === undefined) return err(`error: must specify -p to patch, and one resource: kubectl patch TYPE NAME --type=merge -p '{"spec":{…}}'`)
  const { kind, name } = target
  const type = (values.get('type') ?? 'strategic').replace(/^=/, '')
  if (!['strategic', 'merge', 'json'].includes(type)) return err(`error: --type must be one of [json merge strategic], not "${type}"`)
  if (type === 'strategic' && kind.group !== undefined) {
    return err(`error: application/strategic-merge-patch+json is not supported by ${kind.group}/v1, Kind=${kind.kind}: the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json\nwrite --type=merge`)
  }
  const namespace = kind.isNamespaced ? (values.get('n') ?? 'default') : ''
  const resource = admin.resources(kind.kind).find((candidate) => nameOf(candidate) === name && namespaceOf(candidate) === namespace)
  if (!resource) return err(notFound(kind, name))
  const changed = patched(admin, resource, text, type)
  if (!changed.ok) return err(`error: ${changed.error}`)
  if (JSON.stringify(changed.value) === JSON.stringify(resource)) {
    system.stdout(`${fullName(kind, name)} patched (no change)\n`)
    return ok(undefined)
  }
  const done = admin.edit({ put: [manifestOf(changed.value)], remove: [] })
  if (!done.ok) return err(`The ${kind.kind} "${name}" is invalid: ${done.error}`)
  system.stdout(`${fullName(kind, name)} patched\n`)
  return ok(undefined)
}

/** `kubectl delete TYPE NAME…`, `--all`, or `-f FILE`: all that is named or nothing. A namespace takes its pods along. */
export function remove(system: System, admin: ClusterAdmin, options: ParsedOptions): Result<void, string> {
  const refs = options.values.has('f') ? refsInFile(system, admin, options.values.get('f') ?? '') : refsNamed(admin, options)
  if (!refs.ok) return refs
  const lost = refs.value.filter((ref) => !admin.has(ref))
  if (lost.length > 0 && !options.flags.has('ignore-not-found')) return err(lost.map(missing).join('\n'))
  const present = refs.value.filter((ref) => !lost.includes(ref))
  const lasting = present.find(({ kind, name }) => kind === 'Namespace' && LASTING_NAMESPACES.includes(name))
  if (lasting) return err(`Error from server (Forbidden): namespaces "${lasting.name}" is forbidden: this namespace may not be deleted`)
  const done = admin.edit({ put: [], remove: present.flatMap((ref) => [ref, ...inside(admin, ref)]) })
  if (!done.ok) return err(`Error from server (Invalid): ${done.error}`)
  if (present.length === 0) system.stdout('No resources found\n')
  for (const { kind, name } of present) {
    const known = kubectlKindOf(kind)
    system.stdout(`${known ? fullName(known, '').slice(0, -1) : kind} "${name}" deleted\n`)
  }
  return ok(undefined)
}

function inside(admin: ClusterAdmin, { kind, name }: ResourceRef): readonly ResourceRef[] {
  if (kind !== 'Namespace') return []
  return admin.resources('Pod').filter((pod) => namespaceOf(pod) === name).map((pod) => refIn('Pod', pod))
}

function missing({ kind, name }: ResourceRef): string {
  const known = kubectlKindOf(kind)
  return known ? notFound(known, name) : `Error from server (NotFound): ${kind} "${name}" not found`
}

function refsNamed(admin: ClusterAdmin, { operands, flags, values }: ParsedOptions): Result<readonly ResourceRef[], string> {
  const asked = targets(operands)
  if (!asked.ok) return asked
  const namespace = values.get('n') ?? 'default'
  const nameless = asked.value.find(({ name }) => name === undefined)
  if (nameless && !flags.has('all')) return err('error: resource(s) were provided, but no name was specified')
  return ok(
    asked.value.flatMap(({ kind, name }) => {
      const inNamespace = (ref: ResourceRef): boolean => !kind.isNamespaced || ref.namespace === namespace
      if (name === undefined) return admin.resources(kind.kind).map((resource) => refIn(kind.kind, resource)).filter(inNamespace)
      return [{ kind: kind.kind, name, ...(kind.isNamespaced ? { namespace } : {}) }]
    }),
  )
}

function refsInFile(system: System, admin: ClusterAdmin, file: string): Result<readonly ResourceRef[], string> {
  const read = readInput(system, admin, file)
  if (!read.ok) return err(`error: ${read.error}`)
  const unknown = read.value.find((manifest) => refOf(manifest) === undefined)
  if (unknown) return err(`error: no matches for kind "${unknown.kind}" in version "${unknown.apiVersion}"`)
  return ok(read.value.flatMap((manifest) => refOf(manifest) ?? []))
}

/** `kubectl create namespace NAME`. */
export function createNamespace(system: System, admin: ClusterAdmin, name: string | undefined): Result<void, string> {
  if (name === undefined) return err('error: exactly one NAME is required, got 0')
  if (admin.has({ kind: 'Namespace', name })) return err(`Error from server (AlreadyExists): namespaces "${name}" already exists`)
  if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) return err(`The Namespace "${name}" is invalid: metadata.name: Invalid value: "${name}": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character`)
  const done = admin.edit({ put: [manifestOf({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })], remove: [] })
  if (!done.ok) return err(`Error from server (Invalid): ${done.error}`)
  system.stdout(`namespace/${name} created\n`)
  return ok(undefined)
}
