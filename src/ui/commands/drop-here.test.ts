import { expect, it } from 'vitest'
import { openBuiltInLab, runIn } from '../../../tests/scene/lab-run'
import { dropCommand } from './drop-here'

it('asks the chain that a packet meets there, by the addresses that are outermost there', () => {
  const run = runIn(openBuiltInLab('two-subnets'), ['pod-w0-b$ ping -n -c 1 -W 1 172.16.158.16'])
  const commandAt = (place: string, link: string, direction: 'in' | 'out'): string | undefined => {
    const step = run.steps.find((candidate) => candidate.netns === run.netns(place) && candidate.interfaceName === link && candidate.direction === direction && candidate.protocol === 'icmp')
    const host = run.inventory.namespaces[run.netns(place)]
    return step && host && dropCommand(run.trace, step.entryIndex, host)
  }
  expect(commandAt('pod-w0-b', 'eth0', 'out')).toBe('iptables -I OUTPUT -s 172.16.34.9 -d 172.16.158.16 -p icmp -j DROP')
  expect(commandAt('k8s-w0', 'tunl0', 'out')).toBe('iptables -I FORWARD -s 172.16.34.9 -d 172.16.158.16 -p icmp -j DROP')
  expect(commandAt('k8s-w0', 'eth0', 'out')).toBe('iptables -I OUTPUT -s 192.168.20.100 -d 192.168.10.101 -p 4 -j DROP')
  expect(commandAt('router', 'eth-b', 'in')).toBe('iptables -I FORWARD -s 192.168.20.100 -d 192.168.10.101 -p 4 -j DROP')
  expect(commandAt('k8s-w1', 'eth0', 'in')).toBe('iptables -I INPUT -s 192.168.20.100 -d 192.168.10.101 -p 4 -j DROP')
})
