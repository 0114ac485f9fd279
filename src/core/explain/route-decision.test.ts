import { describe, expect, it } from 'vitest'
import { ipipPing } from '../../../tests/scene/recorded-lab'
import { ROUTE_PROTOCOL, ROUTE_TABLE } from '../model/netns-spec'
import type { RouteSpec } from '../model/netns-spec'
import type { FactChange } from '../trace/facts'
import type { Trace } from '../trace/trace'
import { parseIpv4 } from '../wire/ipv4-address'
import type { Ipv4 } from '../wire/ipv4-address'
import { decisionLine } from './decision-line'
import { explainRouteDecision } from './route-decision'
import { sentenceText } from './sentence'

const FIRST_ID = 1000

function address(text: string): Ipv4 {
  const parsed = parseIpv4(text)
  if (parsed === undefined) throw new Error(text)
  return parsed
}

function route(network: string, prefixLength: number, more: Partial<RouteSpec> = {}): RouteSpec {
  return {
    type: 'unicast',
    destination: { network: address(network), prefixLength },
    table: ROUTE_TABLE.main,
    protocol: ROUTE_PROTOCOL.bird,
    scope: 'global',
    metric: 0,
    onlink: false,
    ...more,
  }
}

/** The recorded lab's k8s-w0 with these routes; the first of them was selected for `destination`. */
function decided(destination: string, routes: readonly RouteSpec[]): { readonly trace: Trace; readonly entryIndex: number } {
  const script = ipipPing()
  const netns = script.netns('k8s-w0')
  script.decision('route.selected', 'k8s-w0', { a: FIRST_ID, b: address(destination) | 0 })
  const trace = script.trace()
  trace.appendFactChanges(routes.map((spec, k): FactChange => ({ op: 'add', atEntry: -1, fact: { kind: 'route', id: FIRST_ID + k, netns, route: spec } })))
  return { trace, entryIndex: trace.entryCount - 1 }
}

const BLOCK = route('172.16.158.0', 24, { gateway: address('192.168.10.101'), link: 'tunl0', onlink: true })
const DEFAULT = route('0.0.0.0', 0, { gateway: address('192.168.20.1'), link: 'eth0', protocol: ROUTE_PROTOCOL.dhcp })
const OTHER = route('172.16.34.8', 32, { link: 'cali7da6879b49f' })

describe('explainRouteDecision', () => {
  it('puts the winner first, then what matched too by falling prefix length, then the rest', () => {
    const { trace, entryIndex } = decided('172.16.158.16', [BLOCK, OTHER, DEFAULT, route('172.16.0.0', 16)])
    const rows = explainRouteDecision(trace, entryIndex)?.rows ?? []
    expect(rows.map((row) => [row.fact.route.destination.prefixLength, row.standing])).toEqual([
      [24, { kind: 'won' }],
      [16, { kind: 'matched', rank: 2 }],
      [0, { kind: 'matched', rank: 3 }],
      [32, { kind: 'no-match' }],
    ])
  })

  it('says which prefix is longer, and what the tunnel device then does', () => {
    const { trace, entryIndex } = decided('172.16.158.16', [BLOCK, DEFAULT])
    const decision = explainRouteDecision(trace, entryIndex)
    expect(decision && sentenceText(decision.reason)).toBe(
      'Two rows match 172.16.158.16. The /24 wins because it is longer than default’s /0, so tunl0 wraps the packet for 192.168.10.101.',
    )
  })

  it('says that the default route wins alone, and where it leads', () => {
    const { trace, entryIndex } = decided('192.168.10.101', [DEFAULT, BLOCK])
    const decision = explainRouteDecision(trace, entryIndex)
    expect(decision && sentenceText(decision.reason)).toBe('One row matches 192.168.10.101: the default route, so it goes out of eth0 to 192.168.20.1.')
  })

  it('names the metric where prefixes are equal', () => {
    const { trace, entryIndex } = decided('8.8.8.8', [{ ...DEFAULT, metric: 50 }, { ...DEFAULT, metric: 100 }])
    const decision = explainRouteDecision(trace, entryIndex)
    expect(decision && sentenceText(decision.reason)).toContain('Both are /0; metric 50 wins over 100')
  })

  it('leaves out rows of other tables', () => {
    const { trace, entryIndex } = decided('172.16.158.16', [BLOCK, { ...DEFAULT, table: 1 }])
    expect(explainRouteDecision(trace, entryIndex)?.matching).toBe(1)
  })

  it('shows the table that was asked in vain, and says so', () => {
    const script = ipipPing().decision('route.missing', 'k8s-w0', { b: address('10.9.9.9') | 0 })
    const trace = script.trace()
    trace.appendFactChanges([{ op: 'add', atEntry: -1, fact: { kind: 'route', id: FIRST_ID, netns: script.netns('k8s-w0'), route: BLOCK } }])
    const decision = explainRouteDecision(trace, trace.entryCount - 1)
    expect(decision?.rows.map((row) => row.standing.kind)).toEqual(['no-match'])
    expect(decision && sentenceText(decision.reason)).toBe('No row matches 10.9.9.9, not even a default route: there is no way on from here.')
  })

  it('has nothing to say of an entry that is no lookup', () => {
    const { trace } = decided('172.16.158.16', [BLOCK])
    expect(explainRouteDecision(trace, 1)).toBeUndefined()
  })
})

describe('decisionLine', () => {
  it('writes a lookup as ip route get names the row, with how many rows matched', () => {
    const { trace, entryIndex } = decided('172.16.158.16', [BLOCK, DEFAULT])
    expect(decisionLine(trace, entryIndex, ipipPing().inventory)).toBe('route 172.16.158.16: 172.16.158.0/24 via 192.168.10.101 dev tunl0 (1 of 2 matching)')
  })

  it('gives the reason of a drop in words', () => {
    const script = ipipPing().decision('packet.dropped', 'router', { c: 0 })
    const trace = script.trace()
    expect(decisionLine(trace, trace.entryCount - 1, script.inventory)).toBe('dropped: its TTL reached 0 here')
  })
})
