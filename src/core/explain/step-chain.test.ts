import { describe, expect, it } from 'vitest'
import { runInLab } from '../../../tests/cli/run-in-lab'
import type { PlacedLine } from '../../../tests/cli/run-in-lab'
import { inventoryOf } from '../model/inventory-of'
import type { EntryKind } from '../trace/entry-kinds'
import { placeName } from './place-name'
import { sentenceText } from './sentence'
import { stepChain } from './step-chain'

/** The chains of one kind of step in the last command, as lines. */
function chainsOf(kind: EntryKind, ...lines: readonly PlacedLine[]): readonly (readonly string[])[] {
  const { session, trace, records } = runInLab('two-subnets', lines)
  const inventory = inventoryOf(session.network)
  const chains = []
  for (let index = records.at(-1)?.firstEntry ?? 0; index < trace.entryCount; index++) {
    if (trace.entry(index).kind !== kind || trace.entry(index).packet < 0) continue
    const links = stepChain(trace, index, inventory)?.links
    if (links) chains.push([placeName(inventory, trace.entry(index).netns), ...links.map(({ kind: link, row, note }) => `${link}: ${row} (${sentenceText(note)})`)])
  }
  return chains
}

const MASQUERADE = 'filter-rule: -A cali-nat-outgoing -m comment --comment "cali:flqWnvo8yq4ULQLa" -m set --match-set cali40masq-ipam-pools src -m set ! --match-set cali40all-ipam-pools dst -j MASQUERADE --random-fully'

describe('a rewriting', () => {
  const OUT: PlacedLine = ['pod-w0-b', 'ping -n -c 1 8.8.8.8']

  it('names the chains, the rule, its sets and the entry of conntrack that it makes', () => {
    const [asked, chains, rule, ...rest] = chainsOf('nat.source', OUT)[0]?.slice(1) ?? []
    expect([asked, chains]).toEqual([
      'asked: 172.16.34.9 → 8.8.8.8 (the first packet of a connection: table nat is asked)',
      'chains: POSTROUTING → cali-POSTROUTING → cali-nat-outgoing (of table nat, each by a rule that jumps to the next)',
    ])
    expect(rule).toBe(`${MASQUERADE} (the source becomes the address of the interface that it leaves by, its port or ICMP id one drawn at random)`)
    expect(rest.slice(0, 2)).toEqual(['set: cali40masq-ipam-pools (172.16.34.9 is in it: the pools with natOutgoing)', 'set: cali40all-ipam-pools (8.8.8.8 is not in it: all pools)'])
    expect(rest[2]).toMatch(/^conntrack: icmp src=172\.16\.34\.9 dst=8\.8\.8\.8 id=(\d+) src=8\.8\.8\.8 dst=192\.168\.20\.100 id=(\d+) \(a new entry: /)
    expect(rest[3]).toMatch(/^rewrite: 172\.16\.34\.9 → 192\.168\.20\.100 \(the source, port or ICMP id \d+ → \d+\)$/)
  })

  it('of an answer names the entry that is remembered, and the rule that made it', () => {
    const made = chainsOf('nat.source', OUT)[0]?.find((line) => line.startsWith('conntrack')) ?? ''
    const [asked, tracked, rule, now] = chainsOf('nat.destination', OUT)[0]?.slice(1) ?? []
    expect(asked).toBe('asked: 8.8.8.8 → 192.168.20.100 (of a connection that is known: table nat is not asked again)')
    expect(tracked?.split(' (')[0]).toBe(made.split(' (')[0])
    expect(rule).toBe(`${MASQUERADE} (the rule that decided it for the first packet)`)
    expect(now).toMatch(/^rewrite: 192\.168\.20\.100 → 172\.16\.34\.9 \(the destination, /)
  })

  it('of a second connection names that one’s entry', () => {
    const [, tracked] = chainsOf('nat.destination', OUT, ['pod-w0-a', 'ping -n -c 1 8.8.8.8'])[0]?.slice(1) ?? []
    expect(tracked).toContain('src=172.16.34.8 dst=8.8.8.8')
  })

  it('by a DNAT rule that somebody typed names port and rule', () => {
    const chain = chainsOf('nat.destination', ['k8s-w0', 'iptables -t nat -A PREROUTING -p udp --dport 53 -j DNAT --to-destination 172.16.158.16:5353'], ['pod-w0-b', 'nc -u -z -w 1 10.0.0.10 53'])[0]
    expect(chain?.[2]).toBe('chains: PREROUTING (of table nat)')
    expect(chain?.[3]).toContain('-j DNAT --to-destination 172.16.158.16:5353')
    expect(chain?.at(-1)).toMatch(/^rewrite: 10\.0\.0\.10 → 172\.16\.158\.16 \(the destination, port or ICMP id 53 → 5353\)$/)
  })

  it('of a packet of the host’s own says so much as the trace knows', () => {
    const chain = chainsOf('nat.source', ['k8s-w1', 'ping -n -c 1 -I 192.168.10.101 172.16.34.9'])[0]
    expect(chain?.[1]).toContain('192.168.10.101 → 172.16.34.9')
    expect(chain?.find((line) => line.startsWith('conntrack'))).toContain('conntrack: src=192.168.10.101 dst=172.16.34.9 src=172.16.34.9 dst=172.16.158.0 ')
  })
})

describe('a delivery', () => {
  it('goes over rule and table to the local route, and to who takes it', () => {
    const delivered = chainsOf('packet.delivered', ['pod-w0-b', 'ping -n -c 1 172.16.158.16'])
    expect(delivered.find(([place]) => place === 'pod-w1-a')).toEqual([
      'pod-w1-a',
      'asked: 172.16.158.16 (from 172.16.34.9, came in at eth0)',
      'rule: 0: from all lookup local ()',
      'route: local 172.16.158.16 dev eth0 proto kernel scope host src 172.16.158.16 (One row matches 172.16.158.16: the /32 of 172.16.158.16, so the packet is for this host.)',
      'end: Delivered (ICMP: the kernel answers it)',
    ])
    expect(delivered.find(([place]) => place === 'pod-w0-b')?.at(-1)).toBe('end: Delivered (ICMP: a program’s icmp socket takes it)')
  })
})

describe('a drop', () => {
  it('of what nobody listens for tells the delivery, and the port', () => {
    const chain = chainsOf('packet.dropped', ['pod-w0-b', 'nc -u -z -w 1 172.16.158.16 4000']).find(([place]) => place === 'pod-w1-a')
    expect(chain?.slice(2).map((line) => line.split(' (')[0])).toEqual(['rule: 0: from all lookup local', 'route: local 172.16.158.16 dev eth0 proto kernel scope host src 172.16.158.16', 'end: it ends here'])
    expect(chain?.at(-1)).toContain('no process listens for it: port 4000')
  })

  it('by a rule before any lookup names its chains and the rule', () => {
    const [chain] = chainsOf('packet.dropped', ['k8s-w0', 'iptables -t raw -A PREROUTING -p icmp -j DROP'], ['pod-w0-b', 'ping -n -c 1 -W 1 172.16.158.16'])
    expect(chain).toEqual([
      'k8s-w0',
      'asked: 172.16.158.16 (from 172.16.34.9, came in at cali1e…848)',
      'chains: PREROUTING (of table raw)',
      'filter-rule: -A PREROUTING -p icmp -j DROP ()',
      'end: it ends here (an iptables rule drops it)',
    ])
  })

  it('on a segment names the fabric’s rule', () => {
    const [chain] = chainsOf('packet.dropped', ['fabric', 'ebtables -A FORWARD -p IPv4 --ip-proto 4 -j DROP'], ['pod-w0-b', 'ping -n -c 1 -W 1 172.16.158.16'])
    expect(chain?.[1]).toBe('asked: 192.168.10.101 (from 192.168.20.100)')
    expect(chain?.at(-1)).toContain('the fabric does not let it through: -A FORWARD -p IPv4 --ip-proto 4 -j DROP (table ebtables)')
  })

  it('of a question by ARP on a segment names who asks and for whom', () => {
    const onLan = chainsOf('packet.dropped', ['k8s-w1', 'ip link set eth0 down'], ['pod-w0-b', 'ping -n -c 1 -W 4 172.16.158.16']).find(([place]) => place === 'lan-a')
    expect(onLan?.slice(0, 3)).toEqual(['lan-a', 'asked: 192.168.10.101 (from 192.168.10.1)', 'check: eth0 state DOWN ()'])
  })

  it('after a lookup is told at the end of the lookup’s own chain', () => {
    expect(chainsOf('packet.dropped', ['k8s-w0', 'iptables -A FORWARD -p icmp -j DROP'], ['pod-w0-b', 'ping -n -c 1 -W 1 172.16.158.16'])).toEqual([])
  })
})
