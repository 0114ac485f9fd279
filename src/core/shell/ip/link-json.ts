import type { LinkView } from '../../engine/kernel-api'
import { formatIpv4 } from '../../wire/ipv4-address'
import { formatMac } from '../../wire/mac-address'
import type { IpContext } from './context'
import { addressScope, flagNames, stateName } from './link-text'

const FOREVER_SECONDS = 4294967295

/** One device of `ip -j link` or, without `linkmode`, the head of `ip -j addr`. */
export function linkJson(link: LinkView, context: IpContext, isLinkShow: boolean): Record<string, unknown> {
  const { spec } = link
  const peer = spec.kind === 'ipip' ? { link: null } : link.peerIfindex === undefined ? {} : { link_index: link.peerIfindex }
  return {
    ifindex: link.ifindex,
    ...peer,
    ifname: spec.name,
    flags: flagNames(link),
    mtu: link.mtuBytes,
    qdisc: link.up ? 'noqueue' : 'noop',
    operstate: stateName(link),
    ...(isLinkShow ? { linkmode: 'DEFAULT' } : {}),
    group: 'default',
    txqlen: 1000,
    ...linkLayerJson(link),
    ...(context.statistics ? { stats64: countersJson(link) } : {}),
  }
}

/** One device of `ip -j addr`. */
export function addressJson(link: LinkView, context: IpContext): Record<string, unknown> {
  const addr_info = link.addresses.map((address) => ({
    family: 'inet',
    local: formatIpv4(address.address),
    prefixlen: address.prefixLength,
    ...(address.broadcast === undefined ? {} : { broadcast: formatIpv4(address.broadcast) }),
    scope: addressScope(address),
    label: link.spec.name,
    valid_life_time: FOREVER_SECONDS,
    preferred_life_time: FOREVER_SECONDS,
  }))
  return { ...linkJson(link, context, false), addr_info }
}

function linkLayerJson(link: LinkView): Record<string, unknown> {
  switch (link.spec.kind) {
    case 'loopback':
      return { link_type: 'loopback', address: '00:00:00:00:00:00', broadcast: '00:00:00:00:00:00' }
    case 'ipip':
      return { link_type: 'ipip', address: '0.0.0.0', broadcast: '0.0.0.0' }
    case 'wireguard':
      return { link_type: 'none' }
    case 'ethernet':
    case 'vxlan': {
      const address = { link_type: 'ether', address: formatMac(link.spec.mac), broadcast: 'ff:ff:ff:ff:ff:ff' }
      return link.spec.kind === 'ethernet' && link.peerNetns !== undefined && link.peerIfindex !== undefined ? { ...address, link_netns: link.peerNetns } : address
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
