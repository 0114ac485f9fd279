import { expect, it } from 'vitest'
import { openBuiltInLab, runIn } from '../../../tests/scene/lab-run'
import { usedFacts } from './used-facts'
import { usedLines, usedPeerLines, withoutSpaces } from './used-lines'

const SHOWN = 'interface: wireguard.cali\n  listening port: 51820\n\npeer: a=\n  endpoint: 192.168.100.10:51820\n  allowed ips: 172.16.29.0/26\n\npeer: b=\n  endpoint: 192.168.100.101:51820\n'

it('names the rule, the route and the peer by which a packet was sealed, as ip and wg print them', () => {
  const session = openBuiltInLab('wireguard')
  const run = runIn(session, ['pod-m-a$ ping -n -c 1 -W 1 172.16.228.70', 'pod-m-a$ ping -n -c 1 -W 1 172.16.228.70'])
  const node = run.netns('k8s-m')
  const leaves = run.steps.find(({ netns, interfaceName, direction }) => netns === node && interfaceName === 'eth0' && direction === 'out')
  expect([...usedLines(run.trace, usedFacts(run.trace, run.firstEntry, leaves, node))]).toEqual([
    '172.16.228.64/26 dev wireguard.cali scope link',
    '99: not from all fwmark 0x100000/0x100000 lookup 1',
    '192.168.100.0/24 dev eth0 proto kernel scope link src 192.168.100.10',
    '32766: from all lookup main',
  ])
  expect(printed(session, 'ip rule')).toContain('99: not from all fwmark 0x100000/0x100000 lookup 1')
  expect(printed(session, 'ip route show table 1')).toContain('172.16.228.64/26 dev wireguard.cali scope link')
  expect([...usedPeerLines(SHOWN, run.trace, run.firstEntry, leaves, node)]).toEqual(['peer: b=', 'endpoint: 192.168.100.101:51820'])
})

function printed(session: ReturnType<typeof openBuiltInLab>, command: string): readonly string[] {
  const ran = session.run('k8s-m', command)
  if (!ran.ok) throw new Error(ran.error)
  return ran.value.record.stdout.split('\n').map(withoutSpaces)
}
