import { networkOf } from '../../wire/ipv4-address'
import type { Ipv4Prefix } from '../../wire/ipv4-address'

/** Which peer each destination belongs to and which sources it may have: longest prefix first (drivers/net/wireguard/allowedips.c). */
export class AllowedIps<Peer> {
  /** By prefix length, by network. */
  private readonly byLength: (Map<number, Peer> | undefined)[] = []

  /** A prefix belongs to one peer: it is taken from another that had it, which is answered. */
  set({ network, prefixLength }: Ipv4Prefix, peer: Peer): Peer | undefined {
    const networks = (this.byLength[prefixLength] ??= new Map<number, Peer>())
    const before = networks.get(network)
    networks.set(network, peer)
    return before
  }

  delete({ network, prefixLength }: Ipv4Prefix): void {
    this.byLength[prefixLength]?.delete(network)
  }

  lookup(address: number): Peer | undefined {
    for (let length = 32; length >= 0; length--) {
      const peer = this.byLength[length]?.get(networkOf(address, length))
      if (peer !== undefined) return peer
    }
    return undefined
  }
}
