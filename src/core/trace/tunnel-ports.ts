import { VXLAN_UDP_PORT } from '../wire/vxlan'
import { WIREGUARD_UDP_PORT } from '../wire/wireguard'
import type { Fact } from './facts'

/** UDP ports at which a frame's reader takes what follows for a tunnel's header. */
export interface TunnelPorts {
  readonly vxlan: ReadonlySet<number>
  readonly wireguard: ReadonlySet<number>
}

/** Of VXLAN (RFC 7348, section 5) and WireGuard as Calico has them unless told otherwise. */
export const USUAL_TUNNEL_PORTS: TunnelPorts = { vxlan: new Set([VXLAN_UDP_PORT]), wireguard: new Set([WIREGUARD_UDP_PORT]) }

/** These ports and that of a device, where it is one of a tunnel and has another. */
export function withPortOf(ports: TunnelPorts, fact: Fact): TunnelPorts {
  if (fact.kind !== 'interface' || fact.udpPort === undefined) return ports
  const kind = fact.linkKind
  if ((kind !== 'vxlan' && kind !== 'wireguard') || ports[kind].has(fact.udpPort)) return ports
  return { ...ports, [kind]: new Set([...ports[kind], fact.udpPort]) }
}

/** What a UDP datagram carries by its ports. WireGuard's two ends may have a port each. */
export function tunnelAt({ vxlan, wireguard }: TunnelPorts, sourcePort: number, destinationPort: number): 'vxlan' | 'wireguard' | undefined {
  if (vxlan.has(destinationPort)) return 'vxlan'
  return wireguard.has(destinationPort) || wireguard.has(sourcePort) ? 'wireguard' : undefined
}
