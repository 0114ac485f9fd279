import type { Cluster } from '../model/cluster'
import type { Manifest } from '../model/manifest'
import { isJsonObject } from '../model/manifest'
import { nameOf, namespaceOf } from '../model/resource'

/**
 * Gives each written pod that names no node the one with the fewest pods, the first in the lab's order among equals; a pod
 * that runs stays where it is. Status is left out: the server writes it.
 */
export function placePods(cluster: Cluster, put: readonly Manifest[]): readonly Manifest[] {
  const load = cluster.nodes.map(() => 0)
  for (const { node } of cluster.pods) load[node] = (load[node] ?? 0) + 1
  return put.map((manifest) => {
    if (manifest.apiVersion !== 'v1' || manifest.kind !== 'Pod') return manifest
    const { status: _server, ...data } = manifest.data
    const spec = data.spec ?? {}
    // anything but a map is the readers' to refuse
    if (!isJsonObject(spec) || !['', null, undefined].includes(spec.nodeName as string | null | undefined)) return { ...manifest, data }
    const known = cluster.pods.find(({ name, namespace }) => name === nameOf(data) && namespace === (namespaceOf(data) || 'default'))
    const node = known?.node ?? load.indexOf(Math.min(...load))
    if (known === undefined) load[node] = (load[node] ?? 0) + 1
    return { ...manifest, data: { ...data, spec: { ...spec, nodeName: cluster.nodes[node]?.name } } }
  })
}
