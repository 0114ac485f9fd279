import { deriveNetwork } from '../calico/derive-network'
import type { LabText } from '../import/manifest'
import { readLab } from '../import/read-lab'
import type { ReadingWatch } from '../import/reading-progress'
import type { Cluster } from '../model/cluster'
import type { NetworkSpec } from '../model/network-spec'
import type { Problem } from '../model/problem'

/** A lab that could be read: what there is to draw before anything runs. */
export interface ReadNetwork {
  readonly cluster: Cluster
  readonly network: NetworkSpec
}

export interface NetworkReading {
  /** Absent when there is any error. */
  readonly lab?: ReadNetwork
  readonly problems: readonly Problem[]
}

/** Reads a lab's files and derives its network, without the engine that runs it. */
export function readNetwork(files: readonly LabText[], watch?: ReadingWatch): NetworkReading {
  const { cluster, problems } = readLab(files, watch)
  return cluster ? { lab: { cluster, network: deriveNetwork(cluster) }, problems } : { problems }
}
