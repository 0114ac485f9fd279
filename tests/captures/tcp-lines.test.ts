import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LINKTYPE } from '../../src/core/capture/link-type'
import { pcapFile } from '../../src/core/capture/pcap'
import { TcpdumpPrinter } from '../../src/core/capture/tcpdump/printer'
import { emitIpv4 } from '../../src/core/wire/ipv4'
import { ipv4FromNumber } from '../../src/core/wire/ipv4-address'
import { emitTcp } from '../../src/core/wire/tcp'
import type { TcpOption } from '../../src/core/wire/tcp'
import { tcpdumpLines } from './tools'

const CLIENT = { address: ipv4FromNumber(0xac10_2209), port: 42010 }
const SERVER = { address: ipv4FromNumber(0xac10_9e10), port: 8080 }
const ACK = 16

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hopscope-tcp-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

interface Segment {
  readonly fromServer: boolean
  readonly sequence: number
  readonly acknowledgment: number
  readonly flags: number
  readonly options: readonly TcpOption[]
  readonly text: string
}

/** A bare IPv4 packet with a TCP segment; options are padded to whole words. */
function packetOf({ fromServer, sequence, acknowledgment, flags, options, text }: Segment): Uint8Array {
  const [from, to] = fromServer ? [SERVER, CLIENT] : [CLIENT, SERVER]
  const optionBytes = options.reduce((sum, { kind, data }) => sum + (kind === 1 ? 1 : 2 + data.length), 0)
  const padded = [...options, ...Array.from({ length: -optionBytes & 3 }, () => ({ kind: 1, data: new Uint8Array(0) }))]
  const headerBytes = 20 + optionBytes + (-optionBytes & 3)
  const bytes = new Uint8Array(20 + headerBytes + text.length)
  for (const [i, character] of Array.from(text).entries()) bytes[20 + headerBytes + i] = character.charCodeAt(0)
  const tcp = { proto: 'tcp', sourcePort: from.port, destinationPort: to.port, sequence, acknowledgment, headerBytes, flags, window: 502, urgentPointer: flags, options: padded } as const
  emitTcp(tcp, from.address, to.address, bytes, 20, bytes.length)
  emitIpv4(
    { proto: 'ipv4', tos: 0, totalBytes: bytes.length, identification: 7, dontFragment: true, moreFragments: false, fragmentOffsetBytes: 0, ttl: 64, protocol: 6, source: from.address, destination: to.address },
    bytes,
    0,
  )
  return bytes
}

async function compare(segments: readonly Segment[], verbosity: 0 | 1): Promise<void> {
  const packets = segments.map((segment, i) => ({ timeNs: i * 1000, bytes: packetOf(segment) }))
  const path = join(folder, 'segments.pcap')
  writeFileSync(path, pcapFile(LINKTYPE.rawIp, packets))
  const printer = new TcpdumpPrinter({ linkHeader: false, verbosity })
  const here = packets.map(({ bytes }) => printer.packet(bytes, 'raw-ip')).join('\n')
  expect(here.split('\n').filter((line) => line !== '')).toEqual(await tcpdumpLines(path, ...(verbosity === 1 ? ['-v'] : [])))
}

const number = fc.integer({ min: 0, max: 0xffff_ffff })
const option: fc.Arbitrary<TcpOption> = fc.oneof(
  fc.constant({ kind: 1, data: new Uint8Array(0) }),
  fc.record({ kind: fc.constant(2), data: fc.uint8Array({ minLength: 2, maxLength: 2 }) }),
  fc.record({ kind: fc.constant(3), data: fc.uint8Array({ minLength: 1, maxLength: 1 }) }),
  fc.constant({ kind: 4, data: new Uint8Array(0) }),
  fc.integer({ min: 1, max: 2 }).chain((blocks) => fc.record({ kind: fc.constant(5), data: fc.uint8Array({ minLength: blocks * 8, maxLength: blocks * 8 }) })),
  fc.record({ kind: fc.constant(8), data: fc.uint8Array({ minLength: 8, maxLength: 8 }) }),
)
const word = fc.constantFrom('GET', 'post', 'HTTP/1.1', '200', '20', '2000', ' ', '  ', '/', '\r\n', '\n', '\r', '\t', 'x-a: b', '\x01', '\x7f', 'Connect', '404 Not Found', '', '\u00e9')
const text = fc.array(word, { maxLength: 9 }).map((words) => words.join(''))
const segment = fc.record({
  fromServer: fc.boolean(),
  sequence: number,
  acknowledgment: number,
  flags: fc.integer({ min: 0, max: 255 }).map((flags) => flags | ACK),
  options: fc.array(option, { maxLength: 2 }),
  text,
})

/** Each run starts tcpdump: few runs with many segments. */
const RUNS = 6

test.each([0, 1] as const)('segments with any numbers, flags, options and HTTP-like text are printed as tcpdump does, verbosity %i', async (verbosity) => {
  await fc.assert(
    fc.asyncProperty(fc.array(segment, { minLength: 60, maxLength: 60 }), (segments) => compare(segments, verbosity)),
    { numRuns: RUNS, endOnFailure: true },
  )
})
