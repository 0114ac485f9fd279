import { expect, it } from 'vitest'
import { openBuiltInLab, runIn } from '../../../tests/scene/lab-run'
import { formatIpv4 } from '../wire/ipv4-address'
import { formatDestination } from './format-route'
import { usedFacts } from './used-facts'

it('tells for which address each route was taken: the pod inside the tunnel, the other node outside', () => {
  const run = runIn(openBuiltInLab('two-subnets'), ['pod-w0-b$ ping -n -c 1 -W 1 172.16.158.16'])
  const node = run.netns('k8s-w0')
  const left = run.steps.find(({ netns, interfaceName, direction, mode }) => netns === node && interfaceName === 'eth0' && direction === 'out' && mode === 'ipip')
  const routes = [...usedFacts(run.trace, run.firstEntry, left, node)].flatMap(([id, destinations]) => {
    const fact = run.trace.fact(id)
    return fact?.kind === 'route' ? [`${formatDestination(fact.route)}: ${destinations.map(formatIpv4).join(' ')}`] : []
  })
  expect(routes).toEqual(['172.16.158.0/24: 172.16.158.16', 'default: 192.168.10.101'])
})
