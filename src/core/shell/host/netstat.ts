import type { SocketTimer, SocketView } from '../../engine/connection-api'
import type { Program, System } from '../../engine/kernel-api'
import { serviceName } from '../../capture/service-names'
import { formatIpv4 } from '../../wire/ipv4-address'
import { NETSTAT } from '../manual/host'
import { lettersOf, optionErrorText, parseOptions } from '../options'
import { toolRelease } from '../tool-release'
import { linkRow } from './ifconfig-text'
import { routeTableText } from './route'

const LETTERS = lettersOf(NETSTAT)

/** `netstat` of net-tools 2.10: sockets of TCP and UDP, or with -r the routes, with -i the links. */
export const netstat: Program = function* (system, argv) {
  const parsed = parseOptions(argv.slice(1), LETTERS)
  if (!parsed.ok || parsed.value.operands.length > 0) {
    system.stderr(parsed.ok ? `netstat: "${parsed.value.operands.join(' ')}" is not modelled; netstat takes options alone\n` : optionErrorText('netstat', parsed.error, LETTERS))
    return 1
  }
  const { flags } = parsed.value
  // without -e it prints the columns that route prints with -e
  if (flags.has('V')) system.stdout(`net-tools ${toolRelease(system).netTools}\n`)
  else if (flags.has('r')) system.stdout(routeTableText(system, flags.has('n'), !flags.has('e')))
  else if (flags.has('i')) system.stdout(linksText(system, flags.has('a')))
  else system.stdout(socketsText(system.sockets(), flags))
  return 0
}

function linksText(system: System, all: boolean): string {
  const rows = system.links().filter(({ up }) => up || all).toSorted((a, b) => (a.spec.name < b.spec.name ? -1 : 1)).map(linkRow)
  return `Kernel Interface table\nIface             MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg\n${rows.join('')}`
}

function socketsText(sockets: readonly SocketView[], flags: ReadonlySet<string>): string {
  const which = flags.has('a') ? 'servers and established' : flags.has('l') ? 'only servers' : 'w/o servers'
  const isShown = (socket: SocketView): boolean => flags.has('a') || isServer(socket) === flags.has('l')
  const columns = `${flags.has('p') ? ` ${'PID/Program name'.padEnd(20)}` : ''}${flags.has('o') ? ' Timer' : ''}`
  const heading = `Active Internet connections (${which})\nProto Recv-Q Send-Q Local Address           Foreign Address         State      ${columns}\n`
  const rows = (['tcp', 'udp'] as const)
    .filter((protocol) => flags.has(protocol.charAt(0)) || !(flags.has('t') || flags.has('u')))
    .flatMap((protocol) => sockets.filter((socket) => socket.protocol === protocol && isShown(socket)))
  return `${heading}${rows.map((socket) => socketRow(socket, flags)).join('')}`
}

function isServer({ state }: SocketView): boolean {
  return state === 'LISTEN' || state === 'CLOSE'
}

function socketRow(socket: SocketView, flags: ReadonlySet<string>): string {
  const { protocol, local, remote, owner, timer } = socket
  const end = ({ address, port }: { readonly address: number; readonly port: number }): string => {
    const name = flags.has('n') ? undefined : serviceName(port, protocol)
    return `${formatIpv4(address)}:${port === 0 ? '*' : (name ?? port)}`.padEnd(23)
  }
  const state = protocol === 'udp' && socket.state === 'CLOSE' ? '' : socket.state
  const process = flags.has('p') ? ` ${(owner ? `${owner.pid}/${owner.program}` : '-').slice(0, 20).padEnd(20)}` : ''
  // /proc/net/tcp tells how many wait at a listener, and not how many may
  const sendQueue = socket.state === 'LISTEN' ? 0 : socket.sendQueue
  const queues = `${String(socket.receiveQueue).padStart(6)} ${String(sendQueue).padStart(6)}`
  return `${protocol}   ${queues} ${end(local)} ${end(remote ?? { address: 0, port: 0 })} ${state.padEnd(11)}${process}${flags.has('o') ? ` ${timerText(timer)}` : ''}\n`
}

/** The kernel tells it in hundredths of a second (/proc/net/tcp), and what a window's timer has tried apart. */
function timerText(timer: SocketTimer | undefined): string {
  if (!timer) return 'off (0.00/0/0)'
  const { kind, leftNs, attempts } = timer
  const seconds = (Math.floor(leftNs / 1e7) / 100).toFixed(2)
  return kind === 'persist' ? `probe (${seconds}/0/${attempts})` : `${kind} (${seconds}/${attempts}/0)`
}
