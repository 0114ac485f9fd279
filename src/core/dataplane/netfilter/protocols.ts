/** IP protocols by the names of /etc/protocols that iptables prints. */
const NAMES: Readonly<Record<number, string>> = { 1: 'icmp', 4: 'ipencap', 6: 'tcp', 17: 'udp', 47: 'gre', 50: 'esp', 51: 'ah', 132: 'sctp' }

export function protocolName(protocol: number): string {
  return NAMES[protocol] ?? String(protocol)
}

/** The number of a protocol given by name or number; `all` is 0. */
export function protocolNumber(text: string): number | undefined {
  const lower = text.toLowerCase()
  if (/^\d{1,3}$/.test(lower)) return Number(lower) <= 255 ? Number(lower) : undefined
  if (lower === 'all') return 0
  if (lower === 'ipip') return 4
  const found = Object.entries(NAMES).find(([, name]) => name === lower)
  return found ? Number(found[0]) : undefined
}
