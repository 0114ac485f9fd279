import type { SocketView } from '../../engine/connection-api'

/** `ss -s` (misc/ss.c, print_summary) of the sockets of this namespace: those of TCP and UDP are all that is known. */
export function summaryText(sockets: readonly SocketView[]): string {
  const tcp = sockets.filter(({ protocol }) => protocol === 'tcp')
  const udp = sockets.length - tcp.length
  const waiting = tcp.filter(({ timer }) => timer?.kind === 'timewait').length
  const requests = tcp.filter(({ state }) => state === 'SYN_RECV').length
  const inUse = tcp.length - waiting - requests
  const established = tcp.filter(({ state }) => state === 'ESTABLISHED' || state === 'CLOSE_WAIT').length
  const orphaned = tcp.filter(({ owner, timer, state }) => owner === undefined && timer?.kind !== 'timewait' && state !== 'SYN_RECV').length
  const row = (name: string, count: number): string => `${name}\t  ${[count, count, 0].map((number) => String(number).padEnd(9)).join(' ')}\n`
  return [
    `Total: ${inUse - orphaned + udp}\n`,
    `TCP:   ${inUse + waiting} (estab ${established}, closed ${waiting}, orphaned ${orphaned}, timewait ${waiting})\n`,
    '\nTransport Total     IP        IPv6\n',
    row('RAW', 0),
    row('UDP', udp),
    row('TCP', inUse),
    row('INET', inUse + udp),
    row('FRAG', 0),
    '\n',
  ].join('')
}
