import { describe, expect, it } from 'vitest'
import { buildNetworkIndex } from '../calico/network-index'
import { calicoRoutes } from '../calico/node-routes'
import { formatIpv4Prefix } from '../wire/ipv4-address'
import { readLab } from './read-lab'
import { labResources } from './write-lab'

const NODES = `
apiVersion: v1
kind: Node
metadata: {name: node-1, annotations: {projectcalico.org/IPv4Address: 10.0.0.11/24}}
---
apiVersion: v1
kind: Node
metadata: {name: node-2, annotations: {projectcalico.org/IPv4Address: 10.0.0.12/24}}
`
const POOL = `
apiVersion: projectcalico.org/v3
kind: IPPool
metadata: {name: p1}
spec: {cidr: 10.244.0.0/16, ipipMode: Always}
`

const installation = (network: string, status = '{}') => `{apiVersion: operator.tigera.io/v1, kind: Installation, metadata: {name: default}, spec: {variant: Calico, calicoNetwork: ${network}}, status: ${status}}`
const config = (data: string) => `{apiVersion: v1, kind: ConfigMap, metadata: {name: calico-config, namespace: kube-system}, data: ${data}}`
const daemonSet = (image: string, env: string) => `{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: calico-node}, spec: {template: {spec: {containers: [{name: calico-node, image: ${image}, env: ${env}}]}}}}`

function read(...documents: readonly string[]) {
  const { cluster, problems } = readLab([{ name: 'lab.yaml', text: [NODES, ...documents].join('\n---\n') }])
  if (!cluster) throw new Error(JSON.stringify(problems))
  const index = buildNetworkIndex(cluster)
  return { cluster, codes: problems.map(({ code }) => code), fields: problems.flatMap(({ facts }) => facts.field ?? []), mtus: index.mtusOf(0), routes: calicoRoutes(index, 0) }
}

describe('how Calico was installed', () => {
  it('is read from the operator: pools, release, and the cards that the MTU which it found tells of', () => {
    const { cluster, codes, mtus } = read(installation('{bgp: Enabled, ipPools: [{cidr: 192.168.0.0/16, encapsulation: VXLANCrossSubnet}]}', '{calicoVersion: v3.28.2, mtu: 8951}'))
    expect(cluster.pools.map(({ cidr, vxlanMode, natOutgoing, blockSize }) => [formatIpv4Prefix(cidr), vxlanMode, natOutgoing, blockSize])).toEqual([['192.168.0.0/16', 'CrossSubnet', true, 26]])
    expect(cluster.calico.version).toBe('v3.26')
    expect(cluster.underlay.segments[0]?.mtuBytes).toBe(9001)
    expect(mtus).toMatchObject({ vxlanMtuBytes: 8951, podMtuBytes: 8951 })
    expect(codes).toContain('pools-of-installation')
    expect(codes).not.toContain('kind-ignored')
    expect(codes).not.toContain('calico-version-assumed')
  })

  it('says nothing of pools where the cluster has its own', () => {
    const { cluster, codes } = read(POOL, installation('{ipPools: [{cidr: 192.168.0.0/16, encapsulation: VXLAN}]}'))
    expect(cluster.pools.map(({ name }) => name)).toEqual(['p1'])
    expect(codes).not.toContain('pools-of-installation')
  })

  it('takes the MTU that is set for pods and tunnels', () => {
    const { cluster, mtus } = read(installation('{mtu: 1400, ipPools: [{cidr: 192.168.0.0/16, encapsulation: IPIP}]}'))
    expect(mtus).toMatchObject({ podMtuBytes: 1400, ipipMtuBytes: 1400, vxlanMtuBytes: 1400 })
    expect(cluster.underlay.segments[0]?.mtuBytes).toBe(1420)
  })

  it.each([
    ['bgp: Disabled of the operator', installation('{bgp: Disabled}')],
    ['calico_backend vxlan', config('{calico_backend: vxlan}')],
    ['calico_backend none', config('{calico_backend: none}')],
  ])('leaves nothing to be learned over BGP: %s', (_what, document) => {
    expect(read(POOL, installation('{}')).routes.length).toBeGreaterThan(0)
    const { cluster, routes } = read(POOL, document)
    expect(routes).toEqual([])
    expect(readLab([{ name: 'again.yaml', text: labResources(cluster).map((resource) => JSON.stringify(resource)).join('\n---\n') }]).cluster?.calico.runsBird).toBe(false)
  })

  it('is read from the manifests of Calico: MTU, release, and Felix’s environment above its configuration', () => {
    const felix = '{apiVersion: projectcalico.org/v3, kind: FelixConfiguration, metadata: {name: default}, spec: {ipipMTU: 1300, vxlanPort: 4790}}'
    const { cluster, mtus, fields } = read(
      POOL, felix, config('{veth_mtu: "1380"}'),
      daemonSet('docker.io/calico/node:v3.30.1', '[{name: FELIX_IPINIPMTU, value: "1400"}, {name: FELIX_LOGSEVERITYSCREEN, value: info}, {name: FELIX_NATPORTRANGE, value: "1:2"}]'),
    )
    expect(cluster.calico.version).toBe('v3.30')
    expect(cluster.felix.vxlanPort).toBe(4790)
    expect(mtus).toMatchObject({ ipipMtuBytes: 1400, podMtuBytes: 1380 })
    expect(fields).toEqual(['FELIX_NATPORTRANGE'])
  })

  it('names what of it is not followed', () => {
    const document = '{apiVersion: operator.tigera.io/v1, kind: Installation, metadata: {name: default}, spec: {cni: {type: AmazonVPC}, calicoNetwork: {linuxDataplane: BPF, containerIPForwarding: Enabled}}}'
    const { codes, fields } = read(POOL, document)
    expect(codes).toContain('dataplane-not-modelled')
    expect(fields).toEqual(['cni.type', 'containerIPForwarding'])
  })

  it('is not taken from other ConfigMaps', () => {
    expect(read(POOL, '{apiVersion: v1, kind: ConfigMap, metadata: {name: other}, data: {calico_backend: none}}').codes).toContain('kind-ignored')
  })
})
