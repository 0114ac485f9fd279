import { describe, expect, it } from 'vitest'
import { parseEventFilter } from './event-filter'
import type { EventFacts } from './event-filter'
import type { FilterNames } from './filter-keys'

const PING: EventFacts = {
  kind: 'frame',
  node: 'k8s-w0',
  iface: 'eth0',
  protocols: new Set(['ethernet', 'ipv4', 'ip', '4', 'ipip', '1', 'icmp']),
  sources: new Set(['192.168.20.100', '172.16.34.9']),
  destinations: new Set(['192.168.10.101', '172.16.158.16']),
  ports: [],
  bytes: 118,
  number: 3,
  seconds: 0.000_012,
  text: 'ip 192.168.20.100 > 192.168.10.101: ip 172.16.34.9 > 172.16.158.16: icmp echo request',
}
const DROP: EventFacts = { ...PING, number: 4, seconds: 1.5, bytes: 90, kind: 'drop', node: 'router', iface: '', text: 'dropped: its ttl reached 0 here' }
const TCP: EventFacts = { ...PING, number: 12, protocols: new Set(['ethernet', 'ipv4', 'ip', '6', 'tcp']), sources: new Set(['172.16.34.9']), iface: 'cali1e4b888c848', ports: [{ protocol: 'tcp', source: 40000, destination: 8080 }], text: 'ip 172.16.34.9.40000 > 172.16.158.16.8080: flags [s], seq 1:101, ack 7, win 502' }
const NAMES: FilterNames = {
  nodes: new Map([
    ['k8s-w0', ['192.168.20.100', '172.16.34.0']],
    ['router', ['192.168.10.1', '192.168.20.1']],
    ['pod-w0-b', ['172.16.34.9']],
  ]),
  ifaces: new Set(['eth0', 'tunl0', 'cali1e4b888c848']),
}
const EVENTS = { PING, DROP, TCP }

function kept(filter: string): readonly string[] {
  const reading = parseEventFilter(filter, NAMES)
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
    ['ip.addr != 192.168.20.100', ['TCP']],
    ['ip.addr != 172.16.34.9', []],
    ['node != router', ['PING', 'TCP']],
    ['proto != 4', ['TCP']],
    ['proto 4', ['PING', 'DROP']],
    ['ip.proto == 4', ['PING', 'DROP']],
    ['ip proto 6', ['TCP']],
    ['host pod-w0-b', ['PING', 'DROP', 'TCP']],
    ['src host k8s-w0', ['PING', 'DROP']],
    ['src pod-w0-b', ['PING', 'DROP', 'TCP']],
    ['dst host pod-w0-b', []],
    ['net 192.168.20.0/24', ['PING', 'DROP']],
    ['net 192.168.20', ['PING', 'DROP']],
    ['dst net 172.16.0.0/16', ['PING', 'DROP', 'TCP']],
    ['ip.src == 192.168.0.0/16', ['PING', 'DROP']],
    ['tcp.port == 8080', ['TCP']],
    ['udp.port == 8080', []],
    ['tcp port 8080', ['TCP']],
    ['dst port 8080 and not src port 8080', ['TCP']],
    ['port >= 40000', ['TCP']],
    ['frame.len > 100', ['PING', 'TCP']],
    ['frame.len <= 100', ['DROP']],
    ['frame.len != 118', ['DROP']],
    ['dropped', ['DROP']],
    ['iface = eth0', ['PING']],
    ['frame.number == 4', ['DROP']],
    ['frame.number in {1..3, 12}', ['PING', 'TCP']],
    ['frame.number != 3..4', ['TCP']],
    ['frame.time_relative > 0.5', ['DROP']],
    ['frame.interface_name == eth0', ['PING']],
    ['ip.dst_host == 192.168.10.101 and ip.src_host != 192.168.20.100', ['TCP']],
    ['tcp.port', ['TCP']],
    ['not tcp.port and ip.addr', ['PING', 'DROP']],
    ['(udp.port or tcp.dstport)', ['TCP']],
    ['tcp.seq == 1', ['TCP']],
    ['tcp.ack > 7', []],
  ] as const)('%s', (filter, names) => {
    expect(kept(filter)).toEqual(names)
  })

  it.each([
    ['quic', { kind: 'unknown', word: 'quic' }],
    ['icmp )', { kind: 'unknown', word: ')' }],
    ['host', { kind: 'value-missing', key: 'host' }],
    ['node && icmp', { kind: 'value-missing', key: 'node' }],
    ['icmp and', { kind: 'unfinished', after: 'and' }],
    ['(icmp', { kind: 'unclosed', mark: ')' }],
    ['"echo', { kind: 'unclosed', mark: '"' }],
    ['not', { kind: 'unfinished', after: 'not' }],
    ['imcp', { kind: 'unknown', word: 'imcp', nearest: 'icmp' }],
    ['icmp & tcp', { kind: 'unknown', word: '&' }],
    ['ip.addr !=', { kind: 'value-missing', key: 'ip.addr' }],
    ['src host', { kind: 'value-missing', key: 'src host' }],
    ['node > router', { kind: 'no-order', key: 'node', comparison: '>' }],
    ['host 300.1.1.1', { kind: 'no-such', key: 'host', value: '300.1.1.1', what: 'address' }],
    ['host 1.2.3', { kind: 'no-such', key: 'host', value: '1.2.3', what: 'address' }],
    ['dst host pod-w0-c', { kind: 'no-such', key: 'dst host', value: 'pod-w0-c', what: 'address', nearest: 'pod-w0-b' }],
    ['net 1.2.3.4.5', { kind: 'no-such', key: 'net', value: '1.2.3.4.5', what: 'net' }],
    ['net 10.0.0.0/33', { kind: 'no-such', key: 'net', value: '10.0.0.0/33', what: 'net' }],
    ['node nosuch', { kind: 'no-such', key: 'node', value: 'nosuch', what: 'node', known: ['k8s-w0', 'router', 'pod-w0-b'] }],
    ['node ruoter', { kind: 'no-such', key: 'node', value: 'ruoter', what: 'node', nearest: 'router' }],
    ['iface nosuch', { kind: 'no-such', key: 'iface', value: 'nosuch', what: 'iface', known: ['eth0', 'tunl0', 'cali1e4b888c848'] }],
    ['iface vxlan*', { kind: 'no-such', key: 'iface', value: 'vxlan*', what: 'iface', known: ['eth0', 'tunl0', 'cali1e4b888c848'] }],
    ['proto icpm', { kind: 'no-such', key: 'proto', value: 'icpm', what: 'protocol', nearest: 'icmp' }],
    ['port 70000', { kind: 'no-such', key: 'port', value: '70000', what: 'port' }],
    ['arp.hw', { kind: 'unknown', word: 'arp.hw', known: ['arp.opcode', 'arp.src.proto_ipv4', 'arp.dst.proto_ipv4', 'arp.src.hw_mac', 'arp.dst.hw_mac'] }],
    ['frame.nmber == 1', { kind: 'unknown', word: 'frame.nmber', nearest: 'frame.number' }],
    ['http.request', { kind: 'unknown', word: 'http.request' }],
    ['eth.src == ee:ee', { kind: 'no-such', key: 'eth.src', value: 'ee:ee', what: 'mac' }],
    ['frame.number == 5..3', { kind: 'no-such', key: 'frame.number', value: '5..3', what: 'number' }],
    ['frame.number > 3..5', { kind: 'no-such', key: 'frame.number', value: '3..5', what: 'number' }],
    ['tcp.flags.syn == yes', { kind: 'no-such', key: 'tcp.flags.syn', value: 'yes', what: 'number' }],
    ['frame.len > big', { kind: 'no-such', key: 'frame.len', value: 'big', what: 'number' }],
  ] as const)('%s is told what is wrong', (filter, problem) => {
    expect(parseEventFilter(filter, NAMES)).toEqual({ ok: false, problem })
  })

  it('tells of a field that there is not which there are, the most alike first', () => {
    const reading = parseEventFilter('tcp.flags.fine_weather == 1', NAMES)
    expect(reading.ok || reading.problem).toMatchObject({ kind: 'unknown', word: 'tcp.flags.fine_weather' })
    const known = reading.ok || reading.problem.kind !== 'unknown' ? [] : (reading.problem.known ?? [])
    expect(known[0]).toBe('tcp.flags.fin')
    expect(known.slice(0, 9).every((name) => name.startsWith('tcp.flags'))).toBe(true)
    expect(known).toContain('tcp.port')
  })

  it('takes no more than a person types, and all of that', () => {
    expect(parseEventFilter('('.repeat(1_001), NAMES)).toEqual({ ok: false, problem: { kind: 'too-long', most: 1_000 } })
    expect(parseEventFilter('('.repeat(1_000), NAMES)).toEqual({ ok: false, problem: { kind: 'unfinished', after: '(' } })
    expect(parseEventFilter('not '.repeat(249) + 'drop', NAMES).ok).toBe(true)
  })

  it('is not deceived by names that every object has', () => {
    expect(parseEventFilter('constructor x', NAMES).ok).toBe(false)
  })
})
