import type { Cluster } from '../model/cluster'
import type { Fault } from '../model/fault'
import type { CommandRun } from './command-run'
import { Journal } from './journal'
import { LeftPools } from './lab-changes'
import type { UnderlayChoice } from './lab-changes'

/** What a session knows of its lab besides the simulation: the resources as they are now, and what was done to them. */
export interface SessionState {
  cluster: Cluster
  /** As the lab's file has it, with the nodes that there are now. */
  underlay: Cluster['underlay']
  underlayChoice: UnderlayChoice
  leftPools: LeftPools
  /** What is broken on purpose now. */
  faults: readonly Fault[]
  readonly journal: Journal
  /** When a command made a resource, by its key; what came with the lab is not here. */
  readonly createdNs: Map<string, number>
  /** The last two commands that were begun. */
  begun: readonly CommandRun[]
}

/** A lab that was read, before anything is done. */
export function newSessionState(cluster: Cluster): SessionState {
  return { cluster, underlay: cluster.underlay, underlayChoice: { fabric: 'on-prem' }, leftPools: new LeftPools(), faults: [], journal: new Journal(), createdNs: new Map(), begun: [] }
}
