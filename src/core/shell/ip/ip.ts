import type { Program } from '../../engine/kernel-api'
import type { IpContext } from './context'
import { ipAddress, ipLink } from './link'
import { ipNeighbour } from './neighbour'
import { ipRoute } from './route'
import { ipRule } from './rule'
import { ipTunnel } from './tunnel'
import { IpFailure, Words, matchAbbreviation } from './words'

/** In iproute2's order, which decides what an abbreviation means: `ip r` is route, `ip ru` is rule. */
const OBJECTS = ['address', 'route', 'rule', 'neighbor', 'neighbour', 'link', 'tunnel', 'netns'] as const

/** `ip` of iproute2 6.1 for IPv4. Output is not coloured: `-c` colours only what a terminal shows. */
export const ip: Program = function* (system, argv) {
  try {
    runIp(system, argv.slice(1))
    return 0
  } catch (failure) {
    if (!(failure instanceof IpFailure)) throw failure
    system.stderr(failure.message)
    return failure.status
  }
}

function runIp(system: IpContext['system'], args: readonly string[]): void {
  let context: IpContext = { system, details: false, statistics: false, brief: false, json: false }
  let next = 0
  for (; args[next]?.startsWith('-'); next++) context = withOption(context, args[next] ?? '')
  if (context.json && (context.details || context.brief)) throw new IpFailure('ip: -j together with -d or -br is not modelled by Hopscope\n', 255)
  const objectWord = args[next]
  if (objectWord === undefined) throw new IpFailure('ip: say which object: address, link, neighbour, netns, route, rule or tunnel\n', 255)
  const object = matchAbbreviation(objectWord, OBJECTS)
  const words = new Words(args.slice(next + 1))
  switch (object) {
    case 'address':
      return ipAddress(context, words)
    case 'route':
      return ipRoute(context, words)
    case 'rule':
      return ipRule(context, words)
    case 'neighbor':
    case 'neighbour':
      return ipNeighbour(context, words)
    case 'link':
      return ipLink(context, words)
    case 'tunnel':
      return ipTunnel(context, words)
    case 'netns':
      return system.stdout(system.namespaceNames().map((name) => `${name}\n`).join(''))
    case undefined:
      throw new IpFailure(`Object "${objectWord}" is unknown, try "ip help".\n`, 1)
  }
}

function withOption(context: IpContext, option: string): IpContext {
  const name = option.replace(/^-+/, '')
  if (name === '4' || name === 'c' || name === 'color' || name.startsWith('color=')) return context
  if (name === 'd' || name === 'details') return { ...context, details: true }
  if (name === 's' || name === 'stats' || name === 'statistics') return { ...context, statistics: true }
  if (name === 'br' || name === 'brief') return { ...context, brief: true }
  if (name === 'j' || name === 'json') return { ...context, json: true }
  throw new IpFailure(`ip: option ${option} is not modelled; Hopscope's ip has -4 -br -c -d -j -s\n`, 255)
}
