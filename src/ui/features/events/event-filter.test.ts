import { describe, expect, it } from 'vitest'
import { parseEventFilter } from './event-filter'
import type { EventFacts } from './event-filter'

const PING: EventFacts = {
  kind: 'frame',
  node: 'k8s-w0',
  iface: 'eth0',
  protocols: new Set(['ethernet', 'ipv4', 'ipip', 'icmp']),
  sources: new Set(['192.168.20.100', '172.16.34.9']),
  destinations: new Set(['192.168.10.101', '172.16.158.16']),
  ports: new Set(),
  text: 'ip 192.168.20.100 > 192.168.10.101: ip 172.16.34.9 > 172.16.158.16: icmp echo request',
}
const DROP: EventFacts = { ...PING, kind: 'drop', node: 'router', iface: '', text: 'dropped: its ttl reached 0 here' }
const TCP: EventFacts = { ...PING, protocols: new Set(['ethernet', 'ipv4', 'tcp']), iface: 'cali1e4b888c848', ports: new Set(['40000', '8080']), text: 'ip 172.16.34.9.40000 > 172.16.158.16.8080: flags [s]' }
const EVENTS = { PING, DROP, TCP }

function kept(filter: string): readonly string[] {
  const reading = parseEventFilter(filter)
  if (!reading.ok) throw new Error(JSON.stringify(reading.problem))
  return Object.entries(EVENTS).flatMap(([name, event]) => (reading.predicate(event) ? [name] : []))
}

describe('a filter of events', () => {
  it.each([
    ['', ['PING', 'DROP', 'TCP']],
    ['host 172.16.34.9', ['PING', 'DROP', 'TCP']],
    ['ip.addr == 192.168.10.101 && tcp', ['TCP']],
    ['src 172.16.158.16', []],
    ['dst 172.16.158.16 and icmp', ['PING', 'DROP']],
    ['icmp not drop', ['PING']],
    ['!icmp', ['TCP']],
    ['proto ipip', ['PING', 'DROP']],
    ['port 8080', ['TCP']],
    ['node Router', ['DROP']],
    ['iface cali*', ['TCP']],
    ['iface == eth0 or drop', ['PING', 'DROP']],
    ['not (tcp || drop)', ['PING']],
    ['tcp or icmp and drop', ['DROP', 'TCP']],
    ['"echo request"', ['PING']],
    ['text flags', ['TCP']],
    ['decision', []],
  ] as const)('%s', (filter, names) => {
    expect(kept(filter)).toEqual(names)
  })

  it.each([
    ['quic', { kind: 'unknown', word: 'quic' }],
    ['icmp )', { kind: 'unknown', word: ')' }],
    ['host', { kind: 'value-missing', key: 'host' }],
    ['node && icmp', { kind: 'value-missing', key: 'node' }],
    ['icmp and', { kind: 'unfinished' }],
    ['(icmp', { kind: 'unfinished' }],
    ['not', { kind: 'unfinished' }],
  ] as const)('%s is told what is wrong', (filter, problem) => {
    expect(parseEventFilter(filter)).toEqual({ ok: false, problem })
  })

  it('is not deceived by names that every object has', () => {
    expect(parseEventFilter('constructor x').ok).toBe(false)
  })
})
