import { expect, it } from 'vitest'
import { runInLab } from '../../../tests/cli/run-in-lab'
import { formatIpv4 } from '../wire/ipv4-address'
import { formatFullRoute } from './format-route'
import { learnedFacts } from './learned-facts'

it('a flow learns neighbours, and not the tables that were there when it came; the next flow learns nothing, nor what was typed before it', () => {
  const { session, trace, records } = runInLab('two-subnets', [['pod-w0-b', 'ping -n -c 1 172.16.158.16'], ['k8s-w0', 'ip route add 10.9.0.0/16 via 192.168.20.1'], ['pod-w0-b', 'ping -n -c 1 172.16.158.16']])
  const netns = session.network.namespaces.findIndex(({ name }) => name === 'k8s-w0')
  const learned = (run: number): readonly string[] => {
    const { firstEntry = 0, endEntry = 0 } = records[run] ?? {}
    const facts = trace.factsAt(netns, endEntry - 1)
    const ids = learnedFacts(trace, facts, firstEntry)
    return facts.filter(({ id }) => ids.has(id)).map((fact) => (fact.kind === 'neighbour' ? formatIpv4(fact.address) : fact.kind === 'route' ? formatFullRoute(fact.route) : fact.kind))
  }
  expect(learned(0)).toEqual(['172.16.34.9', '192.168.20.1'])
  expect(learned(2)).toEqual([])
})

it('what Felix programmed is not learned, in the first flow of a lab either', () => {
  const { session, trace, records } = runInLab('vxlan-operator', [['client', 'ping -n -c 1 192.168.84.130']])
  const firstEntry = records[0]?.firstEntry ?? 0
  const states = session.network.namespaces.flatMap((_, netns) => {
    const facts = trace.factsAt(netns, Infinity)
    const learned = learnedFacts(trace, facts, firstEntry)
    return facts.flatMap((fact) => (fact.kind === 'neighbour' && (fact.state === 'PERMANENT' || learned.has(fact.id)) ? [`${fact.state}${learned.has(fact.id) ? ' learned' : ''}`] : []))
  })
  expect(states).toContain('PERMANENT')
  expect(states).not.toContain('PERMANENT learned')
})
