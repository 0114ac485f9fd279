import { describe, expect, it } from 'vitest'
import { runInLab } from '../../../../tests/cli/run-in-lab'
import { inventoryOf } from '../../../core/model/inventory-of'
import { stepsOf } from '../../../core/scene/steps'
import { eventFacts } from './event-facts'
import { parseEventFilter } from './event-filter'
import { filterNamesOf } from './filter-names'

/** A ping through IPIP, its ARP first, as the list has it. */
const { session, trace } = runInLab('two-subnets', [['pod-w0-b', 'ping -c 1 172.16.158.16']])
const inventory = inventoryOf(session.network)
const steps = stepsOf(trace, { firstEntry: 0, endEntry: trace.entryCount }, inventory)
const events = steps.map((step) => eventFacts(step, trace, inventory, { line: '', number: undefined, startNs: 0 })).filter(({ kind }) => kind === 'frame')

function kept(filter: string): number {
  const reading = parseEventFilter(filter, filterNamesOf(inventory, steps))
  if (!reading.ok) throw new Error(`${filter}: ${JSON.stringify(reading.problem)}`)
  return events.filter(reading.predicate).length
}

describe('a filter in another tool’s words', () => {
  it.each([
    ['tcpdump', 'arp[6:2] = 1', 'arp.opcode == 1'],
    ['tcpdump', 'ether host ee:ee:ee:ee:ee:ee', 'eth.addr == ee:ee:ee:ee:ee:ee'],
    ['tcpdump', 'ether proto 0x0806', 'arp'],
    ['tcpdump', 'greater 100', 'frame.len >= 100'],
    ['tcpdump', 'host 192.168.20.100 or 192.168.10.101', 'ip.addr in {192.168.20.100, 192.168.10.101} or arp.src.proto_ipv4 in {192.168.20.100, 192.168.10.101} or arp.dst.proto_ipv4 in {192.168.20.100, 192.168.10.101}'],
    ['Wireshark', 'ip.addr eq 192.168.20.100 && !arp', 'host 192.168.20.100 and not arp'],
    ['Wireshark', 'icmp.type == 8 and ip.ttl ge 1', 'icmp.type in {8}'],
    ['Wireshark', 'eth.type == 0x0806', 'arp'],
    ['Wireshark', 'ip.flags.df == true and ip.proto == icmp', 'ip.flags.df == 1 and icmp'],
    ['Wireshark', 'eth.dst == EE-EE-EE-EE-EE-EE', 'eth.dst == eeee.eeee.eeee'],
    ['Wireshark', 'icmp.seq', 'icmp'],
    ['Wireshark', 'arp.src.proto_ipv4 == 192.168.20.100', 'arp and src 192.168.20.100'],
    ['Wireshark', 'ip.hdr_len == 20', 'ip'],
    ['Wireshark', 'ip.flags.df == 1 and ip.proto == 4', 'ip proto 4 and icmp.type == 8'],
  ])('of %s: %s is understood, and is %s', (_tool, foreign, own) => {
    expect(kept(foreign)).toBe(kept(own))
    expect(kept(foreign)).toBeGreaterThan(0)
    expect(kept(foreign)).toBeLessThan(events.length)
  })

  it('reads a tcpdump expression as tcpdump does, from the outermost header', () => {
    expect(kept('icmp[icmptype] == icmp-echo')).toBeLessThan(kept('icmp.type == 8'))
    expect(kept('icmp[icmptype] == icmp-echo')).toBeGreaterThan(0)
  })

  it('still tells what is wrong with one that is neither', () => {
    const problemOf = (filter: string) => parseEventFilter(filter, filterNamesOf(inventory, steps))
    expect(problemOf('ip.addr in {10.0.0.1')).toEqual({ ok: false, problem: { kind: 'unclosed', mark: '}' } })
    expect(problemOf('ip.addr in 10.0.0.1')).toEqual({ ok: false, problem: { kind: 'value-missing', key: 'ip.addr' } })
    expect(problemOf('ip.tll == 3')).toEqual({ ok: false, problem: { kind: 'unknown', word: 'ip.tll', nearest: 'ip.ttl' } })
    expect(problemOf('tcp port telephone')).toMatchObject({ ok: false, problem: { kind: 'no-such', what: 'port' } })
  })
})
