import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyLab, clusterOf } from '../../../tests/laws/random-lab'
import { allocate } from '../calico/ipam'
import { settleAddresses } from '../calico/settle-addresses'
import { BUILT_IN_LABS } from './built-in-labs'
import { readLab } from './read-lab'
import { labResources } from './write-lab'

function readBack(resources: readonly unknown[]) {
  return readLab([{ name: 'written.json', text: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: resources }) }])
}

const RICH = `
apiVersion: projectcalico.org/v3
kind: Node
metadata: {name: a}
spec: {bgp: {ipv4Address: 10.0.0.2/24, asNumber: 64601, routeReflectorClusterID: 1.0.0.1}, vxlanTunnelMACAddr: "66:00:00:00:00:01"}
---
{apiVersion: projectcalico.org/v3, kind: IPPool, metadata: {name: p}, spec: {cidr: 10.100.0.0/16, blockSize: 28, vxlanMode: Always, disableBGPExport: true, assignmentMode: Automatic}}
---
{apiVersion: projectcalico.org/v3, kind: IPPool, metadata: {name: q}, spec: {cidr: 10.101.0.0/16, disabled: true, allowedUses: [Tunnel]}}
---
{apiVersion: crd.projectcalico.org/v1, kind: IPAMBlock, metadata: {name: x}, spec: {cidr: 10.100.0.0/28, affinity: host:a, unallocated: [2, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 5, 3]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: pod, namespace: shop, annotations: {cni.projectcalico.org/hwAddr: "0a:00:00:00:00:09"}}, spec: {nodeName: a, serviceAccountName: till}}
---
{apiVersion: projectcalico.org/v3, kind: FelixConfiguration, metadata: {name: default}, spec: {awsSrcDstCheck: Disable, vxlanVNI: 5000, wireguardKeepAlive: 25s, programClusterRoutes: Enabled, ipipEnabled: false}}
---
{apiVersion: projectcalico.org/v3, kind: FelixConfiguration, metadata: {name: node.a}, spec: {vxlanMTU: 1400}}
---
{apiVersion: projectcalico.org/v3, kind: BGPConfiguration, metadata: {name: default}, spec: {asNumber: 64600, nodeToNodeMeshEnabled: false}}
---
{apiVersion: projectcalico.org/v3, kind: BGPPeer, metadata: {name: r}, spec: {peerIP: 10.0.0.1, asNumber: 64700, node: a}}
---
apiVersion: hopscope.dev/v1
kind: Underlay
metadata: {name: rich}
spec:
  segments:
  - {name: back, cidr: 10.9.0.0/24, members: [{node: a, interface: eth1, address: 10.9.0.2/24, mtu: 1400, mac: "02:00:00:00:00:05"}], filters: [-p ARP -j DROP], sourceDestinationCheck: true}
  - {name: front, cidr: 10.0.0.0/24, mtu: 9001, members: [{router: r}, {node: a, interface: ens3, prefixRouteMetric: 100}]}
  routers:
  - {name: r, bgp: true, legs: [{name: e0, segment: front, address: 10.0.0.1/24}, {name: e1, peer: out/e0, address: 192.0.2.1/31}], sysctls: {net.ipv4.icmp_ratelimit: 0}}
  hosts:
  - {name: out, legs: [{name: e0, peer: r/e1, address: 192.0.2.0/31}], loopback: [9.9.9.9/32], routes: [blackhole 10.0.0.0/8 metric 7, default via 192.0.2.1 dev e0 mtu 1300 onlink]}
  nodes:
  - {name: a, defaultRoute: false, routes: [10.77.0.0/16 via 10.0.0.1 dev ens3 proto static scope link src 10.0.0.2 metric 5 table 7]}
  calico: {version: v3.30, netfilter: [nat, filter], podMtu: 1300, workloadRpFilter: 2, tunnelDevices: after-pods, rulesWithoutComment: [tunl0]}
`

describe('a cluster that is written down and read again', () => {
  it.each(BUILT_IN_LABS)('is the lab $name', ({ path }) => {
    const { cluster } = readLab([{ name: path, text: readFileSync(join(import.meta.dirname, '../../../public', path), 'utf8') }])
    const { cluster: again, problems } = readBack(labResources(cluster!))
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(again).toEqual(cluster)
  })

  it('is a lab that says everything that can be said', () => {
    const { cluster, problems } = readLab([{ name: 'rich.yaml', text: RICH }])
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(cluster).toMatchObject({ blocks: [{ released: [0x0a640005, 0x0a640003] }], bgp: { asNumber: 64600 }, felixOfNode: { a: { vxlanMtuBytes: 1400 } } })
    expect(readBack(labResources(cluster!)).cluster).toEqual(cluster)
  })

  it('is any lab', () => {
    fc.assert(
      fc.property(anyLab(6), (sketch) => {
        const changed = clusterOf(sketch)
        const cluster = settleAddresses(changed, allocate(changed))
        const { cluster: again, problems } = readBack(labResources(cluster))
        expect(problems).toEqual([])
        expect(again).toEqual(cluster)
      }),
    )
  })
})
