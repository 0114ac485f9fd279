import { describe, expect, test } from 'vitest'
import { openBuiltIn, typed } from './lab-shell'

const session = openBuiltIn('two-subnets')

function says(netns: string, command: string): string {
  const { stdout, stderr } = typed(session, netns, command)
  return stdout + stderr
}

/** As iproute2 6.1 of a Debian 12 takes them: its `matches` takes any beginning of a word, the first in its order. */
describe('a word of ip route may be typed by its beginning', () => {
  test.each([
    ['ip r s t local', 'ip route show table local'],
    ['ip route show ta local', 'ip route show table local'],
    ['ip r l t 254', 'ip route'],
    ['ip r s t all p bird', 'ip route show table all proto bird'],
    ['ip r s s link', 'ip route show scope link'],
    ['ip r s ty blackhole', 'ip route show type blackhole'],
    ['ip r s oif eth0', 'ip route show dev eth0'],
    ['ip r s ro 172.16.0.0/12', 'ip route show root 172.16.0.0/12'],
    ['ip r s mat 172.16.158.16', 'ip route show match 172.16.158.16'],
    ['ip r s e default', 'ip route show exact default'],
    ['ip r s c', 'ip route show cache'],
  ])('%s is %s', (short, whole) => {
    const told = says('k8s-w0', whole)
    expect(says('k8s-w0', short)).toBe(told)
    expect(told).not.toMatch(/^(Error|ip:)/)
    if (!short.endsWith(' c')) expect(told).not.toBe('')
  })

  test.each([
    ['ip r s x', 'Error: any valid prefix is expected rather than "x".\n'],
    ['ip r s o lo', 'Error: any valid prefix is expected rather than "o".\n'],
    ['ip r s pref 3', 'Error: any valid prefix is expected rather than "pref".\n'],
    ['ip r s t', 'Command line is not complete. Try option "help"\n'],
    ['ip r s t x', 'Error: argument "x" is wrong: table id value is invalid\n\n'],
    ['ip r s metric x', 'Error: argument "x" is wrong: "metric" value is invalid\n\n'],
  ])('%s is none, in iproute2’s own words', (command, told) => {
    expect(says('k8s-w0', command)).toBe(told)
  })

  test.each(['vrf red', 'r 1', 'iif eth0', 'tos 0x10', 'd 4', 'm 1', 'f 10.0.0.0/8'])('ip route show %s is refused as what is not modelled, and not for another reason', (selector) => {
    expect(says('k8s-w0', `ip route show ${selector}`)).toMatch(/^ip: "\w+" of "ip route show" is not modelled/)
  })

  test.each([
    ['p bird', 'Error: argument "bird" is wrong: "metric" value is invalid\n\n'],
    ['sc link', 'Error: either "to" is duplicate, or "sc" is a garbage.\n'],
    ['s 1', 'ip: "ssthresh" of "ip route" is not modelled by Hopscope\n'],
  ])('ip route add … %s is none that one would think', (attribute, told) => {
    expect(says('k8s-w0', `ip route add 10.9.0.0/16 dev eth0 ${attribute}`)).toBe(told)
  })

  test('what a route has is given so, too, and its metric selects it without being printed', () => {
    const lab = openBuiltIn('two-subnets')
    expect(typed(lab, 'k8s-w0', 'ip r add 10.9.0.0/16 dev eth0 t 77 pro bird m 7 scope link')).toMatchObject({ stdout: '', stderr: '', exit: 0 })
    expect(typed(lab, 'k8s-w0', 'ip r s t 77').stdout).toBe('10.9.0.0/16 dev eth0 proto bird scope link metric 7 \n')
    expect(typed(lab, 'k8s-w0', 'ip r s t 77 me 7').stdout).toBe('10.9.0.0/16 dev eth0 proto bird scope link \n')
    expect(typed(lab, 'k8s-w0', 'ip r s t 77 me 8').stdout).toBe('')
  })
})

test('ip netns list-id prints the numbers that links are given, with the names that they have', () => {
  expect(says('k8s-w0', 'ip netns')).toBe('pod-w0-a (id: 0)\npod-w0-b (id: 1)\n')
  expect(says('k8s-w0', 'ip netns list-id')).toBe('nsid 0 (iproute2 netns name: pod-w0-a)\nnsid 1 (iproute2 netns name: pod-w0-b)\nnsid 2 \n')
  const links = JSON.parse(says('k8s-w0', 'ip -j link')) as readonly { readonly link_netnsid?: number }[]
  expect(links.flatMap(({ link_netnsid }) => link_netnsid ?? [])).toEqual([2, 0, 1])
  expect(says('k8s-w0', 'ip -j netns list-id nsid 1')).toBe('[{"nsid":1,"name":"pod-w0-b"}]\n')
  expect(says('k8s-w0', 'ip -j netns')).toBe('[{"name":"pod-w0-a","id":0},{"name":"pod-w0-b","id":1}]\n')
  expect(says('pod-w0-a', 'ip netns list-id')).toBe('nsid 0 \n')
  expect(says('k8s-w0', 'ip netns list-id nsid 9')).toBe('Error: Peer netns reference is invalid.\n')
  expect(says('k8s-w0', 'ip netns list-id target-nsid 0')).toMatch(/is not modelled/)
})
