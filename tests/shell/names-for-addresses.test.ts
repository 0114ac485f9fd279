import { expect, test } from 'vitest'
import { openBuiltIn, typed } from './lab-shell'

/** A node without a resolver that answers: addresses stand for themselves; /etc/networks knows `default`, /etc/services the ports. */
test('tools that would ask for names print addresses, and what files on every node name', () => {
  const session = openBuiltIn('two-subnets')
  const printed = (netns: string, command: string): string => typed(session, netns, command).stdout
  expect(printed('k8s-w1', 'route')).toMatch(/^default {9}192\.168\.10\.1 /m)
  expect(printed('k8s-w1', 'route -n')).toMatch(/^0\.0\.0\.0 {9}192\.168\.10\.1 /m)
  expect(printed('pod-w0-b', 'traceroute -q 1 172.16.158.16')).toContain(' 1  192.168.20.100 (192.168.20.100)  ')
  expect(printed('pod-w0-b', 'traceroute -n -q 1 172.16.158.16')).toContain(' 1  192.168.20.100  ')
  expect(printed('pod-w0-b', 'tracepath 172.16.158.16')).toContain(' 1:  192.168.20.100 ')
  expect(printed('k8s-w0', 'arp')).toMatch(/^192\.168\.20\.1 +ether /m)
  expect(printed('pod-w0-b', 'ping -c 1 172.16.158.16')).toContain('64 bytes from 172.16.158.16: ')
  expect(typed(session, 'pod-w0-b', 'ping -c 1 k8s-w1').stderr).toBe('ping: k8s-w1: Name or service not known\n')
})
