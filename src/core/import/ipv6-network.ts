import { IPv6CidrRange } from 'ip-num'

/** The longest text of an IPv6 network: eight groups, an IPv4 tail and a prefix length. */
const LONGEST = 49

/** Whether a text is an IPv6 network such as fd00:10:244::/48, its first address and nothing beyond the prefix. */
export function isIpv6Network(text: string): boolean {
  if (text.length > LONGEST || !/^[0-9a-fA-F:.]+\/\d{1,3}$/.test(text)) return false
  try {
    const range = IPv6CidrRange.fromCidr(text)
    return range.getFirst().isEquals(IPv6CidrRange.fromCidr(`${text.slice(0, text.indexOf('/'))}/128`).getFirst())
  } catch {
    // ip-num throws where the text is no address or the length no prefix length: that is the answer.
    return false
  }
}
