import { describe, expect, it } from 'vitest'
import { runInLab } from '../../../tests/cli/run-in-lab'
import type { PlacedLine } from '../../../tests/cli/run-in-lab'
import { inventoryOf } from '../model/inventory-of'
import { sentenceText } from './sentence'
import { tellStory } from './story'
import type { Chapter, Story } from './story'
import { storyText } from './story-text'

/** The story of the last line. */
function told(lab: string, ...lines: readonly PlacedLine[]): { readonly story: Story; readonly text: string } {
  const { session, trace, records } = runInLab(lab, lines)
  const record = records.at(-1)
  if (!record) throw new Error('nothing was run')
  const story = tellStory(trace, record, inventoryOf(session.network))
  return { story, text: storyText(story, record.startNs) }
}

function linesAt(chapter: Chapter | undefined, place: string): readonly string[] {
  return chapter?.stops.find((stop) => stop.place === place)?.lines.map(({ text }) => sentenceText(text)) ?? []
}

const PING = ['pod-w0-b', 'ping -c 1 172.16.158.16'] as const

describe('a flow is told', () => {
  const { story } = told('two-subnets', PING)
  const [request, reply] = story.chapters

  it('packet by packet, from place to place', () => {
    expect(story.chapters.map(({ title }) => title)).toEqual(['ICMP echo request 172.16.34.9 → 172.16.158.16', 'ICMP echo reply 172.16.158.16 → 172.16.34.9'])
    expect(request?.stops.map(({ place }) => place)).toEqual(['pod-w0-b', 'k8s-w0', 'router', 'k8s-w1', 'pod-w1-a'])
    expect(reply?.stops.map(({ place }) => place)).toEqual(['pod-w1-a', 'k8s-w1', 'router', 'k8s-w0', 'pod-w0-b'])
  })

  it('with ARP where a packet waits for it, and who answered in whose place', () => {
    expect(linesAt(request, 'pod-w0-b')).toEqual([
      'One row matches 172.16.158.16: the default route, so it goes out of eth0 to 169.254.1.1.',
      'The MAC address of 169.254.1.1 is not known: ARP asks on eth0, and the packet waits.',
      'k8s-w0 answers for 169.254.1.1 in its place, with ee:ee:ee:ee:ee:ee: proxy_arp is 1 on cali1e4b888c848, and it has a route there.',
      '169.254.1.1 is at ee:ee:ee:ee:ee:ee.',
      'It leaves by eth0, 98 bytes.',
    ])
  })

  it('with the route that won, the envelope, and where it is taken off', () => {
    const atSender = linesAt(request, 'k8s-w0').join(' ')
    expect(atSender).toContain('The /24 wins because it is longer than default’s /0, so tunl0 wraps the packet for 192.168.10.101.')
    expect(atSender).toContain('It is forwarded: TTL 64 becomes 63. tunl0 wraps it: outer header 192.168.20.100 → 192.168.10.101.')
    expect(linesAt(request, 'k8s-w1')).toContain('tunl0 unwraps it: the outer header 192.168.20.100 → 192.168.10.101 goes.')
    expect(linesAt(request, 'pod-w1-a').at(-1)).toBe('The kernel answers the echo request.')
  })

  it('with an entry of the trace behind each sentence', () => {
    const entries = story.chapters.flatMap(({ stops }) => stops.flatMap(({ lines }) => lines.map(({ entryIndex }) => entryIndex)))
    expect(new Set(entries).size).toBe(entries.length)
    expect(entries.length).toBeGreaterThan(40)
  })

  it('and what comes again word for word is only counted', () => {
    const { story: three, text } = told('two-subnets', ['pod-w0-b', 'ping -c 4 -i 0.2 172.16.158.16'])
    expect(three.chapters.map(({ sameAs }) => sameAs)).toEqual([undefined, undefined, undefined, undefined, 2, 3, 2, 3])
    expect(text).toContain('ICMP echo request 172.16.34.9 → 172.16.158.16: 2 times more, word for word as above\n')
  })

  it('NAT with its rule and what is rewritten back', () => {
    const { story: outside } = told('two-subnets', ['pod-w1-a', 'ping -c 1 8.8.8.8'])
    expect(linesAt(outside.chapters[0], 'k8s-w1').join(' ')).toMatch(/Its source is rewritten to 192\.168\.10\.101: -A cali-nat-outgoing .*-j MASQUERADE.* \(table nat\)\./)
    expect(linesAt(outside.chapters[1], 'k8s-w1').join(' ')).toContain('Its destination is rewritten to 172.16.158.16, as connection tracking remembers.')
  })

  it('a drop with its reason, where the packet ended', () => {
    const { story: dropped } = told('two-subnets', ['router', 'iptables -A FORWARD -p 4 -j DROP'], ['pod-w0-b', 'ping -c 1 -W 1 172.16.158.16'])
    expect(dropped.chapters).toHaveLength(1)
    expect(dropped.chapters[0]?.stops.at(-1)?.place).toBe('router')
    expect(linesAt(dropped.chapters[0], 'router').at(-1)).toBe('It ends here: an iptables rule drops it: -A FORWARD -p ipencap -j DROP (table filter).')
  })

  it('errors as packets of their own', () => {
    const { story: expired } = told('two-subnets', ['pod-w0-b', 'ping -c 1 -t 1 172.16.158.16'])
    expect(linesAt(expired.chapters[0], 'k8s-w0').join(' ')).toContain('172.16.34.9 is told by ICMP: time exceeded.')
    expect(expired.chapters[1]?.title).toBe('ICMP time exceeded 192.168.20.100 → 172.16.34.9')
  })

  it('ARP alone where nobody waits for it', () => {
    const { story: asked } = told('two-subnets', ['pod-w1-a', 'arping -c 1 -I eth0 169.254.1.1'])
    expect(asked.chapters.map(({ title }) => title)).toEqual(['ARP request 172.16.158.16 → 169.254.1.1', 'ARP reply 169.254.1.1 → 172.16.158.16'])
  })

  it.each([
    ['ippool default-ipv4-ippool', '{"spec":{"ipipMode":"Never","vxlanMode":"Always"}}', 'vxlan.calico', 'wraps', 'unwraps'],
    ['felixconfiguration default', '{"spec":{"wireguardEnabled":true}}', 'wireguard.cali', 'seals', 'decrypts'],
  ])('of every tunnel, here with %s %s', (resource, patch, device, goesIn, comesOut) => {
    const { story: tunnelled } = told('two-subnets', ['k8s-m', `calicoctl patch ${resource} -p '${patch}'`], PING)
    const ping = tunnelled.chapters.find(({ title }) => title === 'ICMP echo request 172.16.34.9 → 172.16.158.16')
    expect(linesAt(ping, 'k8s-w0')).toContain(`${device} ${goesIn} it: outer header 192.168.20.100 → 192.168.10.101.`)
    expect(linesAt(ping, 'k8s-w1')).toContain(`${device} ${comesOut} it: the outer header 192.168.20.100 → 192.168.10.101 goes.`)
  })
})

it('lines are broken at blanks, none is too long', () => {
  const { text } = told('two-subnets', PING)
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100)
  expect(text).toContain('   1. pod-w0-b, 12.0 µs\n')
})

describe('a host that takes what is for another', () => {
  it('is named, with whose address it is', () => {
    const text = told('two-subnets', ['k8s-w1', 'ip addr add 172.16.158.16/32 dev tunl0'], ['pod-w0-b', 'ping -c 1 172.16.158.16']).text.replaceAll(/\s+/g, ' ')
    expect(text).toContain('It is for this host (local 172.16.158.16 dev tunl0). 172.16.158.16 is pod-w1-a’s, but k8s-w1 has it too, on tunl0, and takes what is for pod-w1-a. Take it from k8s-w1.')
    expect(text.match(/has it too/g)).toHaveLength(1)
  })
})
