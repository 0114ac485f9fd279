/** ICMP types and codes (RFC 792, RFC 1122, RFC 1812), by the kernel's names. */
export const ICMP_ECHOREPLY = 0
export const ICMP_DEST_UNREACH = 3
export const ICMP_REDIRECT = 5
export const ICMP_ECHO = 8
export const ICMP_TIME_EXCEEDED = 11

export const ICMP_NET_UNREACH = 0
export const ICMP_HOST_UNREACH = 1
export const ICMP_PROT_UNREACH = 2
export const ICMP_PORT_UNREACH = 3
export const ICMP_FRAG_NEEDED = 4
export const ICMP_NET_ANO = 9
export const ICMP_HOST_ANO = 10
export const ICMP_PKT_FILTERED = 13

export const ICMP_REDIR_HOST = 1

export const ICMP_EXC_TTL = 0
export const ICMP_EXC_FRAGTIME = 1

/** Types that report an error: never answered with another error. */
export function isIcmpError(type: number): boolean {
  return type === ICMP_DEST_UNREACH || type === 4 || type === ICMP_REDIRECT || type === ICMP_TIME_EXCEEDED || type === 12
}
