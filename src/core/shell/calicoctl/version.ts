import type { CalicoVersion } from '../../model/cluster'

/** The releases that the profiles stand for; `calicoctl version` tells them. */
const RELEASES: Readonly<Record<CalicoVersion, string>> = { 'v3.26': 'v3.26.4', 'v3.30': 'v3.30.7', 'v3.32.1': 'v3.32.1' }

export function versionText(version: CalicoVersion): string {
  const release = RELEASES[version]
  return `Client Version:    ${release}\nCluster Version:   ${release}\nCluster Type:      k8s,bgp,kdd\n`
}
