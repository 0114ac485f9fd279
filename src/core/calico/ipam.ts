import type { Cluster, IpPool } from '../model/cluster'
import type { Ipv4, Ipv4Prefix } from '../wire/ipv4-address'
import { ipv4FromNumber, networkOf, prefixContains } from '../wire/ipv4-address'
import { firstBlockIndex } from './block-choice'
import { enabledEncapsulations } from './mtu'

export interface AllocatedBlock {
  readonly cidr: Ipv4Prefix
  readonly node: number
  readonly pool: IpPool
  /** Addresses that were given back, oldest first: handed out again when no other of the block is left. */
  readonly released: readonly Ipv4[]
}

/** Who owns which block and address, once everything that the lab leaves open is decided. */
export interface Allocation {
  /** By node index, in the order in which they were claimed. */
  readonly blocksOfNode: readonly (readonly AllocatedBlock[])[]
  /** By pod index; `undefined` where the pools are full. */
  readonly podAddress: (pod: number) => Ipv4 | undefined
  readonly ipipTunnelAddress: (node: number) => Ipv4 | undefined
  readonly vxlanTunnelAddress: (node: number) => Ipv4 | undefined
  readonly wireguardAddress: (node: number) => Ipv4 | undefined
  /** Addresses of a node's pods and tunnels that lie in another node's block. */
  readonly borrowedOfNode: (node: number) => readonly Ipv4[]
}

/**
 * Does what calico-ipam would have done: nodes without a block claim the one that Calico's generator draws, tunnel
 * addresses come first, pods take the next free address (libcalico-go/lib/ipam, node/pkg/allocateip).
 * Linear in nodes and pods.
 */
export function allocate(cluster: Cluster): Allocation {
  return new Allocator(cluster).run()
}

type AddressColumn = Float64Array

const NONE = -1
const MAX_BLOCKS_PER_NODE = 20

class Allocator {
  private readonly blocksOfNode: AllocatedBlock[][]
  private readonly blocks = new Map<number, AllocatedBlock>()
  private readonly used = new Set<number>()
  private readonly cursor = new Map<AllocatedBlock, number>()
  private readonly pools: readonly IpPool[]

  constructor(private readonly cluster: Cluster) {
    this.blocksOfNode = cluster.nodes.map(() => [])
    this.pools = cluster.pools.toSorted((a, b) => (a.name < b.name ? -1 : 1))
    for (const block of cluster.blocks) this.claim(block.cidr.network, block.node, block.released)
  }

  run(): Allocation {
    const { nodes, pods } = this.cluster
    const enabled = enabledEncapsulations(this.cluster)
    const ipip = this.column(nodes.length, (i) => (enabled.ipip ? nodes[i]?.ipipTunnelAddress : undefined))
    const vxlan = this.column(nodes.length, (i) => (enabled.vxlan ? nodes[i]?.vxlanTunnelAddress : undefined))
    const wireguard = this.column(nodes.length, (i) => (enabled.wireguard ? nodes[i]?.wireguardAddress : undefined))
    const podAddress = this.column(pods.length, (i) => pods[i]?.address)
    this.claimBlocksInUse([ipip, vxlan, wireguard], podAddress)
    const usesIpip = (pool: IpPool) => pool.ipipMode !== 'Never' && pool.allowedUses.includes('Tunnel')
    const usesVxlan = (pool: IpPool) => pool.vxlanMode !== 'Never' && pool.allowedUses.includes('Tunnel')
    for (let node = 0; node < nodes.length; node++) {
      if (enabled.ipip && ipip[node] === NONE) ipip[node] = this.assign(node, usesIpip)
      if (enabled.vxlan && vxlan[node] === NONE) vxlan[node] = this.assign(node, usesVxlan)
      if (enabled.wireguard && wireguard[node] === NONE) wireguard[node] = this.assign(node, (pool) => pool.allowedUses.includes('Tunnel'))
    }
    this.keepIdleTunnelAddresses()
    for (const [i, pod] of pods.entries()) {
      if (podAddress[i] === NONE) podAddress[i] = this.assign(pod.node, (pool) => pool.allowedUses.includes('Workload'))
    }
    const borrowed = this.borrowed([ipip, vxlan, wireguard], podAddress)
    return {
      blocksOfNode: this.blocksOfNode,
      podAddress: (pod) => addressAt(podAddress, pod),
      ipipTunnelAddress: (node) => addressAt(ipip, node),
      vxlanTunnelAddress: (node) => addressAt(vxlan, node),
      wireguardAddress: (node) => addressAt(wireguard, node),
      borrowedOfNode: (node) => borrowed.get(node) ?? [],
    }
  }

  private column(length: number, of: (index: number) => Ipv4 | undefined): AddressColumn {
    const column = new Float64Array(length)
    for (let i = 0; i < length; i++) {
      const address = of(i)
      column[i] = address ?? NONE
      if (address !== undefined) this.used.add(address)
    }
    return column
  }

  /** No pod takes the address of a tunnel that is switched off: it has the same one when it is switched on again. */
  private keepIdleTunnelAddresses(): void {
    for (const { ipipTunnelAddress, vxlanTunnelAddress, wireguardAddress } of this.cluster.nodes) {
      for (const address of [ipipTunnelAddress, vxlanTunnelAddress, wireguardAddress]) if (address !== undefined) this.used.add(address)
    }
  }

  /** Without BlockAffinity, the block around an address that is in use belongs to the node that uses it. */
  private claimBlocksInUse(tunnels: readonly AddressColumn[], podAddress: AddressColumn): void {
    const open = this.blocksOfNode.map((blocks) => blocks.length === 0)
    for (const column of tunnels) column.forEach((address, node) => open[node] === true && address !== NONE && this.claim(address, node))
    this.cluster.pods.forEach((pod, i) => {
      const address = podAddress[i] ?? NONE
      if (open[pod.node] === true && address !== NONE) this.claim(address, pod.node)
    })
  }

  private claim(address: number, node: number, released: readonly Ipv4[] = []): AllocatedBlock | undefined {
    const pool = this.poolOf(address)
    if (!pool) return undefined
    const network = networkOf(address, pool.blockSize)
    if (this.blocks.has(network)) return undefined
    const block = { cidr: { network, prefixLength: pool.blockSize }, node, pool, released }
    this.blocks.set(network, block)
    this.blocksOfNode[node]?.push(block)
    return block
  }

  private poolOf(address: number): IpPool | undefined {
    return this.pools.find((pool) => prefixContains(pool.cidr, address))
  }

  private assign(node: number, suits: (pool: IpPool) => boolean): number {
    const own = this.blocksOfNode[node] ?? []
    for (const block of own) {
      if (block.pool.disabled || !suits(block.pool)) continue
      const address = this.nextFree(block)
      if (address !== NONE) return address
    }
    if (own.length >= MAX_BLOCKS_PER_NODE) return NONE
    for (const pool of this.pools) {
      if (pool.disabled || pool.assignmentMode === 'Manual' || !suits(pool)) continue
      const block = this.claimChosenBlock(node, pool)
      if (block) return this.nextFree(block)
    }
    return NONE
  }

  /** Ordinals from the front, those given back at the end (libcalico-go/lib/backend/model/block.go: `unallocated` is a queue). */
  private nextFree(block: AllocatedBlock): number {
    const size = 2 ** (32 - block.cidr.prefixLength)
    const givenBack = new Set<number>(block.released)
    for (let ordinal = this.cursor.get(block) ?? 0; ordinal < size; ordinal++) {
      const address = block.cidr.network + ordinal
      if (this.used.has(address) || givenBack.has(address)) continue
      this.used.add(address)
      this.cursor.set(block, ordinal + 1)
      return address
    }
    this.cursor.set(block, size)
    const again = block.released.find((address) => !this.used.has(address))
    if (again === undefined) return NONE
    this.used.add(again)
    return again
  }

  private claimChosenBlock(node: number, pool: IpPool): AllocatedBlock | undefined {
    const count = 2 ** (pool.blockSize - pool.cidr.prefixLength)
    const start = firstBlockIndex(this.cluster.nodes[node]?.name ?? '', count)
    const size = 2 ** (32 - pool.blockSize)
    for (let i = 0; i < count; i++) {
      const network = pool.cidr.network + ((start + i) % count) * size
      const block = this.claim(network, node)
      if (block) return block
    }
    return undefined
  }

  private borrowed(tunnels: readonly AddressColumn[], podAddress: AddressColumn): Map<number, Ipv4[]> {
    const borrowed = new Map<number, Ipv4[]>()
    const note = (address: number, node: number) => {
      const pool = address === NONE ? undefined : this.poolOf(address)
      if (!pool || this.blocks.get(networkOf(address, pool.blockSize))?.node === node) return
      const of = borrowed.get(node)
      if (of) of.push(ipv4FromNumber(address))
      else borrowed.set(node, [ipv4FromNumber(address)])
    }
    this.cluster.pods.forEach((pod, i) => note(podAddress[i] ?? NONE, pod.node))
    for (const column of tunnels) column.forEach(note)
    return borrowed
  }
}

function addressAt(column: AddressColumn, index: number): Ipv4 | undefined {
  const address = column[index] ?? NONE
  return address === NONE ? undefined : ipv4FromNumber(address)
}
