import type { Device, Receiver } from '../dataplane/device'
import { drop } from '../dataplane/environment'
import type { Netns } from '../dataplane/netns'

/** A namespace is about to be built anew: what waits in the old one ends here, and none of its timers goes off. */
export function retire(netns: Netns): void {
  netns.neighbours.abandon()
  netns.reassembly.abandon(netns)
}

/** The host is the same: what it has drawn, what it has learned from ARP and what listens to its packets outlives the change. */
export function succeed(from: Netns, to: Netns): void {
  to.continueDraws(from)
  to.rawListeners.push(...from.rawListeners)
  to.taps = from.taps
  for (const { device: { name }, state, address, mac } of from.neighbours.all()) {
    const device = to.device(name)
    if (device === undefined || (state !== 'REACHABLE' && state !== 'STALE' && state !== 'DELAY' && state !== 'PROBE')) continue
    to.neighbours.update(to.neighbours.create(device, address), mac, state === 'REACHABLE' ? 'REACHABLE' : 'STALE', true)
  }
}

/** An interface that the derived network has no more: what was under way to it ends there. */
export function vanished(device: Device): Receiver {
  return { receive: (skb) => drop(device.netns, device, skb, 'interface-down', device.id) }
}
