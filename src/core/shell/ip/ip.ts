import type { Program, System } from '../../engine/kernel-api'
import { helpText } from '../manual/help-text'
import { IP } from '../manual/ip'
import { toolRelease } from '../tool-release'
import { ipAddress } from './address'
import type { IpContext } from './context'
import { ipLink } from './link'
import { ipNeighbour } from './neighbour'
import { ipNetns, namespaceNamed, runElsewhere } from './netns'
import type { Elsewhere } from './netns'
import { colourOption, paint } from './paint'
import { ipRoute } from './route'
import { ipRule } from './rule'
import { ipTunnel } from './tunnel'
import { IpFailure, Words, matchAbbreviation } from './words'

/** In iproute2's order, which decides what an abbreviation means: `ip r` is route, `ip ru` is rule. */
const OBJECTS = ['address', 'route', 'rule', 'neighbor', 'neighbour', 'link', 'tunnel', 'netns', 'help'] as const
/** What iproute2 has besides. */
const OTHER_OBJECTS = ['addrlabel', 'amt', 'fou', 'ila', 'ioam', 'l2tp', 'macsec', 'maddress', 'monitor', 'mptcp', 'mroute', 'mrule', 'netconf', 'nexthop', 'ntable', 'ntbl', 'sr', 'tap', 'tcpmetrics', 'token', 'tuntap', 'vrf', 'xfrm']

/** What does the work of some of them. */
const INSTEAD: Readonly<Record<string, string>> = {
  maddress: 'bridge fdb shows what a link hears; ',
  monitor: 'watch -n 1 ip neigh shows what changes, conntrack -E connections, and the list of events beside the stage every change; ',
  tuntap: 'a pod that kubectl run makes has a veth; ',
  xfrm: 'wg shows what encrypts; ',
}

/** `ip` of iproute2 6.1 for IPv4. `programNamed` finds what `ip netns exec` runs. */
export function ipWith(programNamed: (name: string) => Program): Program {
  return function* (system, argv) {
    try {
      const elsewhere = runIp(system, argv.slice(1))
      return elsewhere ? yield* runElsewhere(elsewhere, programNamed) : 0
    } catch (failure) {
      if (!(failure instanceof IpFailure)) throw failure
      system.stderr(failure.message)
      return failure.status
    }
  }
}

function runIp(system: System, args: readonly string[]): Elsewhere | undefined {
  const options = new Words(args)
  let context: IpContext = { system, details: false, statistics: 0, brief: false, json: false, pretty: false, oneLine: false, onlyIpv4: false, paint: paint(false) }
  while (options.peek()?.startsWith('-')) {
    const option = options.value()
    if (option === '-V' || option === '-Version') {
      system.stdout(`ip utility, ${toolRelease(system).iproute2}\n`)
      return undefined
    }
    if (option === '-f' || option === '-family') {
      context = inFamily(context, options.value())
      continue
    }
    context = option === '-n' || option === '-netns' ? { ...context, system: namespaceNamed(system, options.value()) } : withOption(context, option)
  }
  const objectWord = options.take()
  if (objectWord === undefined) throw new IpFailure(helpText(IP), 255)
  return runObject(context, objectWord, options)
}

function runObject(context: IpContext, objectWord: string, words: Words): Elsewhere | undefined {
  const object = matchAbbreviation(objectWord, OBJECTS)
  switch (object) {
    case 'address':
      ipAddress(context, words)
      return undefined
    case 'route':
      ipRoute(context, words)
      return undefined
    case 'rule':
      ipRule(context, words)
      return undefined
    case 'neighbor':
    case 'neighbour':
      ipNeighbour(context, words)
      return undefined
    case 'link':
      ipLink(context, words)
      return undefined
    case 'tunnel':
      ipTunnel(context, words)
      return undefined
    case 'netns':
      return ipNetns(context, words)
    case 'help':
      context.system.stdout(helpText(IP))
      return undefined
    case undefined: {
      const isReal = OTHER_OBJECTS.some((other) => other.startsWith(objectWord))
      const have = OBJECTS.filter((name) => name !== 'help' && name !== 'neighbor').toSorted((a, b) => a.localeCompare(b)).join(', ')
      const [, instead = ''] = Object.entries(INSTEAD).find(([other]) => other.startsWith(objectWord)) ?? []
      throw new IpFailure(isReal ? `ip: object ${objectWord} is not modelled; ${instead}Hopscope's ip has ${have}\n` : `Object "${objectWord}" is unknown, try "ip help".\n`, 1)
    }
  }
}

/** Options in the order in which iproute2 looks for them, for it takes abbreviations: `-d` is details, `-o` oneline. */
const OPTIONS: readonly (readonly [string, (context: IpContext) => IpContext])[] = [
  ['statistics', (context) => ({ ...context, statistics: context.statistics + 1 })],
  ['stats', (context) => ({ ...context, statistics: context.statistics + 1 })],
  ['details', (context) => ({ ...context, details: true })],
  ['oneline', (context) => ({ ...context, oneLine: true })],
  ['brief', (context) => ({ ...context, brief: true })],
  ['json', (context) => ({ ...context, json: true })],
  ['pretty', (context) => ({ ...context, pretty: true })],
  ['4', (context) => ({ ...context, onlyIpv4: true })],
]
const OTHER_OPTIONS = ['0', 'all', 'batch', 'force', 'human-readable', 'iec', 'loops', 'M', 'B', 'Numeric', 'rcvbuf', 'resolve', 'timestamp', 'tshort']

/** `-f inet` is `-4`. */
function inFamily(context: IpContext, family: string): IpContext {
  if (family === 'inet') return { ...context, onlyIpv4: true }
  if (family !== 'inet6') throw new IpFailure(`ip: family ${family} is not modelled; Hopscope's ip has -f inet\n`, 255)
  throw new IpFailure('ip: IPv6 is not modelled; this network has IPv4 alone, which ip shows without -6\n', 255)
}

function withOption(context: IpContext, option: string): IpContext {
  const name = option.replace(/^--?/, '')
  const isColoured = colourOption(name)
  if (isColoured !== undefined) return { ...context, paint: paint(isColoured) }
  // `-br` is brief, `-b` is batch
  const found = OPTIONS.find(([long]) => name !== '' && name !== 'b' && long.startsWith(name))
  if (found) return found[1](context)
  if (name === '6') return inFamily(context, 'inet6')
  const isReal = name !== '' && OTHER_OPTIONS.some((other) => other.startsWith(name))
  throw new IpFailure(isReal ? `ip: option ${option} is not modelled; Hopscope's ip has -4 -V -br -c -d -f -j -n -o -p -s\n` : `Option "${option}" is unknown, try "ip -help".\n`, 255)
}
