import type { LinkView } from '../../engine/kernel-api'
import { formatIpv4 } from '../../wire/ipv4-address'
import type { IpContext } from './context'
import { addressScope, addressesInOrder, discipline, flagNames, largestSegment, linkLayer, MTU_RANGES, stateName } from './link-text'
import { namespacesMet } from './netns'

const FOREVER_SECONDS = 4294967295

/** One device of `ip -j link` or, without `linkmode`, the head of `ip -j addr`. */
export function linkJson(link: LinkView, context: IpContext, isLinkShow: boolean): Record<string, unknown> {
  const { spec } = link
  const peer = peerJson(link)
  const { type, addresses } = linkLayer(link)
  return {
    ifindex: link.ifindex,
    ...peer,
    ifname: spec.name,
    flags: flagNames(link),
    mtu: link.mtuBytes,
    qdisc: discipline(link),
    operstate: stateName(link),
    ...(isLinkShow ? { linkmode: 'DEFAULT' } : {}),
    group: 'default',
    txqlen: 1000,
    link_type: type,
    ...(addresses === undefined ? {} : { address: addresses[0], broadcast: addresses[1] }),
    ...(link.peerNetns === undefined || spec.kind !== 'ethernet' ? {} : { link_netnsid: netnsId(link, context) }),
    ...(context.details ? detailsJson(link) : {}),
    ...(context.statistics > 0 ? { stats64: countersJson(link) } : {}),
  }
}

function peerJson({ spec, peerIfindex }: LinkView): Record<string, unknown> {
  if (spec.kind === 'ipip') return { link: null }
  return peerIfindex === undefined ? {} : { link_index: peerIfindex }
}

/** One device of `ip -j -br link`. */
export function briefLinkJson(link: LinkView): Record<string, unknown> {
  const { addresses } = linkLayer(link)
  return { ...briefJson(link), ...(addresses === undefined ? {} : { address: addresses[0] }), flags: flagNames(link) }
}

/** One device of `ip -j -br addr`. */
export function briefAddressJson(link: LinkView): Record<string, unknown> {
  return { ...briefJson(link), addr_info: addressesInOrder(link).map(({ address }) => ({ local: formatIpv4(address.address), prefixlen: address.prefixLength })) }
}

function briefJson(link: LinkView): Record<string, unknown> {
  return { ...peerJson(link), ifname: link.spec.name, operstate: stateName(link) }
}

/** One device of `ip -j addr`. */
export function addressJson(link: LinkView, context: IpContext): Record<string, unknown> {
  const addr_info = addressesInOrder(link).map(({ address, isSecondary }) => ({
    family: 'inet',
    local: formatIpv4(address.address),
    prefixlen: address.prefixLength,
    ...(address.broadcast === undefined ? {} : { broadcast: formatIpv4(address.broadcast) }),
    scope: addressScope(address),
    ...(isSecondary ? { secondary: true } : {}),
    label: link.spec.name,
    valid_life_time: FOREVER_SECONDS,
    preferred_life_time: FOREVER_SECONDS,
  }))
  return { ...linkJson(link, context, false), addr_info }
}

/** The kernel numbers other namespaces as it meets them. */
function netnsId(link: LinkView, { system }: IpContext): number {
  return namespacesMet(system).indexOf(link.peerNetns ?? '')
}

function detailsJson(link: LinkView): Record<string, unknown> {
  const [min_mtu, max_mtu] = MTU_RANGES[link.spec.kind]
  const kind = kindJson(link)
  return {
    promiscuity: 0,
    allmulti: 0,
    min_mtu,
    max_mtu,
    ...(kind === undefined ? {} : { linkinfo: kind }),
    num_tx_queues: 1,
    num_rx_queues: 1,
    gso_max_size: 65536,
    gso_max_segs: 65535,
    tso_max_size: largestSegment(link),
    tso_max_segs: 65535,
    gro_max_size: 65536,
  }
}

function kindJson(link: LinkView): Record<string, unknown> | undefined {
  const { spec } = link
  switch (spec.kind) {
    case 'loopback':
      return undefined
    case 'ethernet':
      return link.peerIfindex === undefined ? undefined : { info_kind: 'veth' }
    case 'wireguard':
      return { info_kind: 'wireguard' }
    case 'ipip':
      return { info_kind: 'ipip', info_data: { proto: 'any', remote: 'any', local: 'any', ttl: 0, pmtudisc: false } }
    case 'vxlan': {
      const info_data = {
        id: spec.vni,
        local: formatIpv4(spec.local),
        link: spec.parent,
        port_range: { low: 0, high: 0 },
        port: spec.udpPort,
        learning: false,
        ttl: 0,
        df: 'unset',
        ageing: 300,
        udp_csum: true,
        udp_zero_csum6_tx: false,
        udp_zero_csum6_rx: false,
      }
      return { info_kind: 'vxlan', info_data }
    }
  }
}

function countersJson(link: LinkView): Record<string, unknown> {
  const { rxBytes, rxPackets, rxErrors, rxDropped, txBytes, txPackets, txErrors, txDropped } = link.counters
  return {
    rx: { bytes: rxBytes, packets: rxPackets, errors: rxErrors, dropped: rxDropped, over_errors: 0, multicast: 0 },
    tx: { bytes: txBytes, packets: txPackets, errors: txErrors, dropped: txDropped, carrier_errors: 0, collisions: 0 },
  }
}
