import type { Trace } from '../trace/trace'
import { formatIpv4 } from '../wire/ipv4-address'
import { formatRule } from './decision-chain'
import { formatFullRoute } from './format-route'
import type { UsedFacts } from './used-facts'

/** One space between words and none around them: `ip` prints tabs and spaces at the ends of lines. */
export function withoutSpaces(line: string): string {
  return line.trim().replaceAll(/\s+/g, ' ')
}

/** The lines of `ip rule` and `ip route` that stand for these facts. */
export function usedLines(trace: Trace, used: UsedFacts): ReadonlySet<string> {
  return new Set(
    [...used.keys()].flatMap((id) => {
      const fact = trace.fact(id)
      if (fact?.kind === 'rule') return [withoutSpaces(formatRule(fact))]
      return fact?.kind === 'route' ? [withoutSpaces(formatFullRoute(fact.route))] : []
    }),
  )
}

/** The lines of `wg show` that name the peer for which the packet of a step was sealed there, or that sealed it. */
export function usedPeerLines(shown: string, trace: Trace, firstEntry: number, step: { readonly entryIndex: number; readonly packet: number } | undefined, netns: number): ReadonlySet<string> {
  const ends = new Set<string>()
  for (let index = firstEntry; step !== undefined && index <= step.entryIndex; index++) {
    if (trace.isHop(index)) continue
    const { kind, netns: where, packet, b, c } = trace.entry(index)
    if (where !== netns || packet !== step.packet) continue
    if (kind === 'packet.encapsulated') ends.add(formatIpv4(c))
    if (kind === 'packet.decapsulated') ends.add(formatIpv4(b))
  }
  const blocks = shown.split('\n\n').map((block) => block.split('\n').map(withoutSpaces))
  return new Set(blocks.flatMap((lines) => lines.filter((line) => /^(peer|endpoint): /.test(line) && lines.some((other) => [...ends].some((end) => other.startsWith(`endpoint: ${end}:`))))))
}
