import fc from 'fast-check'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ok } from '../../src/core/base/result'
import { pcapFile } from '../../src/core/capture/pcap'
import { pcapngFile } from '../../src/core/capture/pcapng'
import { asLibpcapReads, readCapture } from '../../src/core/capture/read-capture'
import { tcpdumpCopy } from './tools'

const PACKETS = [60, 98, 42, 1, 1400].map((length, i) => ({ timeNs: 1_000_000_000 * i + 123_456_789 * i, bytes: Uint8Array.from({ length }, (_, at) => (at * 7 + i) & 255) }))
const DIRECTED = PACKETS.map((packet, i) => ({ ...packet, interfaceIndex: i % 2, direction: i % 2 === 0 ? ('in' as const) : ('out' as const) }))
const REMARKS = { application: 'Hopscope', comment: 'a remark', wireguardKeyLog: 'LOCAL_STATIC_PRIVATE_KEY = x\n' }
const INTERFACES = ['eth0', 'cali1'].map((name) => ({ name, description: `${name} of a node`, linkType: 1 }))
const PCAP = pcapFile(1, PACKETS)
const PCAPNG = pcapngFile(REMARKS, INTERFACES, DIRECTED)

/** Every number of the headers in the other byte order. */
function bigEndianPcap(): Uint8Array {
  const file = PCAP.slice()
  const swap = (at: number, bytes: number): void => {
    file.subarray(at, at + bytes).reverse()
  }
  for (const [at, bytes] of [[0, 4], [4, 2], [6, 2], [8, 4], [12, 4], [16, 4], [20, 4]] as const) swap(at, bytes)
  let at = 24
  for (const { bytes } of PACKETS) {
    for (const field of [0, 4, 8, 12]) swap(at + field, 4)
    at += 16 + bytes.length
  }
  return file
}

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hopscope-reader-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

describe('a capture file', () => {
  test.each([['pcap', PCAP], ['pcap of the other byte order', bigEndianPcap()], ['pcapng', PCAPNG]])('that is a %s holds what was written', (_, file) => {
    const read = readCapture(file)
    if (!read.ok) throw new Error(read.error)
    expect(read.value.failure).toBeUndefined()
    expect(read.value.packets.map(({ timeNs, bytes, wireBytes }) => ({ timeNs, bytes: [...bytes], wireBytes }))).toEqual(PACKETS.map(({ timeNs, bytes }) => ({ timeNs, bytes: [...bytes], wireBytes: bytes.length })))
  })

  test('of many interfaces names them', () => {
    const read = readCapture(PCAPNG)
    expect(read.ok && read.value.interfaces).toEqual(INTERFACES.map(({ name, linkType }) => ({ name, linkType, snapshotBytes: 262144, packetsBefore: 0 })))
    expect(read.ok && read.value.packets.map(({ interfaceIndex }) => interfaceIndex)).toEqual([0, 1, 0, 1, 0])
  })

  test('that is damaged or none gives a result all the same, and ends', () => {
    const damage = fc.array(fc.record({ at: fc.nat(), byte: fc.nat(255) }), { maxLength: 8 })
    fc.assert(
      fc.property(fc.constantFrom(PCAP, PCAPNG, bigEndianPcap(), new Uint8Array(40)), damage, fc.nat(), (file, changes, cut) => {
        const broken = file.slice(0, file.length - (cut % file.length))
        for (const { at, byte } of changes) broken[at % broken.length] = byte
        const read = readCapture(broken)
        const heldBytes = read.ok ? read.value.packets.reduce((sum, { bytes }) => sum + bytes.length, 0) : 0
        expect(heldBytes).toBeLessThanOrEqual(broken.length)
      }),
      { numRuns: 2000 },
    )
  })

  test('that is damaged is read as far as tcpdump reads it, with the same complaint', async () => {
    const path = join(folder, 'damaged')
    const headerAt = fc.oneof(fc.nat(200), fc.nat())
    const damage = fc.array(fc.record({ at: headerAt, byte: fc.oneof(fc.constantFrom(0, 1, 255), fc.nat(255)) }), { maxLength: 2 })
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(PCAP, bigEndianPcap(), PCAPNG), damage, fc.oneof(fc.constant(0), fc.nat()), async (file, changes, cut) => {
        const broken = file.slice(0, file.length - (cut % file.length))
        for (const { at, byte } of changes) broken[at % broken.length] = byte
        writeFileSync(path, broken)
        const { copy, complaint } = await tcpdumpCopy(path)
        // it cannot write what it has no name for: that says nothing of reading
        fc.pre(!complaint.startsWith('tcpdump: unknown data link type'))
        const [ours, theirs] = [readAsLibpcap(broken), readCapture(copy)]
        expect(complaintOf(ours)).toBe(complaint)
        if (ours.ok && theirs.ok) expect(ours.value.packets.map(({ bytes }) => [...bytes])).toEqual(theirs.value.packets.map(({ bytes }) => [...bytes]))
      }),
      { numRuns: 120 },
    )
  }, 60_000)
})

function complaintOf(read: ReturnType<typeof readAsLibpcap>): string {
  if (!read.ok) return `tcpdump: ${read.error}`
  return read.value.failure === undefined ? '' : `tcpdump: pcap_loop: ${read.value.failure}`
}

function readAsLibpcap(file: Uint8Array): ReturnType<typeof readCapture> {
  const read = readCapture(file)
  return read.ok ? ok(asLibpcapReads(read.value)) : read
}
