import { stringify } from 'yaml'
import type { RecordedLink, RecordedNamespace, RecordedRoute, Topology } from '../kernel/topology'
import { recordedSysctls } from './recorded-sysctls'

/**
 * The lab file of a recorded lab, made from what the tools printed in it before the first flow: nothing here knows one
 * lab from another. Where the commands that built the lab are given, its sysctls come from them.
 */
export function recordedLabYaml(recording: { readonly topology: Topology; readonly setupCommands?: string }): string {
  const { topology } = recording
  const documents = [
    ...nodeDocuments(topology),
    poolDocument(topology),
    felixDocument(topology),
    ...blockDocuments(topology),
    ...podDocuments(topology),
    underlayDocument(recording),
  ]
  return documents.map((document) => stringify(document, { lineWidth: 0 })).join('---\n')
}

/** Metric, gateway and the rest of what `ip -j route` prints, in the words of `ip route add`. */
export function routeLine(route: RecordedRoute): string {
  const words = [route.type === 'unicast' ? route.dst : `${route.type} ${route.dst}`]
  if (route.gateway !== undefined) words.push('via', route.gateway)
  if (route.dev !== undefined) words.push('dev', route.dev)
  if (route.protocol !== 'boot') words.push('proto', route.protocol)
  if (route.scope === 'link') words.push('scope link')
  if (route.prefsrc !== undefined) words.push('src', route.prefsrc)
  if (route.metric !== undefined) words.push('metric', String(route.metric))
  if (route.flags.includes('onlink')) words.push('onlink')
  return words.join(' ')
}

/** Names of namespaces in the order in which they were captured, which is that of their making. */
function inOrder(topology: Topology, names: readonly string[]): string[] {
  const order = [...new Set(topology.capture_points.map(([netns]) => netns))]
  return names.toSorted((a, b) => order.indexOf(a) - order.indexOf(b))
}

function nodeDocuments({ mode, nodes, namespaces, ...rest }: Topology): unknown[] {
  return inOrder({ mode, nodes, namespaces, ...rest }, Object.keys(nodes)).map((name) => {
    const node = nodes[name]
    const nic = namespaces[name]?.addr.find(({ addr_info }) => addr_info.some(({ local }) => local === node?.ip))
    const address = nic?.addr_info.find(({ local }) => local === node?.ip)
    const publicKey = namespaces[name]?.wg_dump?.split(/\s/)[1]
    return {
      apiVersion: 'projectcalico.org/v3',
      kind: 'Node',
      metadata: { name },
      spec: {
        bgp: {
          ipv4Address: `${node?.ip}/${address?.prefixlen}`,
          ...(mode.startsWith('ipip') ? { ipv4IPIPTunnelAddr: node?.tunip } : {}),
        },
        ...(mode.startsWith('vxlan') ? { ipv4VXLANTunnelAddr: node?.tunip, vxlanTunnelMACAddr: node?.vtepmac } : {}),
        ...(mode === 'wireguard' ? { wireguard: { interfaceIPv4Address: node?.tunip } } : {}),
      },
      ...(publicKey === undefined ? {} : { status: { wireguardPublicKey: publicKey } }),
    }
  })
}

function poolDocument({ mode, pool, nodes, namespaces }: Topology): unknown {
  const [overlay, scope] = mode.split('-')
  const on = scope === 'crosssubnet' ? 'CrossSubnet' : 'Always'
  const blockSize = Number(Object.values(nodes)[0]?.block.split('/')[1])
  const natOutgoing = Object.values(namespaces).some(({ iptables_save }) => iptables_save?.includes('-A cali-nat-outgoing') === true)
  return {
    apiVersion: 'projectcalico.org/v3',
    kind: 'IPPool',
    metadata: { name: 'default-ipv4-ippool' },
    spec: {
      cidr: pool,
      blockSize,
      ipipMode: overlay === 'ipip' ? on : 'Never',
      vxlanMode: overlay === 'vxlan' ? on : 'Never',
      natOutgoing,
    },
  }
}

function felixDocument({ mode, namespaces, nodes }: Topology): unknown {
  const links = Object.keys(nodes).flatMap((name) => namespaces[name]?.addr ?? [])
  const mtuOf = (device: string) => links.find(({ ifname }) => ifname === device)?.mtu
  const vxlan = links.find(({ ifname }) => ifname === 'vxlan.calico')?.linkinfo?.info_data
  return {
    apiVersion: 'projectcalico.org/v3',
    kind: 'FelixConfiguration',
    metadata: { name: 'default' },
    spec: {
      wireguardEnabled: mode === 'wireguard',
      ipipMTU: mtuOf('tunl0'),
      vxlanMTU: mtuOf('vxlan.calico'),
      wireguardMTU: mtuOf('wireguard.cali'),
      vxlanVNI: vxlan?.id,
      vxlanPort: vxlan?.port,
    },
  }
}

function blockDocuments({ nodes }: Topology): unknown[] {
  return Object.entries(nodes).map(([node, { block }]) => ({
    apiVersion: 'crd.projectcalico.org/v1',
    kind: 'BlockAffinity',
    metadata: { name: `${node}-${block.replaceAll(/[./]/g, '-')}` },
    spec: { cidr: block, node, state: 'confirmed', type: 'host', deleted: 'false' },
  }))
}

/** Pods in the order of their host links on each node. */
function podDocuments({ pods, namespaces }: Topology): unknown[] {
  const place = (node: string, link: string) => namespaces[node]?.addr.find(({ ifname }) => ifname === link)?.ifindex ?? 0
  const ordered = Object.entries(pods).toSorted(([, a], [, b]) => place(a.node, a.cali) - place(b.node, b.cali))
  return ordered.map(([name, pod]) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', annotations: { 'cni.projectcalico.org/hwAddr': pod.mac } },
    spec: { nodeName: pod.node },
    status: { phase: 'Running', podIP: pod.ip },
  }))
}

function underlayDocument({ topology, setupCommands }: { readonly topology: Topology; readonly setupCommands?: string }): unknown {
  const { namespaces, nodes, pods, gateways, mode, mtu, pool } = topology
  const segments = Object.keys(namespaces).filter((name) => bridgeOf(namespaces[name]) !== undefined)
  const devices = inOrder(
    topology,
    Object.keys(namespaces).filter((name) => !(name in nodes) && !(name in pods) && !segments.includes(name)),
  )
  const isRouter = (name: string) => addressesOf(namespaces[name]).some(({ local }) => Object.values(gateways).includes(local))
  const sysctls = recordedSysctls(topology, setupCommands)
  const device = (name: string) => ({
    name,
    legs: nicsOf(namespaces[name]).map((link) => legDocument(topology, segments, name, link)),
    loopback: addressesOf(namespaces[name], 'lo')
      .filter(({ scope }) => scope === 'global')
      .map(({ local, prefixlen }) => `${local}/${prefixlen}`),
    routes: ownRoutes(namespaces[name], pool, isRouter(name) ? 'bird' : undefined),
    sysctls: sysctls.of(name),
    ...(isRouter(name) ? { bgp: (namespaces[name]?.routes ?? []).some(({ protocol }) => protocol === 'bird') } : {}),
  })
  return {
    apiVersion: 'hopscope.dev/v1',
    kind: 'Underlay',
    metadata: { name: `${mode}-${mtu}` },
    spec: {
      segments: segments.map((name) => segmentDocument(topology, name)),
      routers: devices.filter(isRouter).map(device),
      hosts: devices.filter((name) => !isRouter(name)).map(device),
      nodes: Object.keys(nodes).map((name) => ({
        name,
        routes: ownRoutes(namespaces[name], pool),
        defaultRoute: false,
        sysctls: sysctls.of(name),
        wireguard: privateKeyOf(namespaces[name]),
      })),
      calico: calicoDocument(topology, sysctls.workloadRpFilter),
    },
  }
}

function calicoDocument({ namespaces, pod_mtu, tunnel_device }: Topology, workloadRpFilter: number): unknown {
  const saved = Object.values(namespaces).find(({ iptables_save }) => iptables_save !== undefined)?.iptables_save ?? ''
  const bare = saved.split('\n').some((line) => line.includes(`-o ${tunnel_device} `) && !line.includes('--comment'))
  return {
    version: saved.includes('network-ip-pools') ? 'v3.32.1' : saved.includes('cali:O3lYWMrLQYEMJtB5') ? 'v3.26' : 'v3.30',
    netfilter: [...saved.matchAll(/^\*(\w+)$/gm)].map(([, table]) => table),
    podMtu: pod_mtu,
    workloadRpFilter,
    rulesWithoutComment: bare ? [tunnel_device] : [],
  }
}

/** Routes that neither the kernel made of addresses nor Calico wrote for its pool. */
function ownRoutes(namespace: RecordedNamespace | undefined, pool: string, learned?: string): string[] {
  const routes = namespace?.routes.filter(({ table, protocol }) => table === 'main' && protocol !== 'kernel' && protocol !== learned) ?? []
  return routes.filter(({ dst }) => !inPool(dst, pool)).map(routeLine)
}

function inPool(destination: string, pool: string): boolean {
  const [base = '', length = '0'] = pool.split('/')
  const shift = 32 - Number(length)
  return destination !== 'default' && Math.floor(numberOf(destination) / 2 ** shift) === Math.floor(numberOf(base) / 2 ** shift)
}

function numberOf(text: string): number {
  return (text.split('/')[0] ?? '').split('.').reduce((value, part) => value * 256 + Number(part), 0)
}

function privateKeyOf(namespace: RecordedNamespace | undefined): { readonly privateKey?: string } {
  const key = namespace?.wg_dump?.split(/\s/)[0]
  return key === undefined ? {} : { privateKey: key }
}

/** The bridge's ports join in the order of their port numbers, whatever their ifindex. */
function segmentDocument(topology: Topology, name: string): unknown {
  const { namespaces, nodes } = topology
  const bridge = bridgeOf(namespaces[name])
  const ports = (namespaces[name]?.addr ?? [])
    .filter(({ linkinfo }) => linkinfo?.info_slave_kind === 'bridge')
    .toSorted((a, b) => Number(a.linkinfo?.info_slave_data?.no) - Number(b.linkinfo?.info_slave_data?.no))
  const members = ports.map((port) => {
    const device = port.ifname.replace(/^p-/, '')
    const nic = nicsOf(namespaces[device]).find((link) => link.ifindex === port.link_index && link.link_index === port.ifindex)
    return device in nodes
      ? { node: device, interface: nic?.ifname, mac: nic?.address, mtu: nic?.mtu, address: addressText(nic) }
      : { [isGateway(topology, device) ? 'router' : 'host']: device, interface: nic?.ifname }
  })
  return { name, cidr: segmentCidr(topology, name, ports), mtu: bridge?.mtu, members }
}

function isGateway({ gateways, namespaces }: Topology, device: string): boolean {
  return addressesOf(namespaces[device]).some(({ local }) => Object.values(gateways).includes(local))
}

/** The widest subnet that a port's card has. */
function segmentCidr({ namespaces }: Topology, name: string, ports: readonly RecordedLink[]): string {
  const cards = ports.flatMap((port) => {
    const nics = nicsOf(namespaces[port.ifname.replace(/^p-/, '')])
    return nics.filter((link) => link.ifindex === port.link_index && link.link_index === port.ifindex).flatMap(({ addr_info }) => addr_info)
  })
  const widest = cards.toSorted((a, b) => a.prefixlen - b.prefixlen)[0]
  if (!widest) throw new Error(`segment ${name} has no port with an address`)
  const size = 2 ** (32 - widest.prefixlen)
  const base = Math.floor(numberOf(widest.local) / size) * size
  return `${[24, 16, 8, 0].map((shift) => Math.floor(base / 2 ** shift) % 256).join('.')}/${widest.prefixlen}`
}

function legDocument(topology: Topology, segments: readonly string[], device: string, link: RecordedLink): unknown {
  const common = { name: link.ifname, address: addressText(link), mac: link.address, mtu: link.mtu }
  const segment = segments.find((name) =>
    topology.namespaces[name]?.addr.some(
      ({ ifname, ifindex, link_index }) => ifname === `p-${device}` && link_index === link.ifindex && ifindex === link.link_index,
    ),
  )
  if (segment !== undefined) return { ...common, segment }
  const far = Object.entries(topology.namespaces).find(
    ([name, namespace]) => name !== device && nicsOf(namespace).some((nic) => isOtherEnd(nic, link)),
  )
  const nic = nicsOf(far?.[1]).find((candidate) => isOtherEnd(candidate, link))
  return { ...common, peer: `${far?.[0]}/${nic?.ifname}` }
}

/** Both ends of a veth pair name each other's number, and lie in one subnet. */
function isOtherEnd(nic: RecordedLink, link: RecordedLink): boolean {
  const [here, there] = [link.addr_info[0], nic.addr_info[0]]
  if (nic.ifindex !== link.link_index || nic.link_index !== link.ifindex || !here || !there) return false
  return inPool(there.local, `${here.local}/${here.prefixlen}`)
}

function bridgeOf(namespace: RecordedNamespace | undefined): RecordedLink | undefined {
  return namespace?.addr.find(({ linkinfo }) => linkinfo?.info_kind === 'bridge')
}

function nicsOf(namespace: RecordedNamespace | undefined): RecordedLink[] {
  return (namespace?.addr ?? []).filter(({ linkinfo, ifname }) => linkinfo?.info_kind === 'veth' && !ifname.startsWith('cali'))
}

function addressesOf(namespace: RecordedNamespace | undefined, link?: string): RecordedLink['addr_info'] {
  return (namespace?.addr ?? []).filter(({ ifname }) => link === undefined || ifname === link).flatMap(({ addr_info }) => addr_info)
}

function addressText(link: RecordedLink | undefined): string {
  const address = link?.addr_info[0]
  return `${address?.local}/${address?.prefixlen}`
}
