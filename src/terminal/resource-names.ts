import type { LabSession } from '../core/session/lab-session'
import { calicoctlKind, CALICOCTL_KINDS } from '../core/shell/calicoctl/kinds'
import { KUBECTL_KINDS, kubectlKind } from '../core/shell/kubectl/kinds'
import type { Manual } from '../core/shell/manual/entry'

/** Words that can follow a verb of kubectl or calicoctl: a type, `type/`, then names of that type. */
export function resourceWords(manual: Manual, before: readonly string[], last: string, session: LabSession): readonly string[] {
  const [, type, ...names] = operandsOf(manual, before)
  const isKubectl = manual.name === 'kubectl'
  if (type !== undefined) return namesOf(isKubectl ? kubectlKind(type)?.kind : calicoctlKind(type)?.kind, session).filter((name) => !names.includes(name))
  const [typed = '', name] = last.split('/')
  if (isKubectl && name !== undefined) return namesOf(kubectlKind(typed)?.kind, session).map((known) => `${typed}/${known}`)
  return isKubectl ? KUBECTL_KINDS.map(({ plural }) => plural) : CALICOCTL_KINDS.flatMap(({ names: [first] }) => first ?? [])
}

export function podNames(session: LabSession): readonly string[] {
  return session.cluster.pods.map(({ name }) => name)
}

export function kubernetesNamespaces({ cluster }: LabSession): readonly string[] {
  return [...new Set(['default', 'kube-system', ...cluster.pods.map(({ namespace }) => namespace)])]
}

/** Words that are neither an option nor the value of one. */
function operandsOf({ options }: Manual, words: readonly string[]): readonly string[] {
  const takesValue = (word: string | undefined): boolean => word !== undefined && options.some(({ flag, long, value }) => value !== undefined && (flag === word || long === word))
  return words.filter((word, i) => !word.startsWith('-') && !takesValue(words[i - 1]))
}

function namesOf(kind: string | undefined, session: LabSession): readonly string[] {
  const { cluster } = session
  switch (kind) {
    case 'Pod':
      return podNames(session)
    case 'Node':
    case 'CalicoNode':
      return cluster.nodes.map(({ name }) => name)
    case 'IPPool':
      return cluster.pools.map(({ name }) => name)
    case 'BGPPeer':
      return cluster.bgpPeers.map(({ name }) => name)
    case 'Namespace':
      return kubernetesNamespaces(session)
    case 'FelixConfiguration':
      return ['default', ...Object.keys(cluster.felixOfNode).map((node) => `node.${node}`)]
    case 'BGPConfiguration':
    case 'ClusterInformation':
      return ['default']
    default:
      return []
  }
}
