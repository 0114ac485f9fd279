import type { ConnectionEvent, ConnectionView, TupleView } from '../engine/connection-api'
import type { Program, System, Wait } from '../engine/kernel-api'
import { formatIpv4, parseIpv4 } from '../wire/ipv4-address'
import { CONNTRACK } from './manual/netfilter'
import { lettersOf, optionNames, parseOptions } from './options'
import type { ParsedOptions } from './options'
import { toolRelease } from './tool-release'

const LETTERS = lettersOf(CONNTRACK)
const COMMANDS = ['L', 'D', 'E', 'F', 'C', 'S', 'V'] as const

/** `conntrack` 1.4.7: list, delete, events, flush, count and statistics, with the usual filters. */
export const conntrack: Program = function* (system, argv) {
  const name = `conntrack ${toolRelease(system).conntrack} (conntrack-tools)`
  const parsed = parseOptions(argv.slice(1), LETTERS)
  if (!parsed.ok) return complain(system, name, parsed.error.kind === 'unknown' ? `unknown option \`${parsed.error.option}'; Hopscope's conntrack has ${optionNames(LETTERS).join(' ')}` : `option \`${parsed.error.option}' needs an argument`)
  const commands = COMMANDS.filter((letter) => parsed.value.flags.has(letter))
  const [command] = commands
  if (command === undefined || commands.length > 1) return complain(system, name, command === undefined ? 'say what to do: -L, -D, -E, -F, -C or -S' : `Cannot use -${commands[1] ?? ''} with -${command}`)
  const [table = 'conntrack'] = parsed.value.operands
  if (table !== 'conntrack') return complain(system, name, `table ${table} is not modelled; Hopscope's conntrack has conntrack`)
  const filter = readFilter(parsed.value)
  if (typeof filter === 'string') return complain(system, name, filter)
  switch (command) {
    case 'V':
      system.stdout(`${name}\n`)
      return 0
    case 'C':
      system.stdout(`${system.connections().length}\n`)
      return 0
    case 'S':
      system.stdout(statisticsText(system))
      return 0
    case 'F':
      system.flushConntrack()
      system.stderr(`${name}: connection tracking table has been emptied.\n`)
      return 0
    case 'E':
      return yield* showEvents(system, name, filter, parsed.value)
    default:
      return listOrDelete(system, name, command, filter, parsed.value)
  }
}

function complain(system: System, name: string, text: string): number {
  system.stderr(`${name}: ${text}\nTry \`conntrack -h' or 'conntrack --help' for more information.\n`)
  return 2
}

type Filter = (connection: ConnectionView) => boolean

function listOrDelete(system: System, name: string, command: 'L' | 'D', filter: Filter, { values }: ParsedOptions): number {
  const connections = command === 'D' ? system.deleteConnections(filter) : system.connections().filter(filter)
  system.stdout(connections.map((connection) => `${layerThree(values)}${connectionText(connection)} mark=${connection.mark} use=1\n`).join(''))
  system.stderr(`${name}: ${connections.length} flow entries have been ${command === 'D' ? 'deleted' : 'shown'}.\n`)
  return command === 'D' && connections.length === 0 ? 1 : 0
}

/** One line a processor; there is one. The kernel counts the others of struct ip_conntrack_stat no more. */
function statisticsText(system: System): string {
  const { found, invalid, insertFailed, drop, earlyDrop, error, clashResolve } = system.conntrackCounters()
  return `cpu=0   \tfound=${found} invalid=${invalid} insert=0 insert_failed=${insertFailed} drop=${drop} early_drop=${earlyDrop} error=${error} search_restart=0 clash_resolve=${clashResolve} chaintoolong=0 \n`
}

/** Prints what changes as it changes, until it is interrupted. */
function* showEvents(system: System, name: string, filter: Filter, { values }: ParsedOptions): Generator<Wait, number, undefined> {
  const events = system.openConnectionEvents()
  let shown = 0
  const wanted = (values.get('e') ?? 'NEW,UPDATES,DESTROY').toUpperCase().split(',')
  try {
    for (;;) {
      if (!events.readable) yield { untilNs: Infinity, sockets: [events], isAside: true }
      for (let event = events.receive(); event; event = events.receive()) {
        if (!filter(event.connection) || !wanted.includes(event.change === 'update' ? 'UPDATES' : event.change.toUpperCase())) continue
        system.stdout(`${EVENT_NAMES[event.change]} ${layerThree(values)}${connectionText(event.connection, event)}\n`)
        shown++
      }
    }
  } finally {
    events.close()
    system.stderr(`${name}: ${shown} flow events have been shown.\n`)
  }
}

const EVENT_NAMES: Readonly<Record<ConnectionEvent['change'], string>> = { new: '    [NEW]', update: ' [UPDATE]', destroy: '[DESTROY]' }

/** `-o extended` tells the network layer too. */
function layerThree(values: ParsedOptions['values']): string {
  return values.get('o') === 'extended' ? 'ipv4     2 ' : ''
}

/** The filter that the options make, or what is wrong with one of them. */
function readFilter({ flags, values }: ParsedOptions): Filter | string {
  const tests: Filter[] = []
  const addresses: readonly (readonly [string, (connection: ConnectionView) => number])[] = [
    ['s', ({ original }) => original.source],
    ['d', ({ original }) => original.destination],
    ['r', ({ reply }) => reply.source],
    ['q', ({ reply }) => reply.destination],
  ]
  for (const [letter, of] of addresses) {
    const text = values.get(letter)
    if (text === undefined) continue
    const address = parseIpv4(text)
    if (address === undefined) return `Invalid IP address \`${text}'`
    tests.push((connection) => of(connection) === address)
  }
  const protocol = values.get('p')
  if (protocol !== undefined) {
    const number = Object.keys(PROTOCOL_NAMES).map(Number).find((known) => PROTOCOL_NAMES[known] === protocol || String(known) === protocol)
    if (number === undefined) return `\`${protocol}' unsupported protocol`
    tests.push((connection) => connection.protocol === number)
  }
  for (const [name, side] of [['sport', 'source'], ['dport', 'destination']] as const) {
    const text = values.get(name)
    if (text === undefined) continue
    if (!/^\d{1,5}$/.test(text)) return `\`${text}' is no port`
    tests.push(({ original }) => original.ports?.[side] === Number(text))
  }
  const state = values.get('state')
  if (state !== undefined) tests.push(({ tcpState }) => tcpState === state.toUpperCase())
  const mark = values.get('m')
  if (mark !== undefined) tests.push((connection) => connection.mark === Number(mark))
  if (flags.has('n')) tests.push(({ original, reply }) => reply.destination !== original.source)
  if (flags.has('g')) tests.push(({ original, reply }) => reply.source !== original.destination)
  if (flags.has('j')) tests.push(({ original, reply }) => reply.destination !== original.source || reply.source !== original.destination)
  const output = values.get('o')
  if (output !== undefined && output !== 'extended') return `output ${output} is not modelled; Hopscope's conntrack has extended`
  return (connection) => tests.every((test) => test(connection))
}

/** Protocols that conntrack knows by name; all others are `unknown`. */
const PROTOCOL_NAMES: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp' }

/** nfct_snprintf of libnetfilter_conntrack: protocol, timeout and state, both directions. An event that ends it has no time left to tell. */
function connectionText(connection: ConnectionView, event?: ConnectionEvent): string {
  const { protocol, tcpState, original, reply, isReplied, isAssured } = connection
  const seconds = event?.change === 'destroy' ? '' : ` ${connection.secondsLeft}`
  const parts = [`${(PROTOCOL_NAMES[protocol] ?? 'unknown').padEnd(8)} ${protocol}${seconds}`]
  if (tcpState !== undefined && event?.change !== 'destroy') parts.push(tcpState)
  parts.push(tupleText(original))
  if (!isReplied) parts.push('[UNREPLIED]')
  parts.push(tupleText(reply))
  if (isAssured) parts.push('[ASSURED]')
  return parts.join(' ')
}

function tupleText({ source, destination, ports, icmp }: TupleView): string {
  const addresses = `src=${formatIpv4(source)} dst=${formatIpv4(destination)}`
  if (icmp) return `${addresses} type=${icmp.type} code=${icmp.code} id=${icmp.id}`
  return ports ? `${addresses} sport=${ports.source} dport=${ports.destination}` : addresses
}
