import * as z from 'zod/mini'
import { autoMtuField } from './field-schema'

/** What is read of the resources that say how Calico was installed; all else in them is passed over. */

const text = z.nullish(z.string())

const installedPool = z.looseObject({
  name: text,
  cidr: z.string(),
  encapsulation: text,
  natOutgoing: text,
})

export const installationSchema = z.looseObject({
  spec: z.nullish(z.looseObject({
    variant: text,
    cni: z.nullish(z.looseObject({ type: text, ipam: z.nullish(z.looseObject({ type: text })) })),
    calicoNetwork: z.nullish(z.looseObject({
      bgp: text,
      mtu: z.nullish(autoMtuField),
      linuxDataplane: text,
      clusterRoutingMode: text,
      containerIPForwarding: text,
      ipPools: z.nullish(z.array(installedPool)),
    })),
  })),
  status: z.nullish(z.looseObject({ calicoVersion: text, mtu: z.nullish(autoMtuField) })),
})

/** ConfigMap calico-config. */
export const calicoConfigSchema = z.looseObject({
  data: z.nullish(z.looseObject({ calico_backend: text, veth_mtu: text })),
})

/** DaemonSet calico-node. */
export const daemonSetSchema = z.looseObject({
  spec: z.looseObject({
    template: z.looseObject({
      spec: z.looseObject({
        containers: z.array(z.looseObject({ name: z.string(), image: text, env: z.nullish(z.array(z.looseObject({ name: z.string(), value: text }))) })),
      }),
    }),
  }),
})
