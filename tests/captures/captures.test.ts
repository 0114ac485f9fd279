import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { captureFile, captureFiles } from '../../src/core/export/captures'
import { pcapFile } from '../../src/core/capture/pcap'
import { TcpdumpPrinter } from '../../src/core/capture/tcpdump/printer'
import type { TcpdumpOptions } from '../../src/core/capture/tcpdump/printer'
import { LabSession } from '../../src/core/session/lab-session'
import { Trace } from '../../src/core/trace/trace'
import { readPcap } from './read-pcap'
import { TSHARK_AGGREGATOR, tcpdumpLines, tsharkRows } from './tools'

const LAB = join(import.meta.dirname, '..', '..', 'public', 'labs', 'two-subnets.yaml')

/** Pings, errors, fragments, ARP, NAT and UDP: what a lab with IPIP can put on its wires. */
const COMMANDS = [
  ['pod-w0-b', 'ping -c 2 -i 0.3 172.16.158.16'],
  ['pod-w1-a', 'ping -c 1 8.8.8.8'],
  ['pod-w0-b', 'ping -c 1 -M dont -s 20000 172.16.158.16'],
  ['pod-w0-b', 'ping -c 1 -s 1 172.16.158.16'],
  ['pod-w0-b', 'traceroute -n -I -m 8 172.16.158.16'],
  ['pod-w0-b', 'traceroute -n -q 1 -N 1 -w 1 172.16.158.16'],
  ['pod-w1-a', 'ping -c 1 -W 1 10.99.0.1'],
  ['pod-w1-a', 'arping -c 2 -I eth0 169.254.1.1'],
] as const

let folder = ''
let hopCount = 0
let trace = new Trace()
let names: readonly string[] = []
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hopscope-captures-'))
  const { session } = LabSession.open([{ name: 'two-subnets.yaml', text: readFileSync(LAB, 'utf8') }], { seed: 1 })
  if (!session) throw new Error('the lab is refused')
  trace = new Trace()
  for (const [netns, command] of COMMANDS) {
    const run = session.run(netns, command)
    if (!run.ok) throw new Error(run.error)
    for (const part of run.value.parts) {
      for (const block of part.blocks) trace.append(block)
      trace.appendFactChanges(part.facts)
    }
  }
  for (let i = 0; i < trace.entryCount; i++) if (trace.isHop(i)) hopCount++
  names = session.network.namespaces.map((namespace) => namespace.name)
  for (const file of captureFiles(trace, names, 'Hopscope')) writeFileSync(join(folder, file.name), file.bytes)
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

describe('captures', () => {
  test('tshark reads as many packets as there were hops, none malformed and no checksum wrong', async () => {
    const rows = await tsharkRows(join(folder, 'all.pcapng'), ['frame.number', '_ws.malformed', 'ip.checksum.status', 'icmp.checksum.status', 'udp.checksum.status', '_ws.expert.severity'])
    expect(rows).toHaveLength(hopCount)
    expect(hopCount).toBeGreaterThan(400)
    const bad = rows.filter(([, malformed, ...statuses]) => malformed !== '' || statuses.slice(0, 3).some((status) => status.split(TSHARK_AGGREGATOR).includes('0')))
    expect(bad).toEqual([])
    // severity 8388608 is an error; a TTL of 1 on its way is a note
    expect(rows.filter((row) => (row[5] ?? '').split(TSHARK_AGGREGATOR).some((severity) => Number(severity) >= 8388608))).toEqual([])
  })

  test('the pcapng names and describes every interface, and its times never go back', async () => {
    const rows = await tsharkRows(join(folder, 'all.pcapng'), ['frame.interface_name', 'frame.interface_description', 'frame.time_epoch', 'frame.packet_flags_direction'])
    const names = new Set(rows.map(([name]) => name))
    const files = readdirSync(folder).filter((file) => file.endsWith('.pcap')).map((file) => file.slice(0, -'.pcap'.length))
    expect([...names].sort()).toEqual(files.sort())
    expect(rows.find(([name]) => name === 'k8s-w0.tunl0')?.[1]).toBe('tunl0 (ipip) in k8s-w0, MTU 8981')
    const times = rows.map((row) => Number(row[2]))
    expect(times.every((time, i) => i === 0 || time >= (times[i - 1] ?? 0))).toBe(true)
    expect(new Set(rows.map((row) => row[3]))).toEqual(new Set(['0x00000001', '0x00000002']))
  })

  test('one chosen interface is a pcap file, several are a pcapng with those and no others', async () => {
    const netns = names.indexOf('k8s-w0')
    const one = captureFile(trace, names, 'Hopscope', [{ netns, interfaceName: 'tunl0' }])
    expect(one?.name).toBe('k8s-w0.tunl0.pcap')
    expect(Buffer.from(one?.bytes ?? []).equals(readFileSync(join(folder, 'k8s-w0.tunl0.pcap')))).toBe(true)
    const several = captureFile(trace, names, 'Hopscope', [{ netns, interfaceName: 'tunl0' }, { netns, interfaceName: 'eth0' }])
    const path = join(folder, several?.name ?? '')
    writeFileSync(path, several?.bytes ?? new Uint8Array(0))
    expect(new Set((await tsharkRows(path, ['frame.interface_name'])).map(([name]) => name))).toEqual(new Set(['k8s-w0.tunl0', 'k8s-w0.eth0']))
    expect(Buffer.from(captureFile(trace, names, 'Hopscope', 'all')?.bytes ?? []).equals(readFileSync(join(folder, 'all.pcapng')))).toBe(true)
    expect(captureFile(trace, names, 'Hopscope', [{ netns, interfaceName: 'wireguard.cali' }])).toBeUndefined()
  })

  test('every capture has the link type of a real one, and as many packets as tcpdump reads', async () => {
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.pcap'))) {
      const capture = readPcap(readFileSync(join(folder, file)))
      expect([file, capture.linkType]).toEqual([file, file.includes('.tunl0.') ? 101 : 1])
      expect(await tcpdumpLines(join(folder, file))).toHaveLength(capture.packets.length)
    }
  })

  test('tcpdump prints both IP headers of an IPIP ping on the underlay, and the inner one on tunl0', async () => {
    const underlay = await tcpdumpLines(join(folder, 'router.eth-b.pcap'))
    expect(underlay[2]).toMatch(/^IP 192\.168\.20\.100 > 192\.168\.10\.101: IP 172\.16\.34\.9 > 172\.16\.158\.16: ICMP echo request, id \d+, seq 1, length 64$/)
    expect(underlay[3]).toMatch(/^IP 192\.168\.10\.101 > 192\.168\.20\.100: IP 172\.16\.158\.16 > 172\.16\.34\.9: ICMP echo reply, id \d+, seq 1, length 64$/)
    const [first] = await tcpdumpLines(join(folder, 'k8s-w0.tunl0.pcap'))
    expect(first).toMatch(/^IP 172\.16\.34\.9 > 172\.16\.158\.16: ICMP echo request, id \d+, seq 1, length 64$/)
  })

  test.each<readonly [string, readonly string[], TcpdumpOptions]>([
    ['tcpdump -nn', [], { linkHeader: false, verbosity: 0 }],
    ['tcpdump -nn -e', ['-e'], { linkHeader: true, verbosity: 0 }],
    ['tcpdump -nn -v', ['-v'], { linkHeader: false, verbosity: 1 }],
    ['tcpdump -nn -e -vv', ['-e', '-vv'], { linkHeader: true, verbosity: 2 }],
  ])('%s prints of every capture what Hopscope prints, line for line', async (_, options, printed) => {
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.pcap'))) {
      const { linkType, packets } = readPcap(readFileSync(join(folder, file)))
      const printer = new TcpdumpPrinter(printed)
      const lines = packets.flatMap(({ bytes }) => printer.packet(bytes, linkType === 1 ? 'ethernet' : 'raw-ip').split('\n'))
      expect([file, ...lines]).toEqual([file, ...(await tcpdumpLines(join(folder, file), ...options))])
    }
  })

  test('both say of a damaged packet what its checksum should have been', async () => {
    const damaged = join(folder, 'damaged')
    for (const [offset, text] of [[24, 'bad cksum'], [60, 'wrong icmp cksum']] as const) {
      const [packet] = readPcap(readFileSync(join(folder, 'pod-w1-a.eth0.pcap'))).packets.filter(({ bytes }) => bytes.length === 98)
      const bytes = Uint8Array.from(packet?.bytes ?? [])
      bytes[offset] = (bytes[offset] ?? 0) ^ 0x55
      writeFileSync(damaged, pcapFile(1, [{ timeNs: 0, bytes }]))
      const lines = new TcpdumpPrinter({ linkHeader: false, verbosity: 1 }).packet(bytes, 'ethernet').split('\n')
      expect(lines.join('\n')).toContain(text)
      expect(lines).toEqual(await tcpdumpLines(damaged, '-v'))
    }
  })

  test('tcpdump finds no bad checksum in any of them', async () => {
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.pcap'))) {
      const complaints = (await tcpdumpLines(join(folder, file), '-vv')).filter((line) => /bad .*(cksum|sum)|wrong icmp|truncated|\[\|/.test(line))
      expect([file, complaints]).toEqual([file, []])
    }
  })
})
