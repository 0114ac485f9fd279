import { describe, expect, it } from 'vitest'
import { twoSubnets } from '../../../tests/scene/recorded-lab'
import { suggestedFlow } from './suggested-flow'

const inventory = twoSubnets()

describe('the flow suggested on an empty stage', () => {
  it('crosses the router', () => {
    expect(suggestedFlow(inventory)?.map((netns) => inventory.namespaces[netns]?.name)).toEqual(['pod-w0-b', 'pod-w1-a'])
  })

  it('is none where there are not two pods', () => {
    const onePod = inventory.namespaces.filter((ns) => ns.kind !== 'pod' || ns.name === 'pod-m-a')
    expect(suggestedFlow({ ...inventory, namespaces: onePod })).toBeUndefined()
  })
})
