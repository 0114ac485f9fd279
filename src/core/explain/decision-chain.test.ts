import { describe, expect, it } from 'vitest'
import { runInLab } from '../../../tests/cli/run-in-lab'
import type { PlacedLine } from '../../../tests/cli/run-in-lab'
import { inventoryOf } from '../model/inventory-of'
import { arpChain } from './arp-chain'
import type { ChainLink } from './chain-link'
import { decisionChain } from './decision-chain'
import { placeName } from './place-name'
import { explainRouteDecision } from './route-decision'
import { sentenceText } from './sentence'

/** Every chain of the last command, by where it was decided. */
function chainsOf(lab: string, ...lines: readonly PlacedLine[]): readonly { readonly place: string; readonly links: readonly ChainLink[] }[] {
  const { session, trace, records } = runInLab(lab, lines)
  const inventory = inventoryOf(session.network)
  const chains = []
  for (let index = records.at(-1)?.firstEntry ?? 0; index < trace.entryCount; index++) {
    const decision = explainRouteDecision(trace, index)
    const links = decision && trace.entry(index).packet >= 0 ? decisionChain(trace, decision, trace.entryCount - 1, inventory) : arpChain(trace, index, inventory)
    if (links) chains.push({ place: placeName(inventory, trace.entry(index).netns), links })
  }
  return chains
}

const told = ({ links }: { readonly links: readonly ChainLink[] }): readonly string[] => links.map(({ kind, row, note }) => `${kind}: ${row} (${sentenceText(note)})`)

const PING: PlacedLine = ['pod-w0-b', 'ping -n -c 1 172.16.158.16']

describe('the chain of a decision', () => {
  const chains = chainsOf('two-subnets', PING)
  const at = (place: string, destination: string) => chains.find((chain) => chain.place === place && chain.links[0]?.row === destination)?.links ?? []

  it('goes from the question over rule, route and next hop to the neighbour that ARP finds by proxy', () => {
    expect(at('pod-w0-b', '172.16.158.16').map(({ kind, row }) => `${kind}: ${row}`)).toEqual([
      'asked: 172.16.158.16',
      'rule: 32766: from all lookup main',
      'route: default via 169.254.1.1 dev eth0',
      'next-hop: 169.254.1.1 dev eth0',
      'neighbour: 169.254.1.1 dev eth0 INCOMPLETE',
      'arp: who-has 169.254.1.1',
      'neighbour: 169.254.1.1 dev eth0 lladdr ee:ee:ee:ee:ee:ee REACHABLE',
    ])
    expect(told({ links: at('pod-w0-b', '172.16.158.16') })[5]).toContain('k8s-w0 answers in its place: proxy_arp is 1 on cali1e4b888c848')
  })

  it('says why a route lost: a shorter prefix', () => {
    expect(at('k8s-w0', '172.16.158.16').find(({ kind }) => kind === 'route')?.passed.map(({ row, why }) => `${row}: ${why}`)).toEqual([
      'default via 192.168.20.1 dev eth0 proto dhcp src 192.168.20.100 metric 100: shorter: /0 where /24 wins',
    ])
  })

  it('ends in the tunnel where there is one, and goes on with the envelope', () => {
    expect(at('k8s-w0', '172.16.158.16').at(-1)).toMatchObject({ kind: 'tunnel', row: 'tunl0: 192.168.20.100 → 192.168.10.101' })
    expect(told({ links: at('k8s-w0', '192.168.10.101') })[0]).toBe('asked: 192.168.10.101 (for the envelope that tunl0 put on)')
  })

  it('tells how a host decides about an ARP question', () => {
    expect(told({ links: at('k8s-w0', 'who-has 169.254.1.1') })).toEqual([
      'asked: who-has 169.254.1.1 (pod-w0-b asks, heard at cali1e4b888c848)',
      'own-address: 169.254.1.1 (no address of this host: only a proxy may answer)',
      'route: default via 192.168.20.1 dev eth0 proto dhcp src 192.168.20.100 metric 100 (leads out of another interface than the question came in at: the proxy may answer)',
      'answer: 169.254.1.1 is-at ee:ee:ee:ee:ee:ee (proxy_arp is 1 on cali1e4b888c848: it answers with its own MAC, and gets the packets)',
    ])
  })

  it('stops where the playhead is', () => {
    const { session, trace } = runInLab('two-subnets', [PING])
    const decision = explainRouteDecision(trace, 0)
    expect(decision && decisionChain(trace, decision, 0, inventoryOf(session.network)).map(({ kind }) => kind)).toEqual(['asked', 'rule', 'route', 'next-hop'])
  })
})

describe('other chains', () => {
  it('WireGuard: a rule is passed over since its table throws, or asked first', () => {
    const chains = chainsOf('two-subnets', ['k8s-m', `calicoctl patch felixconfiguration default --type=merge -p '{"spec":{"wireguardEnabled":true}}'`], PING)
    const rules = chains.flatMap(({ place, links }) => links.flatMap(({ kind, row, passed }) => (kind === 'rule' ? [`${place}: ${row}, after ${passed.map(({ why }) => why).join(' and ')}`] : [])))
    expect(rules.filter((rule) => /^k8s-w0: 99: not from all fwmark .* lookup 1, after no row of table local holds it$/.test(rule))).not.toEqual([])
    expect(rules.filter((rule) => /^k8s-w0: 32766: .* main, after no row of table local holds it and the packet carries mark 0x[12]00000, for which it does not apply$/.test(rule))).not.toEqual([])
    expect(chains.some(({ place, links }) => place === 'k8s-w0' && links.some(({ kind, row }) => kind === 'tunnel' && row.startsWith('wireguard.cali: ')))).toBe(true)
  })

  it('VXLAN: the neighbour is programmed, and its forwarding entry names the far end', () => {
    const links = chainsOf('two-subnets', ['k8s-m', `calicoctl patch ippool default-ipv4-ippool -p '{"spec":{"ipipMode":"Never","vxlanMode":"Always"}}'`], PING).find(({ place, links: [asked] }) => place === 'k8s-w0' && asked?.row === '172.16.158.16')?.links ?? []
    expect(links.find(({ kind }) => kind === 'neighbour')?.row).toMatch(/^172\.16\.158\.0 dev vxlan\.calico lladdr [\da-f:]{17} PERMANENT$/)
    expect(links.at(-1)?.row).toMatch(/^[\da-f:]{17} dev vxlan\.calico dst 192\.168\.10\.101$/)
  })

  it('a proxy that keeps silent: why, and where the packet ends', () => {
    const [chain] = chainsOf('two-subnets', ['k8s-w1', 'sysctl -w net.ipv4.conf.caliae6c0ad70f5.proxy_arp=0'], ['pod-w1-a', 'ping -n -c 1 -W 4 172.16.158.17'])
    expect(chain && told(chain).slice(-2)).toEqual([
      'arp: who-has 169.254.1.1 (k8s-w1 hears it and does not answer: proxy_arp is 0 on this interface)',
      'end: it ends here (nobody answered ARP for the next hop: 169.254.1.1, on eth0; k8s-w1 heard the question, but proxy_arp is 0 on this interface)',
    ])
  })

  it('no route: every rule was asked, and none had a row', () => {
    const chain = chainsOf('two-subnets', ['router', 'ip route flush proto bird'], ['k8s-m', `calicoctl patch ippool default-ipv4-ippool -p '{"spec":{"ipipMode":"Never"}}'`], ['router', 'ip route flush proto bird'], PING).find(({ place }) => place === 'router')
    expect(chain?.links.map(({ kind, standing }) => [kind, standing])).toEqual([['asked', 'taken'], ['rule', 'failed'], ['route', 'failed'], ['end', 'failed']])
    expect(chain?.links[1]?.passed.map(({ why }) => why)).toEqual(['no row of table local holds it', 'no row of table main holds it', 'no row of table default holds it'])
  })

  it('a higher metric loses against the same prefix', () => {
    const links = chainsOf('two-subnets', ['k8s-w0', 'ip route add 172.16.158.0/24 via 192.168.20.1 dev eth0 metric 50'], PING).find(({ place, links: [asked] }) => place === 'k8s-w0' && asked?.row === '172.16.158.16')?.links ?? []
    expect(links.find(({ kind }) => kind === 'route')?.passed[0]).toMatchObject({ row: '172.16.158.0/24 via 192.168.20.1 dev eth0 metric 50', why: 'higher metric: 50 where 0 wins' })
  })
})
