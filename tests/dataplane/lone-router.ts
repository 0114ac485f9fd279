import type { NetnsSpec, RouteSpec } from '../../src/core/model/netns-spec'
import type { Mac } from '../../src/core/wire/mac-address'
import { OneHost } from './one-host'
import type { SentFrame } from './one-host'
import { frame } from './packets'
import { ip, netns, veth } from './small-network'

export const SENDER_MAC = 0x0200_0000_0099
export const SENDER = '10.0.1.2'
export const ROUTER = '10.0.1.1'
export const FAR = '10.0.2.2'
export const FORWARDS = { 'net/ipv4/ip_forward': '1' }

/** A router with 10.0.1.0/24 at `in`, 10.0.2.0/24 at `out`, whose neighbours are known. */
export function router(change: { readonly routes?: readonly RouteSpec[]; readonly sysctls?: Readonly<Record<string, string>> } & Partial<NetnsSpec> = {}): OneHost {
  const { routes = [], ...rest } = change
  return new OneHost(
    netns('router', [veth('in', `${ROUTER}/24`, 'sender', 'eth0'), veth('out', '10.0.2.1/24', 'far', 'eth0', 1400)], routes, {
      neighbours: [
        { address: ip(SENDER), link: 'in', mac: SENDER_MAC as Mac, state: 'permanent' },
        { address: ip(FAR), link: 'out', mac: 0x0200_0000_0088 as Mac, state: 'permanent' },
      ],
      sysctls: FORWARDS,
      ...rest,
    }),
  )
}

export function toRouter(host: OneHost, packet: Uint8Array): void {
  host.receive('in', frame(SENDER_MAC, host.device('in').mac, packet))
}

/** `LINK: LAYER …` of what was sent. */
export function summary(sent: readonly SentFrame[]): readonly string[] {
  return sent.map(({ link, layers }) => {
    const words = layers.slice(1).map((layer) => {
      if (layer.proto === 'arp') return `arp ${layer.op} ${layer.target_ip}`
      if (layer.proto === 'ipv4') return `${layer.src}→${layer.dst} ttl ${layer.ttl} tos ${layer.tos}`
      return layer.proto === 'icmp' ? `icmp ${layer.type}/${layer.code}` : layer.proto
    })
    return `${link}: ${words.join(' ')}`
  })
}
