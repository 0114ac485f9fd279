import { expect, test } from 'vitest'
import { runInLab } from '../../../tests/cli/run-in-lab'
import { interfaceLines } from './interface-lines'

const { session, trace } = runInLab('two-subnets', [['pod-w0-b', 'ping -c 2 -i 0.2 172.16.158.16']])

function at(netns: string, link: string, filter: 'arp' | number): readonly string[] {
  const index = session.network.namespaces.findIndex(({ name }) => name === netns)
  const fact = trace.factsAt(index, Infinity).find((one) => one.kind === 'interface' && one.name === link)
  return interfaceLines(trace, 0, trace.entryCount, fact?.id ?? -1, filter).map(({ text }) => text)
}

test('an interface shows what passed it, by the outermost header', () => {
  expect(at('k8s-w0', 'tunl0', 1)).toHaveLength(4)
  expect(at('k8s-w0', 'eth0', 4)).toHaveLength(4)
  expect(at('k8s-w0', 'eth0', 1)).toEqual([])
  expect(at('k8s-w0', 'eth0', 4)[0]).toMatch(/^IP 192\.168\.20\.100 > 192\.168\.10\.101: IP 172\.16\.34\.9 > 172\.16\.158\.16: ICMP echo request, /)
  expect(at('pod-w0-b', 'eth0', 'arp')).toEqual(['ARP, Request who-has 169.254.1.1 tell 172.16.34.9, length 28', 'ARP, Reply 169.254.1.1 is-at ee:ee:ee:ee:ee:ee, length 28'])
})

test('only the entries asked for are printed', () => {
  expect(interfaceLines(trace, 0, 0, 0, 1)).toEqual([])
})
