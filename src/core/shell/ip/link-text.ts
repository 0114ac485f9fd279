import type { LinkView } from '../../engine/kernel-api'
import type { LinkAddress } from '../../model/netns-spec'
import { formatIpv4 } from '../../wire/ipv4-address'
import { formatMac } from '../../wire/mac-address'
import type { IpContext } from './context'

const QUEUES = 'numtxqueues 1 numrxqueues 1 gso_max_size 65536 gso_max_segs 65535'

/** Flags as `ip` orders them: the device's own, then what is set while it is up. */
export function flagNames(link: LinkView): readonly string[] {
  const own = { loopback: ['LOOPBACK'], ethernet: ['BROADCAST', 'MULTICAST'], ipip: ['NOARP'], vxlan: ['BROADCAST', 'MULTICAST'], wireguard: ['POINTOPOINT', 'NOARP'] }
  return link.up ? [...own[link.spec.kind], 'UP', 'LOWER_UP'] : own[link.spec.kind]
}

export function stateName(link: LinkView): string {
  if (!link.up) return 'DOWN'
  return link.spec.kind === 'ethernet' ? 'UP' : 'UNKNOWN'
}

/** `eth0@if4`, `tunl0@NONE`. */
export function linkTitle(link: LinkView): string {
  if (link.spec.kind === 'ipip') return `${link.spec.name}@NONE`
  return link.peerIfindex === undefined ? link.spec.name : `${link.spec.name}@if${link.peerIfindex}`
}

export function linkLayerText(link: LinkView): string {
  switch (link.spec.kind) {
    case 'loopback':
      return 'link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00'
    case 'ipip':
      return 'link/ipip 0.0.0.0 brd 0.0.0.0'
    case 'wireguard':
      return 'link/none '
    case 'ethernet':
    case 'vxlan': {
      const peer = link.spec.kind === 'ethernet' && link.peerNetns !== undefined && link.peerIfindex !== undefined ? ` link-netns ${link.peerNetns}` : ''
      return `link/ether ${formatMac(link.spec.mac)} brd ff:ff:ff:ff:ff:ff${peer}`
    }
  }
}

/** The lines of one device in `ip link` (`isLinkShow`) or `ip addr`. */
export function linkText(link: LinkView, context: IpContext, isLinkShow: boolean): string {
  const mode = isLinkShow ? ' mode DEFAULT' : ''
  const discipline = link.up ? 'noqueue' : 'noop'
  const head = `${link.ifindex}: ${linkTitle(link)}: <${flagNames(link).join(',')}> mtu ${link.mtuBytes} qdisc ${discipline} state ${stateName(link)}${mode} group default qlen 1000\n`
  const layer = `    ${linkLayerText(link)}`
  const details = context.details ? detailsText(link) : ''
  return `${head}${layer}${details}\n${context.statistics ? countersText(link) : ''}`
}

function detailsText(link: LinkView): string {
  const range = { loopback: [0, 0], ipip: [0, 0], ethernet: [68, 65535], vxlan: [68, 65535], wireguard: [0, 2147483552] }[link.spec.kind]
  const common = ` promiscuity 0  allmulti 0 minmtu ${range[0]} maxmtu ${range[1]} `
  const offload = link.spec.kind === 'ipip' || link.spec.kind === 'wireguard' ? 65536 : 524280
  const queues = `${QUEUES} tso_max_size ${offload} tso_max_segs 65535 gro_max_size 65536 `
  const kind = kindText(link)
  return kind === undefined ? `${common}${queues}` : `${common}\n    ${kind} ${queues}`
}

function kindText(link: LinkView): string | undefined {
  switch (link.spec.kind) {
    case 'loopback':
      return undefined
    case 'ethernet':
      return link.peerIfindex === undefined ? undefined : 'veth'
    case 'ipip':
      return 'ipip any remote any local any ttl inherit nopmtudisc'
    case 'wireguard':
      return 'wireguard'
    case 'vxlan': {
      const { vni, local, parent, udpPort } = link.spec
      const checksums = 'udpcsum noudp6zerocsumtx noudp6zerocsumrx'
      return `vxlan id ${vni} local ${formatIpv4(local)} dev ${parent} srcport 0 0 dstport ${udpPort} nolearning ttl auto ageing 300 ${checksums}`
    }
  }
}

function countersText(link: LinkView): string {
  const { rxBytes, rxPackets, rxErrors, rxDropped, txBytes, txPackets, txErrors, txDropped } = link.counters
  const row = (bytes: number, packets: number, errors: number, dropped: number): string =>
    `    ${column(bytes, 10)} ${column(packets, 7)} ${column(errors, 6)} ${column(dropped, 7)} ${column(0, 7)} ${column(0, 7)} \n`
  return (
    `    RX:  bytes packets errors dropped  missed   mcast           \n${row(rxBytes, rxPackets, rxErrors, rxDropped)}` +
    `    TX:  bytes packets errors dropped carrier collsns           \n${row(txBytes, txPackets, txErrors, txDropped)}`
  )
}

function column(value: number, width: number): string {
  return String(value).padStart(width)
}

/** The two lines of one address in `ip addr`. */
export function addressText(link: LinkView, address: LinkAddress): string {
  const broadcast = address.broadcast === undefined ? '' : ` brd ${formatIpv4(address.broadcast)}`
  const inet = `inet ${formatIpv4(address.address)}/${address.prefixLength}${broadcast} scope ${addressScope(address)} ${link.spec.name}`
  return `    ${inet}\n       valid_lft forever preferred_lft forever\n`
}

/** Loopback addresses have host scope (net/ipv4/devinet.c); all others of a lab are global. */
export function addressScope(address: LinkAddress): 'host' | 'global' {
  return address.address >>> 24 === 127 ? 'host' : 'global'
}
