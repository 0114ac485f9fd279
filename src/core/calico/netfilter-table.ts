import type { NetfilterTable } from '../model/cluster'
import type { NetfilterChain, NetfilterRule } from './netfilter-rule'
import { savedRules } from './netfilter-rule'

/** A table as Felix programs it: rules in the kernel's own chains, and chains of its own. */
export interface CalicoTable {
  readonly name: NetfilterTable
  /** Rules at the head of a kernel chain. */
  readonly inserted: Readonly<Record<string, readonly NetfilterRule[]>>
  /** Rules at the end of a kernel chain; they are hashed apart. */
  readonly appended: Readonly<Record<string, readonly NetfilterRule[]>>
  readonly chains: readonly NetfilterChain[]
}

/** The kernel's chains of each table, in the order in which iptables-save prints them. */
const KERNEL_CHAINS: Readonly<Record<NetfilterTable, readonly string[]>> = {
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
}

/** The table as an iptables-restore document, in the order in which iptables-save prints it. */
export function tableDocument(table: CalicoTable, isBare?: (rule: NetfilterRule) => boolean): string {
  const kernelChains = KERNEL_CHAINS[table.name]
  const chains = table.chains.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const lines = [
    `*${table.name}`,
    ...kernelChains.map((chain) => `:${chain} ACCEPT [0:0]`),
    ...chains.map(({ name }) => `:${name} - [0:0]`),
  ]
  for (const chain of kernelChains) {
    lines.push(...savedRules(chain, table.inserted[chain] ?? []), ...savedRules(chain, table.appended[chain] ?? [], { appended: true }))
  }
  for (const chain of chains) lines.push(...savedRules(chain.name, chain.rules, isBare ? { isBare } : {}))
  return [...lines, 'COMMIT', ''].join('\n')
}
