import { expect, it } from 'vitest'
import { runInLab } from '../../../tests/cli/run-in-lab'
import type { PlacedLine } from '../../../tests/cli/run-in-lab'
import { inventoryOf } from '../model/inventory-of'
import { formatFullRoute } from './format-route'
import { routesLostWith } from './lost-rows'

const PING: PlacedLine = ['pod-w0-b', 'ping -n -c 1 -W 1 172.16.158.16']
const ipip = (mode: 'Always' | 'Never'): PlacedLine => ['k8s-m', `calicoctl patch ippool default-ipv4-ippool -p '{"spec":{"ipipMode":"${mode}"}}'`]

it('of a link that is down only those rows went with it that were there then, not those of an earlier mode', () => {
  const { session, trace } = runInLab('two-subnets', [PING, ipip('Never'), PING, ipip('Always'), PING, ['k8s-w1', 'ip link set eth0 down'], PING])
  const netns = inventoryOf(session.network).namespaces.findIndex(({ name }) => name === 'k8s-w1')
  expect(routesLostWith(trace, netns, 'eth0', trace.entryCount).map(({ route }) => formatFullRoute(route))).toEqual([
    '192.168.10.1 dev eth0 proto dhcp scope link src 192.168.10.101 metric 100',
    'default via 192.168.10.1 dev eth0 proto dhcp src 192.168.10.101 metric 100',
    '192.168.0.2 via 192.168.10.1 dev eth0 proto dhcp src 192.168.10.101 metric 100',
  ])
})
