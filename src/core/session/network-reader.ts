import { deriveNetwork } from '../calico/derive-network'
import type { FullYaml } from '../import/document-text'
import { readLabWith } from '../import/lab-reader'
import type { LabText } from '../import/manifest'
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
  /** As in LabReading. */
  readonly lacksYaml?: true
}

/** Reads a lab's files and derives its network, without the engine that runs it. */
export function readNetworkWith(yaml: FullYaml | undefined, files: readonly LabText[], watch?: ReadingWatch): NetworkReading {
  const { cluster, ...reading } = readLabWith(yaml, files, watch)
  return cluster ? { lab: { cluster, network: deriveNetwork(cluster) }, ...reading } : reading
}
