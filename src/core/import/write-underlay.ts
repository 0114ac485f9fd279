import type { Cluster } from '../model/cluster'
import { NETFILTER_TABLES } from '../model/cluster'
import type { JsonObject } from '../model/manifest'
import type { LinkAddress } from '../model/netns-spec'
import type { Nic, Underlay, UnderlayDevice, UnderlayNode, UnderlaySegment } from '../model/underlay'
import { formatIpv4, formatIpv4Prefix } from '../wire/ipv4-address'
import { formatMac } from '../wire/mac-address'
import { given } from './optional-field'
import { formatRouteLine } from './route-line'

/** The Underlay that reads back as this cluster's, with every default written out. */
export function underlayResource(cluster: Cluster): JsonObject {
  const { underlay, calico } = cluster
  const { podMtuBytes, workloadRpFilter, rulesWithoutComment, tunnelDevicesFirst, netfilterTables, version, runsBird } = calico
  return {
    apiVersion: 'hopscope.dev/v1',
    kind: 'Underlay',
    metadata: { name: cluster.name },
    spec: {
      segments: underlay.segments.map((segment) => segmentOf(segment, underlay)),
      routers: underlay.routers.map((router) => ({ ...deviceOf(router), bgp: router.bgp })),
      hosts: underlay.hosts.map(deviceOf),
      nodes: underlay.nodes.map(nodeOf),
      calico: {
        version,
        ...(netfilterTables.length === NETFILTER_TABLES.length ? {} : { netfilter: [...netfilterTables] }),
        ...(runsBird ? {} : { bgp: false }),
        ...given('podMtu', podMtuBytes),
        ...given('workloadRpFilter', workloadRpFilter),
        tunnelDevices: tunnelDevicesFirst ? 'before-pods' : 'after-pods',
        ...(rulesWithoutComment.length === 0 ? {} : { rulesWithoutComment: [...rulesWithoutComment] }),
      },
    },
  }
}

function segmentOf({ name, cidr, mtuBytes, members, filters: own, cloudRules, sourceDestinationCheck }: UnderlaySegment, underlay: Underlay): JsonObject {
  const filters = [...own, ...(cloudRules?.filters ?? [])]
  return {
    name,
    cidr: formatIpv4Prefix(cidr),
    mtu: mtuBytes,
    members: members.map(({ device, nic }) => memberOf(device, nic, underlay)),
    ...(filters.length === 0 ? {} : { filters }),
    ...(sourceDestinationCheck ? { sourceDestinationCheck } : {}),
  }
}

function memberOf(device: string, nicName: string, { nodes, routers }: Underlay): JsonObject {
  const nic = nodes.find(({ name }) => name === device)?.nics.find(({ name }) => name === nicName)
  if (!nic) return { [routers.some(({ name }) => name === device) ? 'router' : 'host']: device, interface: nicName }
  return {
    node: device,
    interface: nic.name,
    mac: formatMac(nic.mac),
    mtu: nic.mtuBytes,
    address: masked(nic.address),
    ...given('prefixRouteMetric', nic.address.prefixRouteMetric),
  }
}

function deviceOf({ name, nics, loopback, routes, sysctls }: UnderlayDevice): JsonObject {
  return { name, legs: nics.map(legOf), loopback: loopback.map(masked), routes: routes.map(formatRouteLine), sysctls: { ...sysctls } }
}

function legOf({ name, attachedTo, address, mac, mtuBytes }: Nic): JsonObject {
  const end = attachedTo.kind === 'segment' ? { segment: attachedTo.segment } : { peer: `${attachedTo.device}/${attachedTo.nic}` }
  return { name, ...end, address: masked(address), mac: formatMac(mac), mtu: mtuBytes }
}

function nodeOf({ name, routes, sysctls, wireguard }: UnderlayNode): JsonObject {
  const hasDefault = routes.some(({ destination }) => destination.prefixLength === 0)
  const { privateKey, peerOrder, allowedIpOrder } = wireguard
  return {
    name,
    ...(hasDefault ? {} : { defaultRoute: false }),
    routes: routes.map(formatRouteLine),
    sysctls: { ...sysctls },
    wireguard: { ...given('privateKey', privateKey), peers: [...peerOrder], allowedIps: allowedIpOrder.map(formatIpv4Prefix) },
  }
}

function masked({ address, prefixLength }: LinkAddress): string {
  return `${formatIpv4(address)}/${prefixLength}`
}
