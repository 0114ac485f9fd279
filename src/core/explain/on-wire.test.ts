import { expect, it } from 'vitest'
import { twoSubnets } from '../../../tests/scene/recorded-lab'
import { isOnWire } from './on-wire'

it('is on a wire at a card and on a segment, and nowhere inside a host', () => {
  const inventory = twoSubnets()
  const [node, pod] = ['k8s-w0', 'pod-w0-b'].map((name) => inventory.namespaces.findIndex((place) => place.name === name))
  expect(isOnWire(inventory, node ?? -1, 'eth0')).toBe(true)
  expect(isOnWire(inventory, -1, '')).toBe(true)
  expect(isOnWire(inventory, node ?? -1, 'tunl0')).toBe(false)
  expect(isOnWire(inventory, pod ?? -1, 'eth0')).toBe(false)
})
