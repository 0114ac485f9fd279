import type { ConnectionView, Program, System, TupleView } from '../engine/kernel-api'
import { formatIpv4 } from '../wire/ipv4-address'

const NAME = 'conntrack v1.4.7 (conntrack-tools)'

/** `conntrack` 1.4.7: `-L` and `-F`. */
export const conntrack: Program = function* (system, argv) {
  const [option] = argv.slice(1)
  if (argv.length === 2 && (option === '-F' || option === '--flush')) {
    system.flushConntrack()
    system.stderr(`${NAME}: connection tracking table has been emptied.\n`)
    return 0
  }
  if (argv.length === 2 && (option === '-L' || option === '--dump')) return list(system)
  system.stderr(`conntrack: "${argv.slice(1).join(' ')}" is not modelled; Hopscope's conntrack has -L and -F\n`)
  return 2
}

function list(system: System): number {
  const connections = system.connections()
  system.stdout(connections.map(connectionLine).join(''))
  system.stderr(`${NAME}: ${connections.length} flow entries have been shown.\n`)
  return 0
}

/** Protocols that conntrack knows by name; all others are `unknown`. */
const PROTOCOL_NAMES: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp' }

/** nfct_snprintf of libnetfilter_conntrack: protocol, timeout and state, both directions, mark and references. */
function connectionLine(connection: ConnectionView): string {
  const { protocol, tcpState, original, reply, isReplied, isAssured } = connection
  const parts = [`${(PROTOCOL_NAMES[protocol] ?? 'unknown').padEnd(8)} ${protocol} ${connection.secondsLeft}`]
  if (tcpState !== undefined) parts.push(tcpState)
  parts.push(tupleText(original))
  if (!isReplied) parts.push('[UNREPLIED]')
  parts.push(tupleText(reply))
  if (isAssured) parts.push('[ASSURED]')
  return `${parts.join(' ')} mark=${connection.mark} use=1\n`
}

function tupleText({ source, destination, ports, icmp }: TupleView): string {
  const addresses = `src=${formatIpv4(source)} dst=${formatIpv4(destination)}`
  if (icmp) return `${addresses} type=${icmp.type} code=${icmp.code} id=${icmp.id}`
  return ports ? `${addresses} sport=${ports.source} dport=${ports.destination}` : addresses
}
