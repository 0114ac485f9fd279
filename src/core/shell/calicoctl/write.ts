import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'
import type { System } from '../../engine/kernel-api'
import type { Manifest } from '../../model/manifest'
import { nameOf, namespaceOf, refOf } from '../../model/resource'
import type { ResourceRef } from '../../model/resource'
import type { ClusterAdmin } from '../cluster-admin'
import type { ParsedOptions } from '../options'
import { manifestOf } from '../resources/manifest-of'
import { readInput } from '../resources/read-input'
import { patched } from '../resources/read-patch'
import { namespaceScope } from './get'
import { CALICOCTL_KINDS, calicoctlKind, identity, missing, unsupportedKind } from './kinds'
import type { CalicoctlKind } from './kinds'

export type FileVerb = 'apply' | 'create' | 'replace'

const DONE: Readonly<Record<FileVerb, string>> = { apply: 'applied', create: 'created', replace: 'replaced' }

/** `calicoctl apply|create|replace -f FILE`: all of the file or nothing. */
export function writeFile(system: System, admin: ClusterAdmin, verb: FileVerb, { operands, flags, values }: ParsedOptions): Result<void, string> {
  const file = values.get('f')
  if (file === undefined || operands.length > 0) return err(`Invalid option: 'calicoctl ${[verb, ...operands].join(' ')}'. Use flag '--help' to read about a specific subcommand.`)
  const read = readInput(system, admin, file)
  if (!read.ok) return err(`Failed to execute command: ${read.error}`)
  if (read.value.length === 0) return err(`No resources specified in file ${file}`)
  const kinds = read.value.map(kindOf)
  const foreign = read.value.find((_, i) => kinds[i] === undefined)
  if (foreign) return err(`Failed to execute command: Unknown resource type (${foreign.kind}) and/or version (${foreign.apiVersion})\n${calicoctlHint(foreign)}`)
  const failure = firstFailure(admin, verb, read.value)
  const skipped = failure !== undefined && verb === 'create' && flags.has('skip-exists')
  const put = skipped ? read.value.filter((manifest) => !isThere(admin, manifest)) : read.value
  const unmade = put.find((manifest) => manifest.kind === 'Node' && verb !== 'replace' && (verb === 'create' || !isThere(admin, manifest)))
  const refusal = unmade ? unsupported('Create', nameOf(unmade.data)) : skipped ? undefined : failure
  const written = refusal !== undefined ? err(refusal) : admin.edit({ put, remove: [] })
  const titles = new Set(kinds.map((kind) => kind?.title))
  const title = titles.size === 1 ? ` '${[...titles].join('')}'` : ''
  if (!written.ok) return err(`Failed to ${verb}${read.value.length === 1 ? '' : ' any'}${title} resource${read.value.length === 1 ? '' : 's'}: [${written.error}]${unmade === undefined ? '' : '\nkubectl makes it: kubectl apply -f FILE, with a v1 Node that has an InternalIP'}`)
  system.stdout(`Successfully ${DONE[verb]} ${read.value.length}${title} resource(s)\n`)
  return ok(undefined)
}

function kindOf(manifest: Manifest): CalicoctlKind | undefined {
  return manifest.apiVersion === 'projectcalico.org/v3' ? CALICOCTL_KINDS.find(({ title }) => title === manifest.kind) : undefined
}

function calicoctlHint({ apiVersion }: Manifest): string {
  if (apiVersion === 'v1' || apiVersion.startsWith('crd.')) return 'kubectl writes it: kubectl apply -f FILE'
  return `calicoctl writes projectcalico.org/v3: ${CALICOCTL_KINDS.map(({ title }) => title).join(', ')}`
}

function isThere(admin: ClusterAdmin, manifest: Manifest): boolean {
  const ref = refOf(manifest)
  return ref !== undefined && admin.has(ref)
}

/** On a Kubernetes datastore nodes are kubelet's to register and kubectl's to delete (libcalico-go/lib/backend/k8s/resources/node.go). */
function unsupported(operation: 'Create' | 'Delete', node: string): string {
  return `operation ${operation} is not supported on Node(${node})`
}

/** `create` wants none to be there, `replace` all. */
function firstFailure(admin: ClusterAdmin, verb: FileVerb, manifests: readonly Manifest[]): string | undefined {
  if (verb === 'apply') return undefined
  const wrong = manifests.find((manifest) => isThere(admin, manifest) === (verb === 'create'))
  const kind = wrong && kindOf(wrong)
  if (!wrong || !kind) return undefined
  const name = nameOf(wrong.data)
  return verb === 'create' ? `resource already exists: ${identity(kind, name)} with error: ${kind.stored} "${name}" already exists` : missing(kind, name)
}

/** `calicoctl patch KIND NAME -p PATCH`: what calicoctl calls strategic and merge is the same for its kinds. */
export function patch(system: System, admin: ClusterAdmin, { operands, values }: ParsedOptions): Result<void, string> {
  const [typed = '', name, ...more] = operands
  const text = values.get('p')
  if (name === undefined || text === undefined || more.length > 0) {
    return err(`Invalid option: 'calicoctl ${['patch', ...operands].join(' ')}'. Use flag '--help' to read about a specific subcommand.\ncalicoctl patch wants KIND NAME -p '{"spec":{…}}'`)
  }
  const kind = calicoctlKind(typed)
  if (!kind) return err(unsupportedKind(typed))
  const type = (values.get('t') ?? 'strategic').replace(/^=/, '')
  if (!['strategic', 'merge', 'json'].includes(type)) return err(`Hit error: patch type ${type} is unknown; calicoctl has strategic, merge and json`)
  const scope = namespaceScope(kind, false, values.get('n'))
  if (!scope.ok) return err(`Hit error: ${scope.error}`)
  const resource = admin.resources(kind.kind).find((candidate) => nameOf(candidate) === name && namespaceOf(candidate) === (scope.value ?? ''))
  if (!resource) return err(`Hit error: ${missing(kind, name, scope.value)}`)
  // calicoctl reads every type as a merge patch; a list can only be meant as RFC 6902
  const isList = text.trimStart().startsWith('[')
  const changed = patched(admin, resource, text, type === 'json' && isList ? 'json' : 'merge')
  if (!changed.ok) return err(`Hit error: ${changed.error}`)
  const written = admin.edit({ put: [manifestOf(changed.value)], remove: [] })
  if (!written.ok) return err(`Hit error: updating existing resource: ${written.error}`)
  system.stdout(`Successfully patched 1 '${kind.title}' resource\n`)
  return ok(undefined)
}

/** `calicoctl delete KIND NAME…` or `-f FILE`. */
export function remove(system: System, admin: ClusterAdmin, options: ParsedOptions): Result<void, string> {
  const named = options.values.has('f') ? refsInFile(system, admin, options.values.get('f') ?? '') : refsNamed(options)
  if (!named.ok) return named
  const title = new Set(named.value.map(({ kind }) => kind)).size === 1 ? ` '${named.value[0]?.kind.title ?? ''}'` : ''
  const lost = named.value.filter(({ ref }) => !admin.has(ref))
  if (lost.length > 0 && !options.flags.has('s')) return err(lost.map(({ kind, ref }) => `Failed to delete${title} resource: ${missing(kind, ref.name, ref.namespace)}`).join('\n'))
  const node = named.value.find(({ kind, ref }) => kind.kind === 'CalicoNode' && admin.has(ref))
  if (node) return err(`Failed to delete${title} resource: ${unsupported('Delete', node.ref.name)}\nkubectl deletes it: kubectl delete node ${node.ref.name}`)
  const removed = admin.edit({ put: [], remove: named.value.map(({ ref }) => ref).filter((ref) => admin.has(ref)) })
  if (!removed.ok) return err(`Failed to delete${title} resource: ${removed.error}`)
  system.stdout(`Successfully deleted ${named.value.length}${title} resource(s)\n`)
  return ok(undefined)
}

type NamedResource = Readonly<{ kind: CalicoctlKind; ref: ResourceRef }>

function refsNamed({ operands, values }: ParsedOptions): Result<readonly NamedResource[], string> {
  const [typed = '', ...names] = operands
  const kind = calicoctlKind(typed)
  if (!kind) return err(unsupportedKind(typed))
  const scope = namespaceScope(kind, false, values.get('n'))
  if (!scope.ok) return scope
  if (names.length === 0) return err('resource name may not be empty')
  const namespace = scope.value === undefined || scope.value === '' ? {} : { namespace: scope.value }
  return ok(names.map((name) => ({ kind, ref: { kind: kind.kind, name, ...namespace } })))
}

function refsInFile(system: System, admin: ClusterAdmin, file: string): Result<readonly NamedResource[], string> {
  const read = readInput(system, admin, file)
  if (!read.ok) return err(`Failed to execute command: ${read.error}`)
  const named = read.value.flatMap((manifest) => {
    const [kind, ref] = [kindOf(manifest), refOf(manifest)]
    return kind && ref ? [{ kind, ref }] : []
  })
  return named.length === 0 ? err(`No resources specified in file ${file}`) : ok(named)
}
