import type { Result } from '../base/result'
import type { Cluster } from '../model/cluster'

/** What `calicoctl` acts on: the cluster's resources. Replacing them derives the dataplane anew, at once, as Felix and BIRD would. */
export interface ClusterAdmin {
  readonly cluster: Cluster
  /** The error says why these resources cannot be; then nothing has changed. */
  replace(cluster: Cluster): Result<void, string>
}
