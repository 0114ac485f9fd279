import type { NetfilterFacts } from './netfilter-facts'
import { allMarkBits } from './netfilter-facts'
import type { NetfilterRule } from './netfilter-rule'
import type { CalicoTable } from './netfilter-table'
import { ACCEPT, clearMark, DROP, jump, markIsClear, markIsSet, NOTRACK, setMark, toUdpPort, UDP_BY_NAME } from './rule-words'

/** raw (felix/rules/static.go): the reverse path check of pods, strict whatever rp_filter says, and VXLAN past conntrack. */
export function rawTable(facts: NetfilterFacts): CalicoTable {
  const { profile, interfacePrefixes } = facts
  const { accept, scratch0: fromWorkload } = profile.marks
  const unjudged: NetfilterRule = { target: clearMark(allMarkBits(profile)) }
  const accepted: NetfilterRule = { matches: [markIsSet(accept)], target: ACCEPT }
  const untracked: NetfilterRule[] =
    facts.enabled.vxlan && profile.vxlanNotrack ? [{ protocol: UDP_BY_NAME, matches: [toUdpPort(facts.vxlanPort)], target: NOTRACK }] : []
  const reversePath = { felix: '-m rpfilter --invert --validmark', saved: '-m rpfilter --validmark --invert' }
  return {
    name: 'raw',
    inserted: { PREROUTING: [jump('cali-PREROUTING')], OUTPUT: [jump('cali-OUTPUT')] },
    appended: {},
    chains: [
      { name: 'cali-OUTPUT', rules: [unjudged, jump('cali-to-host-endpoint'), ...untracked, accepted] },
      {
        name: 'cali-PREROUTING',
        rules: [
          unjudged,
          ...untracked,
          ...interfacePrefixes.map((prefix) => ({ inInterface: `${prefix}+`, target: setMark(fromWorkload) })),
          { ...jump('cali-rpf-skip'), matches: [markIsSet(fromWorkload)] },
          { matches: [markIsSet(fromWorkload), reversePath], target: DROP },
          { ...jump('cali-from-host-endpoint'), matches: [markIsClear(fromWorkload)] },
          accepted,
        ],
      },
      ...['cali-from-host-endpoint', 'cali-rpf-skip', 'cali-to-host-endpoint'].map((name) => ({ name, rules: [] })),
    ],
  }
}
