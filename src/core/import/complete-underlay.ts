import type { ClusterNode } from '../model/cluster'
import type { RouteSpec } from '../model/netns-spec'
import type { Nic, Underlay, UnderlayDevice, UnderlayNode, UnderlaySegment } from '../model/underlay'
import type { Ipv4, Ipv4Prefix } from '../wire/ipv4-address'
import { broadcastOf, parseIpv4Prefix, prefixContains } from '../wire/ipv4-address'
import { parseMac } from '../wire/mac-address'
import { parseInterfaceAddress } from './field-schema'
import type { Path } from '../model/manifest'
import type { ProblemCode, ProblemFacts } from '../words/say-problem'
import { given } from './optional-field'
import { NODE_SYSCTLS, dhcpRoute, linkAddress, macOf } from './node-card'
import { parseRouteLine } from './route-line'
import type { DeviceDocument, LegDocument, MemberDocument, NodeDocument, SegmentDocument, UnderlaySpecDocument } from './underlay-schema'

const LINE_MTU_BYTES = 1500

export type NoteUnderlay = <C extends ProblemCode>(path: Path, code: C, facts: ProblemFacts<C>) => void

interface Segment {
  readonly document: SegmentDocument
  readonly cidr: Ipv4Prefix
  readonly members: { readonly device: string; readonly nic: string }[]
}

/** Fills in every default of an Underlay document and resolves its names; what does not fit together is noted. */
export function completeUnderlay(spec: UnderlaySpecDocument, nodes: readonly ClusterNode[], note: NoteUnderlay): Underlay {
  return new Completion(spec, nodes, note).run()
}

class Completion {
  private readonly segments: Segment[]
  private readonly byName: ReadonlyMap<string, Segment>
  private readonly nodeNics = new Map<string, Nic[]>()
  private readonly nodesByName: ReadonlyMap<string, ClusterNode>
  private readonly devices: readonly DeviceDocument[]

  constructor(
    private readonly spec: UnderlaySpecDocument,
    private readonly nodes: readonly ClusterNode[],
    private readonly note: NoteUnderlay,
  ) {
    this.segments = (spec.segments ?? []).map((document) => ({ document, cidr: prefixOf(document.cidr), members: [] }))
    this.byName = new Map(this.segments.map((segment) => [segment.document.name, segment]))
    this.nodesByName = new Map(nodes.map((node) => [node.name, node]))
    this.devices = [...(spec.routers ?? []), ...(spec.hosts ?? [])]
  }

  run(): Underlay {
    this.segments.forEach((segment, i) =>
      segment.document.members.forEach((member, j) => this.join(segment, member, ['spec', 'segments', i, 'members', j])),
    )
    this.joinUnlistedNodes()
    const routers = (this.spec.routers ?? []).map((device, i) => this.device(device, device.bgp, ['spec', 'routers', i]))
    const hosts = (this.spec.hosts ?? []).map((device, i) => this.device(device, false, ['spec', 'hosts', i]))
    const nodes = this.completeNodes()
    const segments = this.segments.map(({ document, cidr, members }): UnderlaySegment => {
      const { name, mtu, filters, sourceDestinationCheck } = document
      return { name, cidr, mtuBytes: mtu, members, filters, sourceDestinationCheck }
    })
    return { segments, routers, hosts, nodes }
  }

  private join(segment: Segment, member: MemberDocument, path: Path): void {
    if (member.node !== undefined) {
      const node = this.nodesByName.get(member.node)
      if (node) this.joinNode(segment, node, member, path)
      else this.note(path, 'member-missing', { node: member.node })
      return
    }
    const name = member.router ?? member.host
    const list = member.router === undefined ? this.spec.hosts : this.spec.routers
    const device = list?.find((candidate) => candidate.name === name)
    const leg = device?.legs.find(
      (candidate) => candidate.segment === segment.document.name && (member.interface ?? candidate.name) === candidate.name,
    )
    if (device && leg) this.addMember(segment, device.name, leg.name, path)
    else this.note(path, 'member-leg', { device: name ?? '', segment: segment.document.name })
  }

  private addMember(segment: Segment, device: string, nic: string, path: Path): void {
    const twice = segment.members.some((member) => member.device === device && member.nic === nic)
    if (twice) this.note(path, 'member-duplicate', { device, link: nic, segment: segment.document.name })
    else segment.members.push({ device, nic })
  }

  private joinNode(segment: Segment, node: ClusterNode, member: MemberDocument, path: Path): void {
    const nics = this.nodeNics.get(node.name) ?? []
    const holdsNodeAddress = prefixContains(segment.cidr, node.address)
    const written = parseInterfaceAddress(member.address ?? '')
    if (!written && !holdsNodeAddress) {
      this.note(path, 'member-address', { node: node.name, segment: segment.document.name, cidr: segment.document.cidr })
      return
    }
    const prefixLength = node.prefixLength >= 31 ? segment.cidr.prefixLength : node.prefixLength
    const { address, prefixLength: length } = written ?? { address: node.address, prefixLength }
    const nic: Nic = {
      name: member.interface ?? `eth${nics.length}`,
      mac: parseMac(member.mac ?? '') ?? macOf(address),
      mtuBytes: member.mtu ?? segment.document.mtu,
      address: linkAddress(address, length, member.prefixRouteMetric),
      attachedTo: { kind: 'segment', segment: segment.document.name },
    }
    if (nics.some(({ name }) => name === nic.name)) {
      this.note(path, 'nic-duplicate', { node: node.name, link: nic.name })
      return
    }
    // the card with the node's own address comes first: Calico's tunnels leave by it
    if (address === node.address) nics.unshift(nic)
    else nics.push(nic)
    this.nodeNics.set(node.name, nics)
    this.addMember(segment, node.name, nic.name, path)
  }

  private joinUnlistedNodes(): void {
    for (const node of this.nodes) {
      if (this.nodeNics.get(node.name)?.some(({ address }) => address.address === node.address) === true) continue
      const segment = this.segments.find(({ cidr }) => prefixContains(cidr, node.address))
      if (segment) this.joinNode(segment, node, { node: node.name }, ['spec', 'segments'])
      else this.note(['spec', 'segments'], 'node-outside-segments', { node: node.name })
    }
  }

  private device(document: DeviceDocument, bgp: boolean, path: Path): UnderlayDevice {
    const nics = document.legs.flatMap((leg, i) => this.leg(document, leg, [...path, 'legs', i]) ?? [])
    const loopback = document.loopback.flatMap((text) => {
      const parsed = parseInterfaceAddress(text)
      return parsed ? [linkAddress(parsed.address, parsed.prefixLength)] : []
    })
    return { name: document.name, nics, loopback, routes: this.routes(document, nics, path), sysctls: sysctlsOf(document.sysctls), bgp }
  }

  private leg(device: DeviceDocument, leg: LegDocument, path: Path): Nic | undefined {
    const parsed = parseInterfaceAddress(leg.address)
    if (!parsed) return undefined
    const segment = leg.segment === undefined ? undefined : this.byName.get(leg.segment)
    if (leg.segment !== undefined && !segment) {
      this.note([...path, 'segment'], 'segment-missing', { segment: leg.segment })
      return undefined
    }
    if (segment && !segment.members.some((member) => member.device === device.name && member.nic === leg.name)) {
      segment.members.push({ device: device.name, nic: leg.name })
    }
    const [peer = '', peerNic = ''] = (leg.peer ?? '').split('/')
    const far = this.devices.find(({ name }) => name === peer)?.legs.find(({ name }) => name === peerNic)
    if (!segment && far?.peer !== `${device.name}/${leg.name}`) {
      this.note([...path, 'peer'], 'peer-missing', { peer: leg.peer ?? '', device: device.name, link: leg.name })
      return undefined
    }
    return {
      name: leg.name,
      mac: parseMac(leg.mac ?? '') ?? macOf(parsed.address),
      mtuBytes: leg.mtu ?? segment?.document.mtu ?? LINE_MTU_BYTES,
      address: linkAddress(parsed.address, parsed.prefixLength),
      attachedTo: segment ? { kind: 'segment', segment: segment.document.name } : { kind: 'line', device: peer, nic: peerNic },
    }
  }

  private completeNodes(): UnderlayNode[] {
    const documents = new Map<string, NodeDocument>()
    this.spec.nodes.forEach((document, i) => {
      const path = ['spec', 'nodes', i, 'name']
      if (!this.nodesByName.has(document.name)) this.note(path, 'node-missing', { node: document.name })
      if (documents.has(document.name)) this.note(path, 'node-twice', { node: document.name })
      documents.set(document.name, document)
    })
    const gateways = this.gateways()
    const defaults = { ...NODE_SYSCTLS, ...sysctlsOf(this.spec.nodeDefaults.sysctls) }
    const places = new Map(this.spec.nodes.map(({ name }, i) => [name, i]))
    return this.nodes.map(({ name, address }) => {
      const document = documents.get(name)
      const nics = this.nodeNics.get(name) ?? []
      const routes = document ? this.routes(document, nics, ['spec', 'nodes', places.get(name) ?? 0]) : []
      const nic = nics[0]
      const gateway = nic?.attachedTo.kind === 'segment' ? gateways.get(nic.attachedTo.segment) : undefined
      const defaultRoute = document?.defaultRoute === false || !nic || gateway === undefined ? undefined : dhcpRoute(nic.name, address, gateway)
      const hasDefault = routes.some(({ destination }) => destination.prefixLength === 0)
      return {
        name,
        nics,
        routes: [...(defaultRoute && !hasDefault ? [defaultRoute] : []), ...routes],
        sysctls: { ...defaults, ...sysctlsOf(document?.sysctls ?? {}) },
        wireguard: {
          ...given('privateKey', document?.wireguard.privateKey),
          peerOrder: document?.wireguard.peers ?? [],
          allowedIpOrder: (document?.wireguard.allowedIps ?? []).map(prefixOf),
        },
      }
    })
  }

  /** By segment, the address of the first router with a leg in it. */
  private gateways(): ReadonlyMap<string, Ipv4> {
    const gateways = new Map<string, Ipv4>()
    for (const { legs } of this.spec.routers ?? []) {
      for (const { segment, address } of legs) {
        const parsed = parseInterfaceAddress(address)
        if (segment !== undefined && parsed && !gateways.has(segment)) gateways.set(segment, parsed.address)
      }
    }
    return gateways
  }

  private routes(document: { readonly routes: readonly string[] }, nics: readonly Nic[], path: Path): RouteSpec[] {
    return document.routes.flatMap((line, i) => {
      const parsed = parseRouteLine(line)
      if (!parsed.ok) return []
      const route = parsed.value
      const link = route.link ?? linkTowards(nics, route.gateway)
      if (route.type === 'unicast' && (link === undefined || !nics.some(({ name }) => name === link))) {
        this.note([...path, 'routes', i], 'route-link', { route: line.slice(0, 60) })
        return []
      }
      return [link === undefined ? route : { ...route, link }]
    })
  }
}

/** The card whose subnet holds a gateway, as the kernel finds it when `dev` is left out. */
function linkTowards(nics: readonly Nic[], gateway: Ipv4 | undefined): string | undefined {
  if (gateway === undefined) return undefined
  return nics.find(({ address }) => broadcastOf(address.address, address.prefixLength) === broadcastOf(gateway, address.prefixLength))?.name
}

function sysctlsOf(document: Readonly<Record<string, number | string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(document).map(([key, value]) => [key.includes('/') ? key : key.replaceAll('.', '/'), String(value)]),
  )
}

function prefixOf(text: string): Ipv4Prefix {
  return parseIpv4Prefix(text) ?? { network: 0 as Ipv4, prefixLength: 0 }
}
