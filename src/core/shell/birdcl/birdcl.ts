import type { Program } from '../../engine/kernel-api'
import { utcClock, utcDate } from '../../base/utc-time'
import { formatIpv4, parseIpv4, parseIpv4Prefix } from '../../wire/ipv4-address'
import type { ClusterAdmin } from '../cluster-admin'
import { BIRDCL } from '../manual/birdcl'
import { lettersOf, optionErrorText, parseOptions } from '../options'
import { protocolDetails, protocolTable } from './protocols'
import { birdRoutes, networkFor, networkRows, networksOf } from './routes'

const LETTERS = lettersOf(BIRDCL)
/** What Calico's nodes run (metadata.mk of projectcalico/calico). */
const BANNER = 'BIRD v0.3.3+birdv1.6.8'

/** `birdcl` of a node: BIRD 1.6's answers, from what the lab's BGP has settled to. */
export function birdclOn(admin: ClusterAdmin): Program {
  return function* (system, argv) {
    const options = parseOptions(argv.slice(1), LETTERS)
    if (!options.ok) {
      system.stderr(optionErrorText('birdcl', options.error, LETTERS))
      return 1
    }
    const bgp = system.netnsKind === 'node' ? admin.bgpOf(system.netnsName) : undefined
    if (!bgp) {
      system.stderr('Unable to connect to server control socket (/var/run/calico/bird.ctl): No such file or directory\n')
      return 1
    }
    const words = options.value.operands.flatMap((operand) => operand.split(/\s+/)).filter((word) => word !== '')
    const nowNs = system.nowNs()
    const say = (text: string): number => {
      system.stdout(`${BANNER} ready.\n${text}`)
      return 0
    }
    const [verb = '', topic = '', ...rest] = words
    if (!'show'.startsWith(verb) || verb === '') return say(refusal(words))
    if (topic === 'status') return say(statusText(formatIpv4(bgp.routerId), nowNs))
    if (topic !== '' && 'protocols'.startsWith(topic)) {
      if (rest.length === 0) return say(protocolTable(bgp, nowNs))
      const [all, name, ...more] = rest
      if (all !== 'all' || more.length > 0) return say(refusal(words))
      return say(protocolDetails(bgp, nowNs, name) ?? 'syntax error\n')
    }
    if (topic !== '' && 'route'.startsWith(topic)) {
      const networks = networksOf(birdRoutes(system, bgp))
      const asked = routeQuestion(rest)
      if (!asked) return say(refusal(words))
      const found = asked.address === undefined ? networks : [networkFor(networks, asked.address)].filter((group) => group !== undefined)
      const exact = asked.network === undefined ? found : found.filter(([first]) => first && first.destination.network === asked.network?.network && first.destination.prefixLength === asked.network.prefixLength)
      if (exact.length === 0) return say('Network not in table\n')
      return say(exact.map((group) => networkRows(group, nowNs, asked.withAttributes)).join(''))
    }
    return say(refusal(words))
  }
}

function refusal(words: readonly string[]): string {
  return `syntax error: "${words.join(' ')}" is not modelled; Hopscope's birdcl has show status, show protocols [all [NAME]], show route [NETWORK | for ADDRESS] [all]\n`
}

interface RouteQuestion {
  readonly address?: NonNullable<ReturnType<typeof parseIpv4>>
  readonly network?: NonNullable<ReturnType<typeof parseIpv4Prefix>>
  readonly withAttributes: boolean
}

/** `[NETWORK | for ADDRESS] [all]`, in any order. */
function routeQuestion(words: readonly string[]): RouteQuestion | undefined {
  const withAttributes = words.includes('all')
  const [first, second, ...more] = words.filter((word) => word !== 'all')
  if (first === undefined) return { withAttributes }
  if (first === 'for' && second !== undefined && more.length === 0) {
    const address = parseIpv4(second)
    return address === undefined ? undefined : { address, withAttributes }
  }
  const network = second === undefined ? parseIpv4Prefix(first) : undefined
  return network && { network, withAttributes }
}

/** `show status` (bird: nest/cmds.c). */
function statusText(routerId: string, nowNs: number): string {
  const at = (timeNs: number): string => `${utcDate(timeNs)} ${utcClock(timeNs)}`
  return [BANNER, `Router ID is ${routerId}`, `Current server time is ${at(nowNs)}`, `Last reboot on ${at(0)}`, `Last reconfiguration on ${at(0)}`, 'Daemon is up and running', ''].join('\n')
}
