import { err, ok } from '../base/result'
import type { Result } from '../base/result'
import type { NetworkSpec } from '../model/network-spec'

/** Where a command runs: a namespace, or the bridges of segments (`lan-a`, or `fabric` for all). */
export type Place =
  | { readonly kind: 'namespace'; readonly index: number; readonly name: string }
  /** `name` is the namespace that lends the process its clock and output; nothing in it is touched. */
  | { readonly kind: 'segments'; readonly index: -1; readonly name: string; readonly segments: readonly string[] }

const NAMES_IN_MESSAGE = 12

/** Finds a place by its name; a pod's may be given with or without its Kubernetes namespace where it is unambiguous. */
export function findPlace(network: NetworkSpec, typed: string): Result<Place, string> {
  const index = namespaceIndex(network, typed)
  const namespace = index < 0 ? undefined : network.namespaces[index]
  if (namespace) return ok({ kind: 'namespace', index, name: namespace.name })
  const segments = network.segments.map((segment) => segment.name)
  const chosen = typed === 'fabric' ? segments : segments.filter((name) => name === typed)
  const host = network.namespaces[0]
  if (chosen.length > 0 && host) return ok({ kind: 'segments', index: -1, name: host.name, segments: chosen })
  const names = [...network.namespaces.slice(0, NAMES_IN_MESSAGE).map((one) => one.name), ...(network.namespaces.length > NAMES_IN_MESSAGE ? ['…'] : []), ...segments, 'fabric']
  return err(`there is no namespace "${typed}"; this lab has ${names.join(', ')}`)
}

function namespaceIndex(network: NetworkSpec, typed: string): number {
  const exact = network.namespaces.findIndex((one) => one.name === typed)
  if (exact >= 0) return exact
  const slash = typed.indexOf('/')
  if (slash < 0) return -1
  return network.namespaces.findIndex((one) => one.podNamespace === typed.slice(0, slash) && one.name === typed.slice(slash + 1))
}
