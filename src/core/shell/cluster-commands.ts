import type { Program } from '../engine/kernel-api'
import { birdclOn } from './birdcl/birdcl'
import { calicoctlOn } from './calicoctl/calicoctl'
import { awsOn } from './cloud/aws'
import type { ClusterAdmin } from './cluster-admin'
import { kubectlOn } from './kubectl/kubectl'
import { manualOf } from './manual'
import { withHelp } from './manual/with-help'

/** Programs that act on the cluster, by name. */
const CLUSTER_COMMANDS: Readonly<Record<string, (admin: ClusterAdmin) => Program>> = { aws: awsOn, birdcl: birdclOn, calicoctl: calicoctlOn, kubectl: kubectlOn }

/** In alphabetical order. */
export const CLUSTER_COMMAND_NAMES: readonly string[] = Object.keys(CLUSTER_COMMANDS)

/** The program of that name on this cluster; `undefined` for what is none of the cluster's. */
export function clusterCommandNamed(name: string, admin: ClusterAdmin): Program | undefined {
  const program = Object.hasOwn(CLUSTER_COMMANDS, name) ? CLUSTER_COMMANDS[name]?.(admin) : undefined
  return program && withHelp(manualOf(name), program)
}
