import * as z from 'zod/mini'
import { AWS_SRC_DST_CHECKS, POOL_MODES } from '../model/cluster'
import { autoMtuField, interfaceAddressField, ipv4Field, macField, nameField, notOfForm, wireguardKeyField } from './field-schema'

/**
 * The fields of Kubernetes' and Calico's resources that shape the dataplane; all others are passed over. Of both API
 * groups: projectcalico.org/v3 and crd.projectcalico.org/v1.
 */

const annotations = z.nullish(z.record(z.string(), z.string()))
const metadata = z.looseObject({ name: nameField, annotations, labels: annotations })

/** A node's address with or without a mask. */
const nodeAddress = z.union([interfaceAddressField, ipv4Field])

export const kubernetesNodeSchema = z.looseObject({
  metadata,
  spec: z.nullish(z.looseObject({ providerID: z.nullish(z.string()) })),
  status: z.nullish(z.looseObject({
    addresses: z.nullish(z.array(z.looseObject({ type: z.string(), address: z.string() }))),
    conditions: z.nullish(z.array(z.looseObject({ type: z.nullish(z.string()), status: z.nullish(z.string()) }))),
    nodeInfo: z.nullish(z.looseObject({ osImage: z.nullish(z.string()), operatingSystem: z.nullish(z.string()) })),
  })),
})

/** What the annotations of a Kubernetes Node hold, checked in the form of the Calico Node's fields. */
export const calicoNodeSpecSchema = z.looseObject({
  bgp: z.nullish(z.looseObject({
    ipv4Address: z.nullish(nodeAddress),
    ipv4IPIPTunnelAddr: z.nullish(ipv4Field),
    asNumber: z.nullish(z.union([z.int(), z.string()])),
    routeReflectorClusterID: z.nullish(z.string()),
  })),
  addresses: z.nullish(z.array(z.looseObject({ type: z.nullish(z.string()), address: z.string() }))),
  ipv4VXLANTunnelAddr: z.nullish(ipv4Field),
  vxlanTunnelMACAddr: z.nullish(macField),
  wireguard: z.nullish(z.looseObject({ interfaceIPv4Address: z.nullish(ipv4Field) })),
})

export const calicoNodeSchema = z.looseObject({
  metadata,
  spec: z.nullish(calicoNodeSpecSchema),
  status: z.nullish(z.looseObject({ wireguardPublicKey: z.nullish(wireguardKeyField) })),
})

export const podSchema = z.looseObject({
  metadata: z.looseObject({ name: nameField, namespace: z.nullish(nameField), annotations }),
  spec: z.looseObject({ nodeName: z.nullish(nameField), hostNetwork: z.nullish(z.boolean()), serviceAccountName: z.nullish(nameField) }),
  status: z.nullish(z.looseObject({
    phase: z.nullish(z.string()),
    podIP: z.nullish(z.string()),
    podIPs: z.nullish(z.array(z.looseObject({ ip: z.nullish(z.string()) }))),
  })),
})

const poolMode = z.nullish(z.union([z.enum(POOL_MODES), z.literal('')]))

export const ipPoolSchema = z.looseObject({
  metadata: z.looseObject({ name: nameField }),
  spec: z.looseObject({
    cidr: z.string(),
    blockSize: z.nullish(z.int()),
    ipipMode: poolMode,
    vxlanMode: poolMode,
    natOutgoing: z.nullish(z.boolean()),
    disabled: z.nullish(z.boolean()),
    disableBGPExport: z.nullish(z.boolean()),
    nodeSelector: z.nullish(z.string()),
    allowedUses: z.nullish(z.array(z.enum(['Workload', 'Tunnel', 'LoadBalancer']))),
    assignmentMode: z.nullish(z.enum(['Automatic', 'Manual'])),
  }),
})

export const blockAffinitySchema = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    cidr: z.string(),
    node: z.string(),
    state: z.nullish(z.string()),
    type: z.nullish(z.string()),
    deleted: z.nullish(z.union([z.boolean(), z.string()])),
  }),
})

const allocationAttribute = z.looseObject({ secondary: z.nullish(z.record(z.string(), z.string())) })

export const ipamBlockSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    cidr: z.string(),
    affinity: z.nullish(z.string()),
    allocations: z.nullish(z.array(z.nullable(z.int()))),
    attributes: z.nullish(z.array(allocationAttribute)),
    unallocated: z.nullish(z.array(z.int().check(z.minimum(0)))),
    deleted: z.nullish(z.union([z.boolean(), z.string()])),
  }),
})

/** Go's duration in whole seconds: `25s`, `1m`, or a plain number. */
const secondsField = z.union([z.int(), z.string().check(z.regex(/^\d{1,6}(s|m|h)?$/, { error: notOfForm('duration') }))])

export const felixConfigurationSchema = z.looseObject({
  metadata: z.looseObject({ name: nameField }),
  spec: z.nullish(z.looseObject({
    ipipEnabled: z.nullish(z.boolean()),
    ipipMTU: z.nullish(autoMtuField),
    vxlanEnabled: z.nullish(z.boolean()),
    vxlanMTU: z.nullish(autoMtuField),
    vxlanPort: z.nullish(z.int().check(z.minimum(1), z.maximum(65535))),
    vxlanVNI: z.nullish(z.int().check(z.minimum(1), z.maximum(16777215))),
    wireguardEnabled: z.nullish(z.boolean()),
    wireguardMTU: z.nullish(autoMtuField),
    wireguardListeningPort: z.nullish(z.int().check(z.minimum(1), z.maximum(65535))),
    wireguardRoutingRulePriority: z.nullish(z.int().check(z.minimum(1), z.maximum(32765))),
    wireguardKeepAlive: z.nullish(secondsField),
    interfacePrefix: z.nullish(z.string().check(z.regex(/^[a-z0-9]{1,4}(,[a-z0-9]{1,4})*$/, { error: notOfForm('interface-prefix') }))),
    programClusterRoutes: z.nullish(z.enum(['Enabled', 'Disabled'])),
    awsSrcDstCheck: z.nullish(z.enum(AWS_SRC_DST_CHECKS)),
    bpfEnabled: z.nullish(z.boolean()),
    nftablesMode: z.nullish(z.string()),
  })),
})

export const bgpConfigurationSchema = z.looseObject({
  metadata: z.looseObject({ name: nameField }),
  spec: z.nullish(z.looseObject({ asNumber: z.nullish(z.union([z.int(), z.string()])), nodeToNodeMeshEnabled: z.nullish(z.boolean()) })),
})

export const bgpPeerSchema = z.looseObject({
  metadata: z.looseObject({ name: nameField }),
  spec: z.nullish(z.looseObject({
    node: z.nullish(z.string()),
    nodeSelector: z.nullish(z.string()),
    peerIP: z.nullish(z.string()),
    peerSelector: z.nullish(z.string()),
    asNumber: z.nullish(z.union([z.int(), z.string()])),
  })),
})

export const clusterInformationSchema = z.looseObject({
  spec: z.nullish(z.looseObject({ calicoVersion: z.nullish(z.string()) })),
})
