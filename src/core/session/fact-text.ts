import { ruleText } from '../shell/ip/rule-text'
import { routeText } from '../shell/ip/route-text'
import type { Fact } from '../trace/facts'
import { formatIpv4 } from '../wire/ipv4-address'
import { MAC_ZERO, formatMac } from '../wire/mac-address'

/** A fact as the command prints it that shows its table: `ip route show table all`, `ip rule`, `ip neigh`, `iptables-save`, `ip link`. */
export function factText(fact: Fact, factById: (id: number) => Fact | undefined): string {
  switch (fact.kind) {
    case 'route':
      return routeText(fact.route, { details: false, withTable: true }).trimEnd()
    case 'rule':
      return ruleText(fact.rule).trimEnd().replace('\t', ' ')
    case 'neighbour': {
      const device = factById(fact.interfaceId)
      const link = device?.kind === 'interface' ? ` dev ${device.name}` : ''
      const mac = fact.mac === MAC_ZERO ? '' : ` lladdr ${formatMac(fact.mac)}`
      return `${formatIpv4(fact.address)}${link}${mac}`
    }
    case 'netfilter-rule':
      return fact.table === 'ebtables' ? `ebtables ${fact.text}` : `-t ${fact.table} ${fact.text}`
    case 'wireguard-key':
      return `peer ${fact.publicKey}`
    case 'interface':
      return fact.name
  }
}
