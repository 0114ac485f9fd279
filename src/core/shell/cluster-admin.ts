import type { Result } from '../base/result'
import type { Program, System } from '../engine/kernel-api'
import type { BgpView } from '../model/bgp'
import type { Cluster } from '../model/cluster'
import type { JsonObject, Manifest } from '../model/manifest'
import type { ResourceKind, ResourceRef } from '../model/resource'
import type { Ipv4 } from '../wire/ipv4-address'

/** What `calicoctl`, `kubectl` and `birdcl` act on: the cluster's resources, as a program with a kubeconfig sees them. */
export interface ClusterAdmin {
  readonly cluster: Cluster
  /** All of a kind in the order of namespaces and names, as the server lists them; Calico's in projectcalico.org/v3. */
  resources(kind: ResourceKind): readonly JsonObject[]
  /** Whether there is such a resource: quicker than looking through all of its kind. */
  has(ref: ResourceRef): boolean
  /** Reads manifests (YAML or JSON, lists too); the error names file, line, what is wrong and how to mend it. */
  read(file: string, text: string): Result<readonly Manifest[], string>
  /** One document's plain data, of JSON or YAML: a patch. */
  parse(text: string): Result<unknown, string>
  /** Writes and deletes, all or nothing; the dataplane is derived anew at once, as Felix and BIRD would. */
  edit(edit: { readonly put: readonly Manifest[]; readonly remove: readonly ResourceRef[] }): Result<void, string>
  /** Simulated time at which a resource was made; 0 for what came with the lab. */
  createdNs(ref: ResourceRef): number
  /** What the server adds to a resource's metadata: `creationTimestamp` and `uid`. */
  serverMetadata(ref: ResourceRef): JsonObject
  /** Addresses in use, as IPAM's records have them. */
  addressUses(): readonly AddressUse[]
  /** BIRD of a node; `undefined` for what is no node. */
  bgpOf(node: string): BgpView | undefined
  /** Runs a program in another namespace, in the caller's stead: with its input, files and output. */
  enter(netns: string, argv: readonly string[], from: System): Result<ReturnType<Program>, string>
}

export interface AddressUse {
  readonly address: Ipv4
  readonly handle: string
  readonly attributes: Readonly<Record<string, string>>
}
