import { UNREACHABLE_CODE, ICMP_TYPE } from '../../wire/icmp'
import { formatIpv4 } from '../../wire/ipv4-address'

const UNREACHABLE: Readonly<Record<number, string>> = {
  [UNREACHABLE_CODE.net]: 'Destination Net Unreachable',
  [UNREACHABLE_CODE.host]: 'Destination Host Unreachable',
  [UNREACHABLE_CODE.protocol]: 'Destination Protocol Unreachable',
  [UNREACHABLE_CODE.port]: 'Destination Port Unreachable',
  5: 'Source Route Failed',
  6: 'Destination Net Unknown',
  7: 'Destination Host Unknown',
  8: 'Source Host Isolated',
  [UNREACHABLE_CODE.netProhibited]: 'Destination Net Prohibited',
  [UNREACHABLE_CODE.hostProhibited]: 'Destination Host Prohibited',
  11: 'Destination Net Unreachable for Type of Service',
  12: 'Destination Host Unreachable for Type of Service',
  [UNREACHABLE_CODE.adminProhibited]: 'Packet filtered',
  14: 'Precedence Violation',
  15: 'Precedence Cutoff',
}

const REDIRECTED: readonly string[] = ['Redirect Network', 'Redirect Host', 'Redirect Type of Service and Network', 'Redirect Type of Service and Host']

/** What ping says of an ICMP error (iputils, ping.c: pr_icmph). `rest` is the second word of the message. */
export function icmpErrorText(type: number, code: number, rest: number): string {
  if (type === ICMP_TYPE.unreachable) {
    if (code === UNREACHABLE_CODE.fragmentationNeeded) return `Frag needed and DF set (mtu = ${rest & 0xffff})`
    return UNREACHABLE[code] ?? `Dest Unreachable, Bad Code: ${code}`
  }
  if (type === ICMP_TYPE.timeExceeded) return code === 0 ? 'Time to live exceeded' : 'Frag reassembly time exceeded'
  if (type === ICMP_TYPE.parameterProblem) return `Parameter problem: pointer = ${rest >>> 24}`
  if (type === ICMP_TYPE.redirect) return `${REDIRECTED[code] ?? `Redirect, Bad Code: ${code}`}(New nexthop: ${formatIpv4(rest)})`
  return `Bad ICMP type: ${type}`
}
