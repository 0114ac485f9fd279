import { describe, expect, it } from 'vitest'
import { readLab } from '../import/read-lab'
import { formatIpv4 } from '../wire/ipv4-address'
import { bgpView } from './bgp-view'
import { buildNetworkIndex } from './network-index'
import { calicoRoutes } from './node-routes'

const node = (name: string, address: string, more = '', labels = '') => `{apiVersion: v1, kind: Node, metadata: {name: ${name}, labels: {${labels}}, annotations: {projectcalico.org/IPv4Address: ${address}/24${more}}}}`
const RR = node('rr-1', '10.0.0.5', ', projectcalico.org/RouteReflectorClusterID: 244.0.0.1', 'route-reflector: "true"')
const W1 = node('w-1', '10.0.0.11')
const W2 = node('w-2', '10.0.0.12')
const POOL = '{apiVersion: projectcalico.org/v3, kind: IPPool, metadata: {name: p}, spec: {cidr: 10.100.0.0/16, ipipMode: Always}}'
const NO_MESH = '{apiVersion: projectcalico.org/v3, kind: BGPConfiguration, metadata: {name: default}, spec: {nodeToNodeMeshEnabled: false}}'
const peer = (name: string, spec: string) => `{apiVersion: projectcalico.org/v3, kind: BGPPeer, metadata: {name: ${name}}, spec: {${spec}}}`
const underlay = (bgp: boolean) => `{apiVersion: hopscope.dev/v1, kind: Underlay, metadata: {name: x}, spec: {segments: [{name: lan, cidr: 10.0.0.0/24}], routers: [{name: tor, bgp: ${bgp}, legs: [{name: eth0, segment: lan, address: 10.0.0.1/24}]}]}}`

/** What each node of a lab has: its sessions, and for how many others it has a route by BIRD. */
function lab(...documents: readonly string[]) {
  const { cluster, problems } = readLab([{ name: 'lab.yaml', text: [POOL, ...documents].join('\n---\n') }])
  if (!cluster) throw new Error(JSON.stringify(problems))
  const index = buildNetworkIndex(cluster)
  const sessions = cluster.nodes.map((_, i) => (bgpView(index, i)?.sessions ?? []).map(({ peer: other, isEstablished }) => `${formatIpv4(other)} ${isEstablished ? 'up' : 'down'}`))
  const routes = cluster.nodes.map((_, i) => calicoRoutes(index, i).filter(({ type }) => type === 'unicast').length)
  const learned = cluster.nodes.map((_, i) => bgpView(index, i)?.learned.length)
  return { sessions, routes, learned, notes: problems.flatMap(({ code }) => (code.startsWith('peer-') ? [code] : [])) }
}

describe('BGP sessions', () => {
  it('of a reflector are those of the BGPPeers alone, and all hear of all through it', () => {
    const { sessions, routes, learned, notes } = lab(RR, W1, W2, NO_MESH, peer('rr', "nodeSelector: '!has(route-reflector)', peerSelector: has(route-reflector)"))
    expect(sessions).toEqual([['10.0.0.11 up', '10.0.0.12 up'], ['10.0.0.5 up'], ['10.0.0.5 up']])
    expect(routes).toEqual([2, 2, 2])
    expect(learned).toEqual([2, 2, 2])
    expect(notes).toEqual([])
  })

  it('are none where a selector selects nobody, and then there are no routes, which is told', () => {
    const { sessions, routes, learned, notes } = lab(RR, W1, W2, NO_MESH, peer('rr', "nodeSelector: '!has(route-reflector)', peerSelector: has(route-reflektor)"), peer('tor', 'node: w-1, peerIP: 10.0.0.1, asNumber: 64999'))
    expect(sessions).toEqual([[], ['10.0.0.1 down'], []])
    expect(routes).toEqual([0, 0, 0])
    expect(learned).toEqual([0, 0, 0])
    expect(notes).toEqual(['peer-selects-none', 'peer-silent'])
  })

  it('with a node that reflects nothing pass on nothing', () => {
    expect(lab(node('hub', '10.0.0.5', '', 'hub: a'), W1, W2, NO_MESH, peer('hub', 'nodeSelector: all(), peerSelector: has(hub)')).routes).toEqual([2, 1, 1])
  })

  it('between ASes pass on everything', () => {
    const hub = node('hub', '10.0.0.5', ', projectcalico.org/ASNumber: "64513"', 'hub: a')
    expect(lab(hub, W1, W2, NO_MESH, peer('hub', 'nodeSelector: all(), peerSelector: has(hub)')).routes).toEqual([2, 2, 2])
  })

  it('to an address come up only where the AS there is the one that is asked for', () => {
    const { sessions, routes } = lab(W1, W2, NO_MESH, peer('w2', 'node: w-1, peerIP: 10.0.0.12, asNumber: 64999'))
    expect(sessions).toEqual([['10.0.0.12 down'], []])
    expect(routes).toEqual([0, 0])
    expect(lab(W1, W2, NO_MESH, peer('w2', 'node: w-1, peerIP: 10.0.0.12, asNumber: 64512')).routes).toEqual([1, 1])
  })

  it('with a router that speaks BGP bring everything, with one that does not nothing', () => {
    const tor = peer('tor', 'peerIP: 10.0.0.1, asNumber: 64999')
    expect(lab(W1, W2, NO_MESH, tor, underlay(true)).routes).toEqual([1, 1])
    expect(lab(W1, W2, NO_MESH, tor, underlay(false))).toMatchObject({ routes: [0, 0], sessions: [['10.0.0.1 down'], ['10.0.0.1 down']], notes: ['peer-silent'] })
  })

  it('leave a reflector out of the mesh, which hears nothing without a BGPPeer', () => {
    expect(lab(RR, W1, W2).routes).toEqual([0, 1, 1])
  })
})
