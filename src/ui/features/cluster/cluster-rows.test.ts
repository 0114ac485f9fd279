import { describe, expect, it } from 'vitest'
import { twoSubnets } from '../../../../tests/scene/recorded-lab'
import { clusterRows, fullAddress, shortAddress } from './cluster-rows'

function names(search: string): readonly string[] {
  return clusterRows(twoSubnets(), search).map((row) => (row.kind === 'segment' ? row.name : row.netns.name))
}

describe('the cluster tree', () => {
  it('lists segments with their nodes and pods, then routers and outside hosts', () => {
    expect(names('')).toEqual([
      '192.168.10.0/24', 'k8s-m', 'pod-m-a', 'k8s-w1', 'pod-w1-a', 'pod-w1-b', 'k8s-w2', 'pod-w2-a',
      '192.168.20.0/24', 'k8s-w0', 'pod-w0-a', 'pod-w0-b',
      'router', 'inet',
    ])
  })

  it('finds a pod by name, with the node and segment it lies in', () => {
    expect(names('w1-b')).toEqual(['192.168.10.0/24', 'k8s-w1', 'pod-w1-b'])
  })

  it('finds by address', () => {
    expect(names('172.16.34.9')).toEqual(['192.168.20.0/24', 'k8s-w0', 'pod-w0-b'])
  })

  it('keeps all pods of a node that matches itself', () => {
    expect(names('k8s-w0')).toEqual(['192.168.20.0/24', 'k8s-w0', 'pod-w0-a', 'pod-w0-b'])
  })

  it('leads from a pod of the host’s network to its node', () => {
    const lab = twoSubnets()
    const inventory = { ...lab, namespaces: lab.namespaces.map((ns) => (ns.name === 'k8s-w2' ? { ...ns, hostPods: ['kube-proxy-x7k2p'] } : ns)) }
    expect(clusterRows(inventory, 'Proxy').map((row) => (row.kind === 'segment' ? row.name : row.netns.name))).toEqual(['192.168.10.0/24', 'k8s-w2'])
    expect(clusterRows(inventory, '')).toHaveLength(clusterRows(lab, '').length)
  })

  it('is empty where nothing matches', () => {
    expect(names('nobody')).toEqual([])
  })

  it('shortens addresses to what differs', () => {
    const row = clusterRows(twoSubnets(), 'pod-w1-a').at(-1)
    expect(row?.kind === 'namespace' ? [fullAddress(row.netns), shortAddress(row.netns)] : []).toEqual(['172.16.158.16', '158.16'])
  })
})
