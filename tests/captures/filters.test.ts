import fc from 'fast-check'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ARPHRD, cookedPacket } from '../../src/core/capture/cooked'
import { compileFilter } from '../../src/core/capture/filter/filter'
import { LINK_TYPES } from '../../src/core/capture/link-type'
import type { LinkType } from '../../src/core/capture/link-type'
import { readCapture } from '../../src/core/capture/read-capture'
import { loadCaptures } from '../kernel/recordings'
import { filterExpressions } from './filter-expressions'
import { tcpdumpCopy } from './tools'

const LABS = ['ipip-always-1500', 'vxlan-always-1500', 'wireguard-1500']
/** Every so many packets of a recording: enough of each kind, and tcpdump stays quick. */
const STEP = 7
/** Headers are whole: where they are not, libpcap's optimizer decides what of them is read at all. */
const LEAST_CUT_BYTES = 56
const RUNS_PER_LINK_TYPE = 100

interface Packet {
  readonly bytes: Uint8Array
  readonly wireBytes: number
}

const PACKETS: Record<LinkType, Packet[]> = { ethernet: [], 'raw-ip': [], 'linux-sll': [], 'linux-sll2': [] }
let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hopscope-filters-'))
  for (const lab of LABS) {
    for (const file of loadCaptures(lab).values()) {
      const read = readCapture(file)
      if (!read.ok) throw new Error(read.error)
      const isEthernet = read.value.interfaces[0]?.linkType === LINK_TYPES.ethernet.number
      for (const { bytes, wireBytes } of read.value.packets.filter((_, i) => i % STEP === 0)) PACKETS[isEthernet ? 'ethernet' : 'raw-ip'].push({ bytes, wireBytes })
    }
  }
  for (const [i, { bytes }] of PACKETS.ethernet.entries()) {
    if (i % 2 === 0) continue
    const cooked = cookedPacket({ bytes, hasLinkHeader: true, ifindex: 1 + (i % 5), hardwareType: ARPHRD.ethernet, packetType: i % 3 === 0 ? 'outgoing' : 'host' })
    PACKETS['linux-sll2'].push({ bytes: cooked, wireBytes: cooked.length })
  }
  for (const packets of Object.values(PACKETS)) packets.push(...cutPackets(packets))
  for (const [linkType, packets] of Object.entries(PACKETS)) writeFileSync(join(folder, linkType), numbered(LINK_TYPES[linkType as LinkType].number, packets))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

/** Some of the packets, cut where it hurts. */
function cutPackets(packets: readonly Packet[]): readonly Packet[] {
  return packets.filter((_, i) => i % 40 === 0).map(({ bytes, wireBytes }, i) => ({ bytes: bytes.subarray(0, Math.min(bytes.length, LEAST_CUT_BYTES + (i % 50))), wireBytes }))
}

/** A capture whose packets' times are their numbers, in microseconds: so that a selection tells which they were. */
function numbered(linkType: number, packets: readonly Packet[]): Uint8Array {
  const file = Buffer.alloc(24 + packets.reduce((sum, { bytes }) => sum + 16 + bytes.length, 0))
  file.set([0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0])
  file.writeUInt32LE(262144, 16)
  file.writeUInt32LE(linkType, 20)
  let at = 24
  for (const [i, { bytes, wireBytes }] of packets.entries()) {
    file.writeUInt32LE(Math.floor(i / 1e6), at)
    file.writeUInt32LE(i % 1e6, at + 4)
    file.writeUInt32LE(bytes.length, at + 8)
    file.writeUInt32LE(wireBytes, at + 12)
    file.set(bytes, at + 16)
    at += 16 + bytes.length
  }
  return file
}

async function tcpdumpSelects(linkType: LinkType, expression: string): Promise<readonly number[] | string> {
  const { copy, complaint } = await tcpdumpCopy(join(folder, linkType), expression)
  const read = readCapture(copy)
  if (complaint !== '' || !read.ok) return complaint.replace(/^tcpdump: /, '')
  return read.value.packets.map(({ timeNs }) => Math.round(timeNs / 1000))
}

function hopscopeSelects(linkType: LinkType, expression: string): readonly number[] | string {
  const filter = compileFilter(expression, linkType, 'file')
  if (!filter.ok) return filter.error
  return PACKETS[linkType].flatMap(({ bytes, wireBytes }, i) => (filter.value({ bytes, wireBytes }) ? [i] : []))
}

/** libpcap's optimizer proves of more expressions than Hopscope does that they select nothing; nothing it is, either way. */
function comparable(selection: readonly number[] | string): readonly number[] | string {
  return selection === 'expression rejects all packets' ? [] : selection
}

const VOCABULARY = {
  addresses: ['172.16.158.16', '172.16.34.9', '192.168.10.101', '192.168.20.100', '192.168.10.1', '169.254.1.1', '172.16.158.17', '8.8.8.8'],
  macs: ['ee:ee:ee:ee:ee:ee', 'ff:ff:ff:ff:ff:ff', '02:00:c0:a8:0a:65', '2:0:c0:a8:a:65'],
  ports: [4789, 51820, 8080, 5000, 33434, 53],
}

describe('a filter selects what tcpdump selects', () => {
  test.each(['ethernet', 'raw-ip', 'linux-sll2'] as const)('of packets with link type %s, whatever the expression', async (linkType) => {
    let selective = 0
    await fc.assert(
      fc.asyncProperty(filterExpressions({ ...VOCABULARY, isEthernet: linkType === 'ethernet' }), async (expression) => {
        const theirs = comparable(await tcpdumpSelects(linkType, expression))
        expect({ expression, selected: comparable(hopscopeSelects(linkType, expression)) }).toEqual({ expression, selected: theirs })
        if (typeof theirs !== 'string' && theirs.length > 0 && theirs.length < PACKETS[linkType].length) selective++
      }),
      { numRuns: RUNS_PER_LINK_TYPE },
    )
    expect(selective).toBeGreaterThan(RUNS_PER_LINK_TYPE / 10)
  }, 60_000)

  const ODD = [
    '1.2.3.4', 'tcp and 80', 'host', 'host nosuch.invalid', 'net 10.0.0.1/8', 'port 70000', 'port nosuch', 'ip proto icmp', 'ip proto foo', 'tcp[0:3]=1',
    'tcp host 1.2.3.4', 'ether host 1.2.3.4', 'ether host foo', 'host 02:00:00:00:00:01', '1=2', 'foo', 'port 80-90', 'portrange 80-90', 'portrange 1-99999',
    'tcp &', '((((', 'tcp )', 'ip[0] / 0 = 1', 'ip[0] % 0 = 1', 'len > 99999999999', 'host 300.1.1.1', 'net 10.1/8', 'net 1.2.3.4/33', 'net 1.2.3.4 mask 255.0.0.0',
    'host 1.2.3.4/24', 'host 1.0.0.0/8', 'src 1.2.3.4 port 80', 'icmp port 80', 'arp proto 3', 'tcp proto 6', 'ether proto foo', 'gateway x', 'host a_b', 'udp port http', '$', '#',
    '08', 'ip[8] < 0x1g', 'greater -1', 'not', 'ether src 1', 'ip 1.2.3.4', 'icmp host 1.1.1.1', 'esp[0]=1', 'tcp broadcast', 'tcp multicast', 'arp broadcast', 'ip6 host 1.1.1.1',
    'tcp net 10.0.0.0/8', 'ether net 10.0.0.0/8', '(host 1.1.1.1) and 2.2.2.2', 'not (port 80) or 5', 'port 1.2', 'proto 1.2', 'port 80 and 1.1.1.1', 'greater 5 or 10', 'tcp,udp',
    'and tcp', 'tcp tcp', 'src proto 6', 'host (1.1.1.1 or port 80)', 'host 1.1.1.1 or (2.2.2.2 or tcp)', 'host ((1.1.1.1))', 'net 0/0', 'ip[0-1]=1', 'len=5-2', 'len > 5 = 3', 'len = 1 << 32',
    'port ((5000) or (53))', 'host (172.16.158.16)', 'port not 5000', 'src or port 80', '5 < len', '(1+2)=3', '(tcp[0]) = 1', '', 'ether proto 1500', 'portrange 5002-4998', 'portrange 1-2-3', 'net 172.16 or 10',
    'net foo', 'host localhost', 'inbound or tcp [ 0 ] = 19', 'link', 'ether', 'len', 'tcp[', 'tcp[0', 'tcp[0:', 'tcp[0]', '(', ')', '-', '\\tcp', 'port \\http', '!!tcp', 'not not tcp', 'host 172.16.158.16 or 172.16.34.9 and not 8.8.8.8',
  ]

  test.each(['ethernet', 'raw-ip', 'linux-sll2'] as const)('of odd expressions for packets with link type %s it says what tcpdump says', async (linkType) => {
    for (const expression of ODD) expect([expression, comparable(hopscopeSelects(linkType, expression))]).toEqual([expression, comparable(await tcpdumpSelects(linkType, expression))])
  }, 60_000)

  test('what Hopscope has not is refused, with what it has', () => {
    expect(hopscopeSelects('ethernet', 'vxlan')).toBe("Hopscope's filters have no 'vxlan'; 'udp port 4789' finds VXLAN, and its inner packets are seen on vxlan.calico")
    expect(hopscopeSelects('ethernet', 'ip protochain 4')).toMatch(/^Hopscope's filters have no 'protochain'; 'ip proto 4' finds IPIP/)
    expect(compileFilter('outbound', 'ethernet', 'live')).toMatchObject({ ok: true })
    expect(hopscopeSelects('ethernet', 'host fe80::1')).toBe("Hopscope's tcpdump has no IPv6 addresses: fe80::1")
  })

  test('no expression throws or hangs, however long or deep', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('(', ')', 'tcp', 'not', '!', 'and', 'or', 'port', '80', '-', '+', '[', ']', 'ip', '=', 'host', '1.2.3.4', ' ', '\\', '"', '%', '0x'), { maxLength: 40 }), (words) => {
        expect(typeof compileFilter(words.join(' '), 'ethernet', 'live').ok).toBe('boolean')
      }),
      { numRuns: 2000 },
    )
    for (const part of ['(', 'not ', '- ', 'tcp or ', 'host (1.1.1.1 or (', 'ip[ip[', '1 ^ ']) expect(compileFilter(part.repeat(100_000), 'ethernet', 'live').ok).toBe(false)
    for (const part of ['(', 'not ', '- ', 'host (1.1.1.1 or (', 'ip[ip[', '1 ^ ']) expect(compileFilter(part.repeat(600), 'ethernet', 'live').ok).toBe(false)
    expect(compileFilter(`${'tcp or '.repeat(900)}udp`, 'ethernet', 'live').ok).toBe(true)
  })
})
