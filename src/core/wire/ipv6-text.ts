import { parseIpv4 } from './ipv4-address'

/** The longest text of an IPv6 network: eight groups, an IPv4 tail and a prefix length. */
const LONGEST = 49
const GROUPS = 8
const GROUP_BITS = 16

/** Whether a text is an IPv6 network such as fd00:10:244::/48 (RFC 4291 section 2.3), and holds nothing beyond the prefix. */
export function isIpv6Network(text: string): boolean {
  if (text.length > LONGEST) return false
  const [, addressText = '', lengthText = ''] = /^([0-9a-fA-F:.]+)\/(\d{1,3})$/.exec(text) ?? []
  const groups = parseGroups(addressText)
  const prefixLength = Number(lengthText)
  return groups !== undefined && prefixLength <= GROUPS * GROUP_BITS && groups.every((group, k) => (group & hostBits(prefixLength - k * GROUP_BITS)) === 0)
}

/** Whether a text is an IPv6 address, with or without the link that it is of: fe80::1%eth0. */
export function isIpv6Address(text: string): boolean {
  const [address = ''] = text.split('%', 1)
  return address.length <= LONGEST && parseGroups(address) !== undefined
}

/** The bits of a group that lie beyond a prefix which reaches `prefixBits` into it. */
function hostBits(prefixBits: number): number {
  return 0xffff >> Math.min(GROUP_BITS, Math.max(0, prefixBits))
}

/** Eight groups of 16 bits; `undefined` when the text is no IPv6 address (RFC 4291 section 2.2). */
function parseGroups(text: string): readonly number[] | undefined {
  const [head = '', tail, ...rest] = text.split('::')
  if (rest.length > 0) return undefined
  const [front, back] = [parsePart(head, tail === undefined), parsePart(tail ?? '', true)]
  if (front === undefined || back === undefined) return undefined
  const left = GROUPS - front.length - back.length
  // "::" stands for at least one group
  if (tail === undefined ? left !== 0 : left < 1) return undefined
  return [...front, ...Array<number>(left).fill(0), ...back]
}

/** Groups between colons; the last may be an IPv4 address where the part ends the text. */
function parsePart(text: string, endsText: boolean): readonly number[] | undefined {
  if (text === '') return []
  const words = text.split(':')
  const dotted = endsText && words.at(-1)?.includes('.') ? words.pop() : undefined
  const ipv4 = dotted === undefined ? undefined : parseIpv4(dotted)
  if ((dotted !== undefined && ipv4 === undefined) || !words.every((word) => /^[0-9a-fA-F]{1,4}$/.test(word))) return undefined
  const groups = words.map((word) => parseInt(word, 16))
  return ipv4 === undefined ? groups : [...groups, ipv4 >>> 16, ipv4 & 0xffff]
}
