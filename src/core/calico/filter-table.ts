import type { NetfilterFacts } from './netfilter-facts'
import { allMarkBits } from './netfilter-facts'
import type { NetfilterRule } from './netfilter-rule'
import type { CalicoTable } from './netfilter-table'
import {
  ACCEPT,
  clearMark,
  DROP,
  FROM_LOCAL,
  goTo,
  inSet,
  IPIP,
  jump,
  markIsClear,
  markIsSet,
  RETURN,
  setMark,
  TO_LOCAL,
  toPort,
  UDP,
} from './rule-words'
import { workloadChains } from './workload-chains'

const HOSTS = 'cali40all-hosts-net'
const VTEPS = 'cali40all-vxlan-net'

/**
 * filter of a cluster without network policy (felix/rules/static.go, endpoints.go, dispatch.go): tunnel packets only from
 * and to Calico's nodes, every pod's traffic through its own chain and its profiles, which let everything pass.
 */
export function filterTable(facts: NetfilterFacts): CalicoTable {
  const { accept } = facts.profile.marks
  const inserted = { INPUT: [jump('cali-INPUT')], FORWARD: [jump('cali-FORWARD')], OUTPUT: [jump('cali-OUTPUT')] }
  const policyAccepted: NetfilterRule = { comment: 'Policy explicitly accepted packet.', matches: [markIsSet(accept)], target: ACCEPT }
  return {
    name: 'filter',
    inserted,
    appended: { FORWARD: [policyAccepted, { target: setMark(accept) }] },
    chains: [
      { name: 'cali-FORWARD', rules: forwardRules(facts) },
      { name: 'cali-INPUT', rules: inputRules(facts) },
      { name: 'cali-OUTPUT', rules: outputRules(facts) },
      { name: 'cali-wl-to-host', rules: workloadToHostRules() },
      ...['cali-from-hep-forward', 'cali-to-hep-forward', 'cali-from-host-endpoint', 'cali-to-host-endpoint', 'cali-cidr-block'].map(
        (name) => ({ name, rules: [] }),
      ),
      ...workloadChains(facts),
    ],
  }
}

function forwardRules({ profile, interfacePrefixes }: NetfilterFacts): NetfilterRule[] {
  const { accept } = profile.marks
  return [
    // the accept bit stays: raw and mangle may have set it
    { target: clearMark(allMarkBits(profile) & ~accept) },
    { ...jump('cali-from-hep-forward'), matches: [markIsClear(accept)] },
    ...interfacePrefixes.flatMap((prefix) => [
      { ...jump('cali-from-wl-dispatch'), inInterface: `${prefix}+` },
      { ...jump('cali-to-wl-dispatch'), outInterface: `${prefix}+` },
    ]),
    jump('cali-to-hep-forward'),
    jump('cali-cidr-block'),
  ]
}

function inputRules({ profile, enabled, vxlanPort, wireguardPort, interfacePrefixes }: NetfilterFacts): NetfilterRule[] {
  const { accept } = profile.marks
  const rules: NetfilterRule[] = []
  if (enabled.ipip) {
    rules.push(
      { comment: 'Allow IPIP packets from Calico hosts', protocol: IPIP, matches: [inSet(HOSTS, 'src'), TO_LOCAL], target: ACCEPT },
      { comment: 'Drop IPIP packets from non-Calico hosts', protocol: IPIP, target: DROP },
    )
  }
  if (enabled.vxlan) {
    const port = toPort(vxlanPort)
    rules.push(
      {
        comment: 'Allow IPv4 VXLAN packets from allowed hosts',
        protocol: UDP,
        matches: [port, inSet(VTEPS, 'src'), TO_LOCAL],
        target: ACCEPT,
      },
      { comment: 'Drop IPv4 VXLAN packets from non-allowed hosts', protocol: UDP, matches: [port, TO_LOCAL], target: DROP },
    )
  }
  if (enabled.wireguard) {
    const matches = [toPort(wireguardPort), TO_LOCAL]
    rules.push({ comment: 'Allow incoming IPv4 Wireguard packets', protocol: UDP, matches, target: ACCEPT })
  }
  return [
    ...rules,
    ...interfacePrefixes.map((prefix) => ({ inInterface: `${prefix}+`, target: goTo('cali-wl-to-host') })),
    { matches: [markIsSet(accept)], target: ACCEPT },
    { target: clearMark(allMarkBits(profile)) },
    jump('cali-from-host-endpoint'),
    { comment: 'Host endpoint policy accepted packet.', matches: [markIsSet(accept)], target: ACCEPT },
  ]
}

function outputRules({ profile, enabled, vxlanPort, wireguardPort, interfacePrefixes }: NetfilterFacts): NetfilterRule[] {
  const { accept } = profile.marks
  const rules: NetfilterRule[] = [
    { matches: [markIsSet(accept)], target: ACCEPT },
    ...interfacePrefixes.map((prefix) => ({ outInterface: `${prefix}+`, target: RETURN })),
  ]
  if (enabled.ipip) {
    rules.push({
      comment: 'Allow IPIP packets to other Calico hosts',
      protocol: IPIP,
      matches: [inSet(HOSTS, 'dst'), FROM_LOCAL],
      target: ACCEPT,
    })
  }
  if (enabled.vxlan) {
    const matches = [toPort(vxlanPort), FROM_LOCAL, inSet(VTEPS, 'dst')]
    rules.push({ comment: 'Allow IPv4 VXLAN packets to other allowed hosts', protocol: UDP, matches, target: ACCEPT })
  }
  if (enabled.wireguard) {
    const matches = [toPort(wireguardPort), FROM_LOCAL]
    rules.push({ comment: 'Allow outgoing IPv4 Wireguard packets', protocol: UDP, matches, target: ACCEPT })
  }
  return [
    ...rules,
    { target: clearMark(allMarkBits(profile)) },
    { ...jump('cali-to-host-endpoint'), matches: ['-m conntrack ! --ctstate DNAT'] },
    { comment: 'Host endpoint policy accepted packet.', matches: [markIsSet(accept)], target: ACCEPT },
  ]
}

/** Both the plain manifest and the operator set DefaultEndpointToHostAction to ACCEPT. */
function workloadToHostRules(): NetfilterRule[] {
  return [jump('cali-from-wl-dispatch'), { comment: 'Configured DefaultEndpointToHostAction', target: ACCEPT }]
}
