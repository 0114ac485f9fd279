import { checkShape } from './check-shape'
import type { ClusterDraft } from './cluster-draft'
import { emptyDraft } from './cluster-draft'
import type { Manifest } from '../model/manifest'
import { nameOf } from '../model/resource'
import type { UnreadEffect } from '../words/en-problems'
import type { ProblemLog } from './manifest'
import {
  readBgpConfiguration,
  readBgpPeer,
  readBlockAffinity,
  readClusterInformation,
  readFelixConfiguration,
  readIpamBlock,
  readIpPool,
} from './read-calico-config'
import { readCalicoConfig, readCalicoDaemonSet, readInstallation } from './read-installation'
import { ReadingCounter } from './reading-progress'
import type { ReadingWatch } from './reading-progress'
import { readCalicoNode, readKubernetesNode, readPod } from './read-workloads'
import { underlaySchema } from './underlay-schema'

type Reader = (manifest: Manifest, draft: ClusterDraft, log: ProblemLog) => void

/** A namespace is there as soon as a pod is in it. */
const passOver: Reader = () => undefined

const KUBERNETES: Readonly<Record<string, Reader>> = { Namespace: passOver, Node: readKubernetesNode, Pod: readPod }

const CALICO: Readonly<Record<string, Reader>> = {
  Node: readCalicoNode,
  IPPool: readIpPool,
  BlockAffinity: readBlockAffinity,
  IPAMBlock: readIpamBlock,
  FelixConfiguration: readFelixConfiguration,
  BGPConfiguration: readBgpConfiguration,
  BGPPeer: readBgpPeer,
  ClusterInformation: readClusterInformation,
}

/** Kinds of others that say how Calico was installed: the one resource of that name, or any. */
const INSTALLERS: Readonly<Record<string, { readonly reader: Reader; readonly name?: string }>> = {
  'operator.tigera.io/v1 Installation': { reader: readInstallation },
  'v1 ConfigMap': { reader: readCalicoConfig, name: 'calico-config' },
  'apps/v1 DaemonSet': { reader: readCalicoDaemonSet, name: 'calico-node' },
}

const CALICO_GROUPS = ['projectcalico.org/v3', 'crd.projectcalico.org/v1']

/** Reads each manifest by itself; kinds that shape no dataplane are named once and passed over. */
export function readResources(manifests: readonly Manifest[], log: ProblemLog, watch?: ReadingWatch): ClusterDraft {
  const counter = new ReadingCounter('resources', manifests.length, watch)
  const draft = emptyDraft()
  const ignored = new Set<string>()
  for (const manifest of manifests) {
    counter.count()
    const { apiVersion, kind } = manifest
    const readers = apiVersion === 'v1' ? KUBERNETES : CALICO_GROUPS.includes(apiVersion) ? CALICO : {}
    const name = `${apiVersion} ${kind}`
    const installer = Object.hasOwn(INSTALLERS, name) ? INSTALLERS[name] : undefined
    const isInstaller = installer && (installer.name ?? nameOf(manifest.data)) === nameOf(manifest.data)
    const reader = isInstaller ? installer.reader : Object.hasOwn(readers, kind) ? readers[kind] : undefined
    if (reader) reader(manifest, draft, log)
    else if (apiVersion.startsWith('hopscope.dev/')) readUnderlay(manifest, draft, log)
    else if (!ignored.has(name)) {
      ignored.add(name)
      noteUnread(manifest, log)
    }
  }
  return draft
}

/** What a real node would do with a packet because of a kind that is not modelled. */
const EFFECT_OF_UNREAD: Readonly<Record<string, UnreadEffect>> = {
  NetworkPolicy: 'policy',
  GlobalNetworkPolicy: 'policy',
  AdminNetworkPolicy: 'policy',
  BaselineAdminNetworkPolicy: 'policy',
  HostEndpoint: 'endpoint',
  Service: 'service',
}

function noteUnread(manifest: Manifest, log: ProblemLog): void {
  const { apiVersion, kind } = manifest
  const effect = Object.hasOwn(EFFECT_OF_UNREAD, kind) ? EFFECT_OF_UNREAD[kind] : undefined
  const name = `${kind.slice(0, 60)} of ${apiVersion.slice(0, 60)}`
  if (effect === undefined) log.at(manifest, ['kind'], 'warning', 'kind-ignored', { kind: name })
  else log.at(manifest, ['kind'], 'warning', 'kind-not-modelled', { kind: name, effect })
}

function readUnderlay(manifest: Manifest, draft: ClusterDraft, log: ProblemLog): void {
  const document = checkShape(manifest, underlaySchema, log)
  if (!document) return
  if (draft.underlays.length > 0) {
    log.at(manifest, ['kind'], 'error', 'underlay-duplicate', {})
    return
  }
  draft.underlays.push({ manifest, document })
}
