import { isIpv6Address } from '../wire/ipv6-text'

/** Why a text that is no IPv4 address is no destination: names are not answered for here. */
export function unknownHost(text: string): string {
  return isIpv6Address(text) ? 'IPv6 is not modelled; this network has IPv4 alone' : 'Name or service not known'
}
