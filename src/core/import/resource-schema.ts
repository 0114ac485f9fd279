import { z } from 'zod'
import { POOL_MODES } from '../model/cluster'
import { autoMtuField, interfaceAddressField, ipv4Field, macField, nameField, wireguardKeyField } from './field-schema'

/**
 * The fields of Kubernetes' and Calico's resources that shape the dataplane; all others are passed over. Of both API
 * groups: projectcalico.org/v3 and crd.projectcalico.org/v1.
 */

const annotations = z.record(z.string(), z.string()).nullish()
const metadata = z.looseObject({ name: nameField, annotations })

/** A node's address with or without a mask. */
const nodeAddress = z.union([interfaceAddressField, ipv4Field])

export const kubernetesNodeSchema = z.looseObject({
  metadata,
  status: z
    .looseObject({
      addresses: z.array(z.looseObject({ type: z.string(), address: z.string() })).nullish(),
      nodeInfo: z.looseObject({ osImage: z.string().nullish() }).nullish(),
    })
    .nullish(),
})

/** What the annotations of a Kubernetes Node hold, checked in the form of the Calico Node's fields. */
export const calicoNodeSpecSchema = z.looseObject({
  bgp: z
    .looseObject({
      ipv4Address: nodeAddress.nullish(),
      ipv4IPIPTunnelAddr: ipv4Field.nullish(),
      asNumber: z.union([z.int(), z.string()]).nullish(),
      routeReflectorClusterID: z.string().nullish(),
    })
    .nullish(),
  addresses: z.array(z.looseObject({ type: z.string().nullish(), address: z.string() })).nullish(),
  ipv4VXLANTunnelAddr: ipv4Field.nullish(),
  vxlanTunnelMACAddr: macField.nullish(),
  wireguard: z.looseObject({ interfaceIPv4Address: ipv4Field.nullish() }).nullish(),
})

export const calicoNodeSchema = z.looseObject({
  metadata,
  spec: calicoNodeSpecSchema.nullish(),
  status: z.looseObject({ wireguardPublicKey: wireguardKeyField.nullish() }).nullish(),
})

export const podSchema = z.looseObject({
  metadata: z.looseObject({ name: nameField, namespace: nameField.nullish(), annotations }),
  spec: z.looseObject({ nodeName: nameField.nullish(), hostNetwork: z.boolean().nullish(), serviceAccountName: nameField.nullish() }),
  status: z
    .looseObject({
      phase: z.string().nullish(),
      podIP: z.string().nullish(),
      podIPs: z.array(z.looseObject({ ip: z.string().nullish() })).nullish(),
    })
    .nullish(),
})

const poolMode = z.union([z.enum(POOL_MODES), z.literal('')]).nullish()

export const ipPoolSchema = z.looseObject({
  metadata: z.looseObject({ name: nameField }),
  spec: z.looseObject({
    cidr: z.string(),
    blockSize: z.int().nullish(),
    ipipMode: poolMode,
    vxlanMode: poolMode,
    natOutgoing: z.boolean().nullish(),
    disabled: z.boolean().nullish(),
    disableBGPExport: z.boolean().nullish(),
    nodeSelector: z.string().nullish(),
    allowedUses: z.array(z.enum(['Workload', 'Tunnel', 'LoadBalancer'])).nullish(),
    assignmentMode: z.enum(['Automatic', 'Manual']).nullish(),
  }),
})

export const blockAffinitySchema = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    cidr: z.string(),
    node: z.string(),
    state: z.string().nullish(),
    type: z.string().nullish(),
    deleted: z.union([z.boolean(), z.string()]).nullish(),
  }),
})

const allocationAttribute = z.looseObject({ secondary: z.record(z.string(), z.string()).nullish() })

export const ipamBlockSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    cidr: z.string(),
    affinity: z.string().nullish(),
    allocations: z.array(z.int().nullable()).nullish(),
    attributes: z.array(allocationAttribute).nullish(),
    unallocated: z.array(z.int().min(0)).nullish(),
    deleted: z.union([z.boolean(), z.string()]).nullish(),
  }),
})

/** Go's duration in whole seconds: `25s`, `1m`, or a plain number. */
const secondsField = z.union([z.int(), z.string().regex(/^\d{1,6}(s|m|h)?$/, { error: 'is no duration|Write it as 25s.' })])

export const felixConfigurationSchema = z.looseObject({
  metadata: z.looseObject({ name: nameField }),
  spec: z
    .looseObject({
      ipipEnabled: z.boolean().nullish(),
      ipipMTU: autoMtuField.nullish(),
      vxlanEnabled: z.boolean().nullish(),
      vxlanMTU: autoMtuField.nullish(),
      vxlanPort: z.int().min(1).max(65535).nullish(),
      vxlanVNI: z.int().min(1).max(16777215).nullish(),
      wireguardEnabled: z.boolean().nullish(),
      wireguardMTU: autoMtuField.nullish(),
      wireguardListeningPort: z.int().min(1).max(65535).nullish(),
      wireguardRoutingRulePriority: z.int().min(1).max(32765).nullish(),
      wireguardKeepAlive: secondsField.nullish(),
      interfacePrefix: z
        .string()
        .regex(/^[a-z0-9]{1,4}(,[a-z0-9]{1,4})*$/, { error: 'is no interface prefix|Write at most four letters, as in cali.' })
        .nullish(),
      programClusterRoutes: z.enum(['Enabled', 'Disabled']).nullish(),
      bpfEnabled: z.boolean().nullish(),
      nftablesMode: z.string().nullish(),
    })
    .nullish(),
})

export const bgpConfigurationSchema = z.looseObject({
  metadata: z.looseObject({ name: nameField }),
  spec: z.looseObject({ asNumber: z.union([z.int(), z.string()]).nullish(), nodeToNodeMeshEnabled: z.boolean().nullish() }).nullish(),
})

export const bgpPeerSchema = z.looseObject({
  metadata: z.looseObject({ name: nameField }),
  spec: z
    .looseObject({
      node: z.string().nullish(),
      nodeSelector: z.string().nullish(),
      peerIP: z.string().nullish(),
      peerSelector: z.string().nullish(),
      asNumber: z.union([z.int(), z.string()]).nullish(),
    })
    .nullish(),
})

export const clusterInformationSchema = z.looseObject({
  spec: z.looseObject({ calicoVersion: z.string().nullish() }).nullish(),
})
