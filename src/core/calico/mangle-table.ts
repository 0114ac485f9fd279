import type { NetfilterFacts } from './netfilter-facts'
import { allMarkBits } from './netfilter-facts'
import type { NetfilterRule } from './netfilter-rule'
import type { CalicoTable } from './netfilter-table'
import { ACCEPT, clearMark, connectionIs, inSet, jump, markIsSet, notInSet, RETURN } from './rule-words'

/** mangle (felix/rules/static.go): what is established or accepted passes; policy of host endpoints, of which there are none. */
export function mangleTable({ profile }: NetfilterFacts): CalicoTable {
  const isAccepted = markIsSet(profile.marks.accept)
  const comment = 'Host endpoint policy accepted packet.'
  const dscp: NetfilterRule = {
    ...jump('cali-egress-dscp'),
    comment: 'set dscp for traffic leaving cluster.',
    matches: [inSet('cali40dscp-src-net', 'src'), notInSet(`cali40${profile.allPoolsSet}`, 'dst'), notInSet('cali40this-host', 'dst')],
  }
  const empty = ['cali-from-host-endpoint', 'cali-to-host-endpoint', ...(profile.egressDscp ? ['cali-egress-dscp'] : [])]
  return {
    name: 'mangle',
    inserted: { PREROUTING: [jump('cali-PREROUTING')], POSTROUTING: [jump('cali-POSTROUTING')] },
    appended: {},
    chains: [
      {
        name: 'cali-PREROUTING',
        rules: [
          { matches: [connectionIs('RELATED,ESTABLISHED')], target: ACCEPT },
          { matches: [isAccepted], target: ACCEPT },
          jump('cali-from-host-endpoint'),
          { comment, matches: [isAccepted], target: ACCEPT },
        ],
      },
      {
        name: 'cali-POSTROUTING',
        rules: [
          ...(profile.egressDscp ? [dscp] : []),
          { matches: [isAccepted], target: RETURN },
          { target: clearMark(allMarkBits(profile)) },
          { ...jump('cali-to-host-endpoint'), matches: [connectionIs('DNAT')] },
          { comment, matches: [isAccepted], target: RETURN },
        ],
      },
      ...empty.map((name) => ({ name, rules: [] })),
    ],
  }
}
