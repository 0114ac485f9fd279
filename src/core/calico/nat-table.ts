import type { NetfilterChain, NetfilterRule } from './netfilter-rule'
import { savedRules } from './netfilter-rule'
import type { VersionProfile } from './version-profile'

/** What of a node shapes its nat table. */
export interface NatFacts {
  readonly profile: VersionProfile
  /** Devices that exist and whose tunnel address Felix knows, in Felix's order: tunl0, vxlan.calico, wireguard.cali. */
  readonly tunnelDevices: readonly string[]
  /** Whether any pool has natOutgoing. */
  readonly natOutgoing: boolean
  /** Devices whose MASQUERADE rule carries no `cali:` comment. */
  readonly rulesWithoutComment: readonly string[]
}

const KERNEL_CHAINS = ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING']

/**
 * The nat table as an iptables-restore document, in the order in which iptables-save prints it (felix/rules/nat.go,
 * static.go): jumps out of the kernel's chains, pods' own MASQUERADE towards whatever lies in no pool, and one
 * MASQUERADE a tunnel device for the node's own packets that would leave with another of its addresses.
 */
export function natTable(facts: NatFacts): string {
  const lines = ['*nat', ...KERNEL_CHAINS.map((chain) => `:${chain} ACCEPT [0:0]`)]
  const chains = natChains(facts)
  for (const chain of chains) lines.push(`:${chain.name} - [0:0]`)
  for (const chain of ['PREROUTING', 'OUTPUT', 'POSTROUTING']) {
    const appended = chain === 'POSTROUTING' && facts.profile.postroutingJump === 'append'
    lines.push(...savedRules(chain, [jump(`cali-${chain}`)], { appended }))
  }
  const isBare = (rule: NetfilterRule) => rule.outInterface !== undefined && facts.rulesWithoutComment.includes(rule.outInterface)
  for (const chain of chains) lines.push(...savedRules(chain.name, chain.rules, { isBare }))
  return [...lines, 'COMMIT', ''].join('\n')
}

/** Calico's own chains of the nat table, sorted as iptables-save prints them. */
export function natChains(facts: NatFacts): readonly NetfilterChain[] {
  return [
    { name: 'cali-OUTPUT', rules: [jump('cali-fip-dnat')] },
    {
      name: 'cali-POSTROUTING',
      rules: [jump('cali-fip-snat'), jump('cali-nat-outgoing'), ...facts.tunnelDevices.map(tunnelMasquerade)],
    },
    { name: 'cali-PREROUTING', rules: [jump('cali-fip-dnat')] },
    { name: 'cali-fip-dnat', rules: [] },
    { name: 'cali-fip-snat', rules: [] },
    { name: 'cali-nat-outgoing', rules: facts.natOutgoing ? [outgoingMasquerade(facts.profile)] : [] },
  ]
}

const MASQUERADE = { kind: 'jump', to: 'MASQUERADE', options: '--random-fully' } as const

/** Source is one of the node's addresses, but none of the device that the packet leaves by. */
function tunnelMasquerade(device: string): NetfilterRule {
  return {
    outInterface: device,
    matches: ['-m addrtype ! --src-type LOCAL --limit-iface-out', '-m addrtype --src-type LOCAL'],
    target: MASQUERADE,
  }
}

function outgoingMasquerade(profile: VersionProfile): NetfilterRule {
  return {
    matches: ['-m set --match-set cali40masq-ipam-pools src', `-m set ! --match-set cali40${profile.allPoolsSet} dst`],
    target: MASQUERADE,
  }
}

function jump(to: string): NetfilterRule {
  return { target: { kind: 'jump', to } }
}
