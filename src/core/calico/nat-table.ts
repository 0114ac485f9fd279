import type { NetfilterFacts } from './netfilter-facts'
import type { NetfilterRule } from './netfilter-rule'
import type { CalicoTable } from './netfilter-table'
import { inSet, jump, notInSet } from './rule-words'
import type { VersionProfile } from './version-profile'

const MASQUERADE = { kind: 'jump', to: 'MASQUERADE', options: '--random-fully' } as const

/**
 * nat (felix/rules/nat.go, static.go): pods' own MASQUERADE towards whatever lies in no pool, and one MASQUERADE a tunnel
 * device for the node's own packets that would leave with another of its addresses.
 */
export function natTable(facts: Pick<NetfilterFacts, 'profile' | 'tunnelDevices' | 'natOutgoing'>): CalicoTable {
  const isAppended = facts.profile.postroutingJump === 'append'
  const postrouting = { POSTROUTING: [jump('cali-POSTROUTING')] }
  return {
    name: 'nat',
    inserted: { PREROUTING: [jump('cali-PREROUTING')], OUTPUT: [jump('cali-OUTPUT')], ...(isAppended ? {} : postrouting) },
    appended: isAppended ? postrouting : {},
    chains: [
      { name: 'cali-OUTPUT', rules: [jump('cali-fip-dnat')] },
      { name: 'cali-POSTROUTING', rules: [jump('cali-fip-snat'), jump('cali-nat-outgoing'), ...facts.tunnelDevices.map(tunnelMasquerade)] },
      { name: 'cali-PREROUTING', rules: [jump('cali-fip-dnat')] },
      { name: 'cali-fip-dnat', rules: [] },
      { name: 'cali-fip-snat', rules: [] },
      { name: 'cali-nat-outgoing', rules: facts.natOutgoing ? [outgoingMasquerade(facts.profile)] : [] },
    ],
  }
}

/** Source is one of the node's addresses, but none of the device that the packet leaves by. */
function tunnelMasquerade(device: string): NetfilterRule {
  const matches = ['-m addrtype ! --src-type LOCAL --limit-iface-out', '-m addrtype --src-type LOCAL']
  return { outInterface: device, matches, target: MASQUERADE }
}

function outgoingMasquerade(profile: VersionProfile): NetfilterRule {
  return { matches: [inSet('cali40masq-ipam-pools', 'src'), notInSet(`cali40${profile.allPoolsSet}`, 'dst')], target: MASQUERADE }
}
