import type { LinkView } from '../../engine/kernel-api'
import type { LinkAddress } from '../../model/netns-spec'
import { formatIpv4, prefixContains, networkOf } from '../../wire/ipv4-address'
import { formatMac } from '../../wire/mac-address'
import { toolRelease } from '../tool-release'
import type { IpContext } from './context'
import type { Paint } from './paint'

const QUEUES = 'numtxqueues 1 numrxqueues 1 gso_max_size 65536 gso_max_segs 65535'

/** Flags as `ip` orders them: the device's own, then what is set while it is up. */
export function flagNames(link: LinkView): readonly string[] {
  const own = { loopback: ['LOOPBACK'], ethernet: ['BROADCAST', 'MULTICAST'], ipip: ['NOARP'], vxlan: ['BROADCAST', 'MULTICAST'], wireguard: ['POINTOPOINT', 'NOARP'] }
  if (!link.up) return own[link.spec.kind]
  return link.hasCarrier ? [...own[link.spec.kind], 'UP', 'LOWER_UP'] : ['NO-CARRIER', ...own[link.spec.kind], 'UP']
}

export function stateName(link: LinkView): string {
  if (!link.up) return 'DOWN'
  if (!link.hasCarrier) return 'LOWERLAYERDOWN'
  return link.spec.kind === 'ethernet' ? 'UP' : 'UNKNOWN'
}

/** A device gets its queueing discipline when it first comes up, and keeps it. */
export function discipline({ up, spec }: LinkView): 'noqueue' | 'noop' {
  return up || spec.up ? 'noqueue' : 'noop'
}

/** `eth0@if4`, `tunl0@NONE`. */
export function linkTitle(link: LinkView): string {
  if (link.spec.kind === 'ipip') return `${link.spec.name}@NONE`
  return link.peerIfindex === undefined ? link.spec.name : `${link.spec.name}@if${link.peerIfindex}`
}

/** The link-layer address and that of its broadcast; undefined where a device has none. */
export function linkLayer(link: LinkView): { readonly type: string; readonly addresses: readonly [string, string] | undefined } {
  switch (link.spec.kind) {
    case 'loopback':
      return { type: 'loopback', addresses: ['00:00:00:00:00:00', '00:00:00:00:00:00'] }
    case 'ipip':
      return { type: 'ipip', addresses: ['0.0.0.0', '0.0.0.0'] }
    case 'wireguard':
      return { type: 'none', addresses: undefined }
    case 'ethernet':
    case 'vxlan':
      return { type: 'ether', addresses: [formatMac(link.spec.mac), 'ff:ff:ff:ff:ff:ff'] }
  }
}

function linkLayerText(link: LinkView, paint: Paint): string {
  const { type, addresses } = linkLayer(link)
  return addresses === undefined ? `link/${type} ` : `link/${type} ${paint.mac(addresses[0])} brd ${paint.mac(addresses[1])}`
}

function peerText(link: LinkView): string {
  return link.spec.kind === 'ethernet' && link.peerNetns !== undefined && link.peerIfindex !== undefined ? ` link-netns ${link.peerNetns}` : ''
}

/** The lines of one device in `ip link` (`isLinkShow`) or `ip addr`; `onlyIpv4` leaves the link layer out. */
export function linkText(link: LinkView, context: IpContext, isLinkShow: boolean, onlyIpv4: boolean): string {
  const { paint, statistics } = context
  const mode = isLinkShow ? 'mode DEFAULT ' : ''
  const state = `state ${paint.state(stateName(link), `${stateName(link)} `)}`
  const head = `${link.ifindex}: ${paint.link(`${linkTitle(link)}: `)}<${flagNames(link).join(',')}> mtu ${link.mtuBytes} qdisc ${discipline(link)} ${state}${mode}group default qlen 1000`
  const layer = onlyIpv4 ? '' : `\n    ${linkLayerText(link, paint)}`
  const details = context.details ? detailsText(link, toolRelease(context.system).linkHasAllmulti) : ''
  return `${head}${layer}${peerText(link)}${details}\n${statistics > 0 && isLinkShow ? countersText(link, statistics) : ''}`
}

function detailsText(link: LinkView, hasAllmulti: boolean): string {
  const range = MTU_RANGES[link.spec.kind]
  const common = ` promiscuity 0 ${hasAllmulti ? ' allmulti 0 ' : ''}minmtu ${range[0]} maxmtu ${range[1]} `
  const segmentation = hasAllmulti ? `tso_max_size ${largestSegment(link)} tso_max_segs 65535 gro_max_size 65536 ` : ''
  const queues = `${QUEUES} ${segmentation}`
  const kind = kindText(link)
  return kind === undefined ? `${common}${queues}` : `${common}\n    ${kind} ${queues}`
}

export const MTU_RANGES = { loopback: [0, 0], ipip: [0, 0], ethernet: [68, 65535], vxlan: [68, 65535], wireguard: [0, 2147483552] } as const

/** tso_max_size in bytes. */
export function largestSegment(link: LinkView): number {
  return link.spec.kind === 'ipip' || link.spec.kind === 'wireguard' ? 65536 : 524280
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

/** Tables of counters; given twice, `-s` prints the kinds of errors too. */
export function countersText(link: LinkView, level: number): string {
  const { rxBytes, rxPackets, rxErrors, rxDropped, txBytes, txPackets, txErrors, txDropped } = link.counters
  const row = (bytes: number, packets: number, errors: number, dropped: number): string =>
    `    ${column(bytes, 10)} ${column(packets, 7)} ${column(errors, 6)} ${column(dropped, 7)} ${column(0, 7)} ${column(0, 7)} \n`
  const more = (title: string): string => (level > 1 ? `    ${title}\n    ${column(0, 18)} ${column(0, 6)} ${column(0, 7)} ${column(0, 7)} ${column(0, 7)} \n` : '')
  return (
    `    RX:  bytes packets errors dropped  missed   mcast           \n${row(rxBytes, rxPackets, rxErrors, rxDropped)}${more('RX errors:  length    crc   frame    fifo overrun')}` +
    `    TX:  bytes packets errors dropped carrier collsns           \n${row(txBytes, txPackets, txErrors, txDropped)}${more('TX errors: aborted   fifo  window heartbt transns')}`
  )
}

function column(value: number, width: number): string {
  return String(value).padStart(width)
}

/** The addresses of a link as the kernel keeps them: those of a subnet that another has opened before come last. */
export function addressesInOrder(link: LinkView): readonly { readonly address: LinkAddress; readonly isSecondary: boolean }[] {
  const shown = link.addresses.map((address, i) => ({ address, isSecondary: link.addresses.slice(0, i).some((earlier) => isSameSubnet(earlier, address)) }))
  return [...shown.filter(({ isSecondary }) => !isSecondary), ...shown.filter(({ isSecondary }) => isSecondary)]
}

function isSameSubnet(one: LinkAddress, other: LinkAddress): boolean {
  const { address, prefixLength } = one
  return prefixLength === other.prefixLength && prefixLength < 32 && prefixContains({ network: networkOf(address, prefixLength), prefixLength }, other.address)
}

/** The two lines of one address in `ip addr`. */
export function addressText(link: LinkView, address: LinkAddress, isSecondary: boolean, paint: Paint): string {
  const broadcast = address.broadcast === undefined ? '' : ` brd ${paint.address(`${formatIpv4(address.broadcast)} `)}`
  const inet = `inet ${paint.address(formatIpv4(address.address))}/${address.prefixLength}${broadcast === '' ? ' ' : broadcast}scope ${addressScope(address)} ${isSecondary ? 'secondary ' : ''}${link.spec.name}`
  return `    ${inet}\n       valid_lft forever preferred_lft forever\n`
}

/** Loopback addresses have host scope (net/ipv4/devinet.c); all others of a lab are global. */
export function addressScope(address: LinkAddress): 'host' | 'global' {
  return address.address >>> 24 === 127 ? 'host' : 'global'
}
