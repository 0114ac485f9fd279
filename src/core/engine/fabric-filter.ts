import { err, ok } from '../base/result'
import type { Result } from '../base/result'
import { read16, read32 } from '../dataplane/bytes'
import { protocolNumber } from '../dataplane/netfilter/protocols'
import { parseAddressOrPrefix } from '../dataplane/netfilter/rule-values'
import type { Skb } from '../dataplane/skb'
import { networkOf } from '../wire/ipv4-address'
import type { Ipv4Prefix } from '../wire/ipv4-address'

/** One ebtables FORWARD rule of a segment; every rule drops. */
export interface FabricFilter {
  /** As typed behind `-A FORWARD`, words joined by single blanks. */
  readonly text: string
  matches(skb: Skb): boolean
}

const ETHERNET_BYTES = 14

/** Reads `-p IPv4 --ip-proto 4 -j DROP` and the like; the error says what is not understood. */
export function parseFilter(text: string): Result<FabricFilter, string> {
  const words = text.trim().split(/\s+/)
  const conditions: ((skb: Skb) => boolean)[] = []
  let drops = false
  for (let i = 0; i < words.length; i += 2) {
    const option = words[i] as string
    const value = words[i + 1]
    if (value === undefined) return err(`option "${option}" requires an argument`)
    if (option === '-j') {
      if (value !== 'DROP') return err(`target "${value}" is not modelled: DROP is`)
      drops = true
      continue
    }
    const condition = conditionOf(option, value)
    if (typeof condition === 'string') return err(condition)
    conditions.push(condition)
  }
  if (!drops) return err('a rule needs a target: -j DROP')
  return ok({ text: words.join(' '), matches: (skb) => conditions.every((condition) => condition(skb)) })
}

function conditionOf(option: string, value: string): ((skb: Skb) => boolean) | string {
  switch (option) {
    case '-p': {
      const etherType = { ipv4: 0x0800, arp: 0x0806 }[value.toLowerCase()]
      if (etherType === undefined) return `unknown protocol "${value}": IPv4 and ARP are modelled`
      return (skb) => read16(skb.data, skb.start + 12) === etherType
    }
    case '--ip-proto':
    case '--ip-protocol': {
      const protocol = protocolNumber(value)
      if (protocol === undefined) return `unknown IP protocol "${value}"`
      return (skb) => isIpv4(skb) && skb.data[skb.start + ETHERNET_BYTES + 9] === protocol
    }
    case '--ip-src':
    case '--ip-source':
      return addressCondition(value, 12)
    case '--ip-dst':
    case '--ip-destination':
      return addressCondition(value, 16)
    case '--ip-sport':
    case '--ip-source-port':
      return portCondition(value, 0)
    case '--ip-dport':
    case '--ip-destination-port':
      return portCondition(value, 2)
    default:
      return `unknown option "${option}"`
  }
}

function isIpv4(skb: Skb): boolean {
  return read16(skb.data, skb.start + 12) === 0x0800
}

function addressCondition(value: string, offset: number): ((skb: Skb) => boolean) | string {
  const prefix: Ipv4Prefix | undefined = parseAddressOrPrefix(value)
  if (prefix === undefined) return `"${value}" is not an IPv4 address or prefix`
  return (skb) => isIpv4(skb) && networkOf(read32(skb.data, skb.start + ETHERNET_BYTES + offset), prefix.prefixLength) === prefix.network
}

function portCondition(value: string, offset: number): ((skb: Skb) => boolean) | string {
  const port = Number(value)
  if (!/^\d{1,5}$/.test(value) || port > 0xffff) return `"${value}" is not a port`
  return (skb) => {
    const at = skb.start + ETHERNET_BYTES
    if (!isIpv4(skb) || (read16(skb.data, at + 6) & 0x1fff) !== 0) return false
    return read16(skb.data, at + ((skb.data[at] as number) & 15) * 4 + offset) === port
  }
}
