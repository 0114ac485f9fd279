import { describe, expect, it } from 'vitest'
import { twoSubnets } from '../../../tests/scene/recorded-lab'
import { suggestedFlow } from './suggested-flow'

const inventory = twoSubnets()

describe('the flow suggested on an empty stage', () => {
  it('crosses the router', () => {
    expect(suggestedFlow(inventory)?.map((netns) => inventory.namespaces[netns]?.name)).toEqual(['pod-w0-b', 'pod-w1-a'])
  })

  it('leaves Windows nodes out, unless nothing else is there', () => {
    const withWindows = (names: readonly string[]) => ({ ...inventory, namespaces: inventory.namespaces.map((ns) => (names.includes(ns.name) ? { ...ns, isWindows: true } : ns)) })
    const namesIn = (lab: typeof inventory) => suggestedFlow(lab)?.map((netns) => lab.namespaces[netns]?.name)
    expect(namesIn(withWindows(['k8s-w1']))).toEqual(['pod-w0-b', 'pod-m-a'])
    expect(namesIn(withWindows(['k8s-w0', 'k8s-w1']))).toEqual(['pod-w2-a', 'pod-m-a'])
    expect(namesIn(withWindows(['k8s-m', 'k8s-w0', 'k8s-w1', 'k8s-w2']))).toEqual(['pod-w0-b', 'pod-w1-a'])
  })

  it('is between two pods of one app’s namespace rather than between what runs the cluster', () => {
    const namespaceOf = { 'pod-w0-a': 'kube-system', 'pod-w0-b': 'calico-system', 'pod-m-a': 'kube-system', 'pod-w1-a': 'shop', 'pod-w1-b': 'blog', 'pod-w2-a': 'shop' } as const
    const lab = { ...inventory, namespaces: inventory.namespaces.map((ns) => (ns.kind === 'pod' ? { ...ns, podNamespace: Object.entries(namespaceOf).find(([name]) => name === ns.name)?.[1] ?? '' } : ns)) }
    expect(suggestedFlow(lab)?.map((netns) => lab.namespaces[netns]?.name)).toEqual(['pod-w2-a', 'pod-w1-a'])
  })

  it('is none where there are not two pods', () => {
    const onePod = inventory.namespaces.filter((ns) => ns.kind !== 'pod' || ns.name === 'pod-m-a')
    expect(suggestedFlow({ ...inventory, namespaces: onePod })).toBeUndefined()
  })
})
