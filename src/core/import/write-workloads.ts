import type { Cluster, ClusterNode, ClusterPod, HostNetworkPod } from '../model/cluster'
import type { JsonObject } from '../model/manifest'
import { formatIpv4 } from '../wire/ipv4-address'
import { formatMac } from '../wire/mac-address'
import { given } from './optional-field'

const CALICO = 'projectcalico.org/'

/** A Node of Kubernetes: what Calico knows of it stands in annotations (libcalico-go/lib/backend/k8s/resources/node.go). */
export function kubernetesNode(node: ClusterNode): JsonObject {
  const annotations: Record<string, string> = { [`${CALICO}IPv4Address`]: `${formatIpv4(node.address)}/${node.prefixLength}` }
  const note = (name: string, value: string | undefined): void => {
    if (value !== undefined) annotations[CALICO + name] = value
  }
  note('ASNumber', text(node.asNumber))
  note('IPv4IPIPTunnelAddr', address(node.ipipTunnelAddress))
  note('IPv4VXLANTunnelAddr', address(node.vxlanTunnelAddress))
  note('IPv4WireguardInterfaceAddr', address(node.wireguardAddress))
  note('RouteReflectorClusterID', node.routeReflectorClusterId)
  note('VXLANTunnelMACAddr', node.vtepMac === undefined ? undefined : formatMac(node.vtepMac))
  note('WireguardPublicKey', node.wireguardPublicKey)
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { annotations, ...given('labels', node.labels), name: node.name },
    spec: given('providerID', node.providerId),
    status: {
      addresses: [{ address: formatIpv4(node.address), type: 'InternalIP' }, { address: node.name, type: 'Hostname' }],
      ...(node.osImage === undefined ? {} : { nodeInfo: { osImage: node.osImage } }),
    },
  }
}

/** A Node as calicoctl shows it (libcalico-go/lib/apis/internalapi/node.go). */
export function calicoNode(node: ClusterNode): JsonObject {
  const masked = `${formatIpv4(node.address)}/${node.prefixLength}`
  const status = given('wireguardPublicKey', node.wireguardPublicKey)
  return {
    apiVersion: 'projectcalico.org/v3',
    kind: 'Node',
    metadata: { ...given('labels', node.labels), name: node.name },
    spec: {
      addresses: [{ address: masked, type: 'CalicoNodeIP' }, { address: formatIpv4(node.address), type: 'InternalIP' }],
      bgp: {
        ...given('asNumber', node.asNumber),
        ipv4Address: masked,
        ...given('ipv4IPIPTunnelAddr', address(node.ipipTunnelAddress)),
        ...given('routeReflectorClusterID', node.routeReflectorClusterId),
      },
      ...given('ipv4VXLANTunnelAddr', address(node.vxlanTunnelAddress)),
      orchRefs: [{ nodeName: node.name, orchestrator: 'k8s' }],
      ...given('vxlanTunnelMACAddr', node.vtepMac === undefined ? undefined : formatMac(node.vtepMac)),
      ...(node.wireguardAddress === undefined ? {} : { wireguard: { interfaceIPv4Address: formatIpv4(node.wireguardAddress) } }),
    },
    ...(Object.keys(status).length === 0 ? {} : { status }),
  }
}

export function podResource(cluster: Cluster, pod: ClusterPod): JsonObject {
  const ip = address(pod.address)
  const node = cluster.nodes[pod.node]
  const annotations = {
    ...(ip === undefined ? {} : { 'cni.projectcalico.org/podIP': `${ip}/32`, 'cni.projectcalico.org/podIPs': `${ip}/32` }),
    ...given('cni.projectcalico.org/hwAddr', pod.mac === undefined ? undefined : formatMac(pod.mac)),
  }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { annotations, name: pod.name, namespace: pod.namespace },
    spec: { nodeName: node?.name ?? '', ...given('serviceAccountName', pod.serviceAccount) },
    status: {
      ...given('hostIP', address(node?.address)),
      phase: 'Running',
      ...(ip === undefined ? {} : { podIP: ip, podIPs: [{ ip }] }),
    },
  }
}

export function hostNetworkPod({ namespace, name, node }: HostNetworkPod): JsonObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace }, spec: { hostNetwork: true, nodeName: node } }
}

/** `<node>-k8s-<pod>-eth0` with every dash doubled (libcalico-go/lib/names/workloadendpoint.go). */
export function workloadEndpoint(cluster: Cluster, pod: ClusterPod, hostVeth: string): JsonObject {
  const node = cluster.nodes[pod.node]?.name ?? ''
  const doubled = (name: string): string => name.replaceAll('-', '--')
  return {
    apiVersion: 'projectcalico.org/v3',
    kind: 'WorkloadEndpoint',
    metadata: {
      labels: {
        'projectcalico.org/namespace': pod.namespace,
        'projectcalico.org/orchestrator': 'k8s',
        ...given('projectcalico.org/serviceaccount', pod.serviceAccount),
      },
      name: `${doubled(node)}-k8s-${doubled(pod.name)}-eth0`,
      namespace: pod.namespace,
    },
    spec: {
      endpoint: 'eth0',
      interfaceName: hostVeth,
      ipNetworks: pod.address === undefined ? [] : [`${formatIpv4(pod.address)}/32`],
      node,
      orchestrator: 'k8s',
      pod: pod.name,
      profiles: [`kns.${pod.namespace}`, ...(pod.serviceAccount === undefined ? [] : [`ksa.${pod.namespace}.${pod.serviceAccount}`])],
      ...given('serviceAccountName', pod.serviceAccount),
    },
  }
}

/** What a node of a running cluster shows: the addresses of tunnels that are on, and the key that Felix published. */
export function nodeInForce(
  node: ClusterNode,
  enabled: { readonly ipip: boolean; readonly vxlan: boolean; readonly wireguard: boolean },
  publicKey: string | undefined,
): ClusterNode {
  const { ipipTunnelAddress, vxlanTunnelAddress, wireguardAddress, wireguardPublicKey, ...rest } = node
  const key = wireguardPublicKey ?? (enabled.wireguard ? publicKey : undefined)
  return {
    ...rest,
    ...(enabled.ipip ? given('ipipTunnelAddress', ipipTunnelAddress) : {}),
    ...(enabled.vxlan ? given('vxlanTunnelAddress', vxlanTunnelAddress) : {}),
    ...(enabled.wireguard ? given('wireguardAddress', wireguardAddress) : {}),
    ...given('wireguardPublicKey', key),
  }
}

function address(value: ClusterNode['address'] | undefined): string | undefined {
  return value === undefined ? undefined : formatIpv4(value)
}

function text(value: number | undefined): string | undefined {
  return value === undefined ? undefined : String(value)
}
