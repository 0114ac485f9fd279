import type { SocketView } from '../../engine/connection-api'
import type { Program, System } from '../../engine/kernel-api'
import { formatIpv4 } from '../../wire/ipv4-address'
import { SS } from '../manual/talk'
import { lettersOf, optionErrorText, parseOptions } from '../options'
import { serviceName } from '../../capture/service-names'
import { toolRelease } from '../tool-release'
import { columnsText } from './columns'
import { detailsText } from './details'
import { parseFilter } from './filter'
import { summaryText } from './summary'

const LETTERS = lettersOf(SS)

/** `ss` of iproute2 6.1 for TCP and UDP. */
export const ss: Program = function* (system, argv) {
  const parsed = parseOptions(argv.slice(1), LETTERS)
  if (!parsed.ok) {
    system.stderr(optionErrorText('ss', parsed.error, LETTERS))
    return 255
  }
  const { flags, operands } = parsed.value
  if (flags.has('V')) {
    system.stdout(`ss utility, ${toolRelease(system).iproute2.replace(/,.*/, '')}\n`)
    return 0
  }
  const filter = parseFilter(operands)
  if (!filter.ok) {
    system.stderr(filter.error)
    return 255
  }
  if (flags.has('s')) {
    system.stdout(summaryText(system.sockets()))
    if (['t', 'u', 'a', 'l'].every((flag) => !flags.has(flag)) && operands.length === 0) return 0
  }
  const protocols = (['udp', 'tcp'] as const).filter((protocol) => flags.has(protocol.charAt(0)) || !(flags.has('t') || flags.has('u')))
  const states = filter.value.states ?? (flags.has('a') ? ALL_STATES : flags.has('l') ? LISTENING : CONNECTED)
  const sockets = protocols.flatMap((protocol) => system.sockets().filter((socket) => socket.protocol === protocol && states.includes(stateName(socket)) && filter.value.keeps(socket)))
  print(system, sockets, flags, { netid: protocols.length > 1, state: hasSeveralStates(protocols, flags, filter.value.states) })
  return 0
}

/** Kernel states by ss's names. */
const STATE_NAMES: Readonly<Record<string, string>> = {
  ESTABLISHED: 'ESTAB',
  SYN_SENT: 'SYN-SENT',
  SYN_RECV: 'SYN-RECV',
  FIN_WAIT1: 'FIN-WAIT-1',
  FIN_WAIT2: 'FIN-WAIT-2',
  TIME_WAIT: 'TIME-WAIT',
  CLOSE: 'UNCONN',
  CLOSE_WAIT: 'CLOSE-WAIT',
  LAST_ACK: 'LAST-ACK',
  LISTEN: 'LISTEN',
  CLOSING: 'CLOSING',
}
const ALL_STATES: readonly string[] = Object.values(STATE_NAMES)
const LISTENING: readonly string[] = ['LISTEN', 'UNCONN']
const CONNECTED: readonly string[] = ALL_STATES.filter((state) => !['LISTEN', 'UNCONN', 'TIME-WAIT', 'SYN-RECV'].includes(state))

function stateName({ state }: SocketView): string {
  return STATE_NAMES[state] ?? state
}

/** The column goes where it could say one thing only. */
function hasSeveralStates(protocols: readonly string[], flags: ReadonlySet<string>, states: readonly string[] | undefined): boolean {
  if (states) return states.length > 1
  return protocols.includes('tcp') || flags.has('a') || flags.has('l')
}

function print(system: System, sockets: readonly SocketView[], flags: ReadonlySet<string>, columns: { readonly netid: boolean; readonly state: boolean }): void {
  const rows = sockets.map((socket) => {
    const { protocol, local, remote } = socket
    const port = (number: number | undefined): string => portText(number, protocol, flags.has('n'))
    const address = (value: number): string => `${formatIpv4(value)}:`
    return [
      protocol,
      stateName(socket),
      String(socket.receiveQueue).padEnd(6),
      String(socket.sendQueue).padEnd(6),
      address(local.address),
      port(local.port),
      address(remote?.address ?? 0),
      port(remote?.port),
      detailsText(socket, { processes: flags.has('p'), timers: flags.has('o'), tcp: flags.has('i'), numeric: flags.has('n') }),
    ]
  })
  system.stdout(columnsText(rows, [columns.netid, columns.state, true, true, true, true, true, true, true], !flags.has('H')))
}

function portText(port: number | undefined, protocol: 'tcp' | 'udp', isNumeric: boolean): string {
  if (port === undefined) return '*'
  return (isNumeric ? undefined : serviceName(port, protocol)) ?? String(port)
}
