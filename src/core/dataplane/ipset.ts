import type { IpsetSpec } from '../model/netns-spec'
import { networkOf } from '../wire/ipv4-address'
import type { Ipv4Prefix } from '../wire/ipv4-address'

/** An ipset of type hash:net or hash:ip: membership by one hash look-up per prefix length in use. */
export class Ipset {
  private readonly byLength = new Map<number, Set<number>>()

  constructor(readonly spec: IpsetSpec) {
    for (const member of spec.members) this.add(member)
  }

  has(address: number): boolean {
    for (const [length, networks] of this.byLength) if (networks.has(networkOf(address, length))) return true
    return false
  }

  /** False when it was there already. */
  add(member: Ipv4Prefix): boolean {
    let networks = this.byLength.get(member.prefixLength)
    if (networks === undefined) this.byLength.set(member.prefixLength, (networks = new Set()))
    if (networks.has(member.network)) return false
    networks.add(member.network)
    return true
  }

  /** False when it was not there. */
  delete(member: Ipv4Prefix): boolean {
    return this.byLength.get(member.prefixLength)?.delete(member.network) ?? false
  }

  members(): readonly Ipv4Prefix[] {
    return [...this.byLength].flatMap(([prefixLength, networks]) => [...networks].map((network) => ({ network: networkOf(network, prefixLength), prefixLength })))
  }
}
