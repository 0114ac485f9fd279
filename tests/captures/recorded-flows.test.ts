import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ARPHRD, cookedPacket } from '../../src/core/capture/cooked'
import { LINKTYPE } from '../../src/core/capture/link-type'
import { pcapFile } from '../../src/core/capture/pcap'
import { timeStamp } from '../../src/core/capture/tcpdump/time-stamp'
import { TcpdumpPrinter } from '../../src/core/capture/tcpdump/printer'
import type { TcpdumpOptions } from '../../src/core/capture/tcpdump/printer'
import { exceptionOf } from '../kernel/exceptions'
import { recordedLabs } from '../kernel/recordings'
import { kernelCaptures, simulatedCaptures } from './joined-captures'
import type { JoinedCapture } from './joined-captures'
import { readPcap } from './read-pcap'
import { TSHARK_AGGREGATOR, tcpdumpLines, tcpdumpPlainly, tsharkRows } from './tools'

/** Every recorded flow of these labs, replayed, in captures as `--pcap` writes them. */
const LABS = recordedLabs()
/** Hex dumps are long, and say the same of every protocol: one lab with frames and bare packets stands for all. */
const LABS_TO_DUMP = ['ipip-always-1500']

const TSHARK_TIMEOUT_MS = 120_000
const SEVERITY = { note: 0x0040_0000, warning: 0x0060_0000 } as const

/** All labs take about five seconds on a machine that has nothing else to do. */
const REPLAY_TIMEOUT_MS = 120_000

let folder = ''
let simulated: readonly JoinedCapture[] = []
let simulatedToDump: readonly JoinedCapture[] = []
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hopscope-flows-'))
  simulated = simulatedCaptures(LABS)
  simulatedToDump = simulatedCaptures(LABS_TO_DUMP)
}, REPLAY_TIMEOUT_MS)
afterAll(() => {
  rmSync(folder, { recursive: true })
})

function written(capture: JoinedCapture, suffix: string): string {
  const path = join(folder, `${capture.name}${suffix}.pcap`)
  writeFileSync(path, capture.file)
  return path
}

/** `LAB FLOW: MESSAGE` for each thing that tshark's experts remark, from this severity on. */
async function remarks(capture: JoinedCapture, path: string, least: number): Promise<readonly string[]> {
  const rows = await tsharkRows(path, ['frame.number', '_ws.expert.severity', '_ws.expert.message'])
  expect(rows).toHaveLength(capture.owners.length)
  return rows.flatMap(([number = '', severities = '', messages = '']) => {
    const texts = messages.split(TSHARK_AGGREGATOR)
    const owner = capture.owners[Number(number) - 1] ?? ''
    return severities.split(TSHARK_AGGREGATOR).flatMap((severity, i) => (Number(severity) >= least ? [`${owner}: ${comparable(texts[i] ?? '')}`] : []))
  })
}

const GUESSED_BY_TIME = /This frame is a \(suspected\) (out-of-order segment|(fast |spurious )?retransmission)|New fragment overlaps old data \(retransmission\?\)/

/**
 * Without what a checksum of drawn numbers should be. Whether a segment comes again or out of order tshark guesses by the
 * time that has passed, and whether its data overlap by that guess.
 */
function comparable(message: string): string {
  return message.replace(/ \[should be 0x[0-9a-f]{4}\]/, '').replace(GUESSED_BY_TIME, 'segment again')
}

/** Of our remarks, those that the kernel's capture does not have as often. */
function surplus(ours: readonly string[], theirs: readonly string[]): readonly string[] {
  const left = new Map<string, number>()
  for (const one of theirs) left.set(one, (left.get(one) ?? 0) + (isOfDifferingFlow(one) ? Infinity : 1))
  return ours.filter((one) => {
    const count = left.get(one) ?? 0
    left.set(one, count - 1)
    return count <= 0 && !(isOfDifferingFlow(one) && one.includes(ABOUT_SEQUENCE))
  })
}

/** Remarks about the order of TCP segments: a flow that is listed as differing has another. */
const ABOUT_SEQUENCE = 'segment'

function isOfDifferingFlow(remark: string): boolean {
  const [lab = '', flow = ''] = (remark.split(':')[0] ?? '').split(' ')
  return exceptionOf(lab, flow) !== undefined
}

describe('captures of every recorded flow', () => {
  test('tshark raises no warning or error that it does not raise for what the kernel sent at that interface in that flow', async () => {
    const recorded = new Map(kernelCaptures(LABS).map((capture) => [capture.name, capture]))
    const more: string[] = []
    let packets = 0
    for (const capture of simulated) {
      const kernel = recorded.get(capture.name)
      const [ours, theirs] = await Promise.all([remarks(capture, written(capture, ''), SEVERITY.warning), kernel ? remarks(kernel, written(kernel, '.kernel'), SEVERITY.note) : []])
      more.push(...surplus(ours, theirs).map((remark) => `${capture.name} ${remark}`))
      packets += capture.owners.length
    }
    expect(more).toEqual([])
    expect(packets).toBeGreaterThan(30_000)
  }, TSHARK_TIMEOUT_MS)
})

const PRINTED: readonly (readonly [options: readonly string[], TcpdumpOptions])[] = [
  [[], { linkHeader: false, verbosity: 0 }],
  [['-e'], { linkHeader: true, verbosity: 0 }],
  [['-v'], { linkHeader: false, verbosity: 1 }],
  [['-e', '-vv'], { linkHeader: true, verbosity: 2 }],
  [['-q', '-e'], { linkHeader: true, verbosity: 0, quiet: true }],
  [['-q', '-v'], { linkHeader: false, verbosity: 1, quiet: true }],
]

const DUMPED: readonly (readonly [options: readonly string[], TcpdumpOptions])[] = [
  [['-x'], { linkHeader: false, verbosity: 0, dump: { style: 'hex', linkHeader: false } }],
  [['-X'], { linkHeader: false, verbosity: 0, dump: { style: 'hex-and-ascii', linkHeader: false } }],
  [['-xx'], { linkHeader: false, verbosity: 0, dump: { style: 'hex', linkHeader: true } }],
  [['-A'], { linkHeader: false, verbosity: 0, dump: { style: 'ascii', linkHeader: false } }],
  [['-AA'], { linkHeader: false, verbosity: 0, dump: { style: 'ascii', linkHeader: true } }],
  [['-XX', '-e', '-v'], { linkHeader: true, verbosity: 1, dump: { style: 'hex-and-ascii', linkHeader: true } }],
]

describe('Hopscope prints packets of a capture of all interfaces as tcpdump does, line for line', () => {
  test.each(PRINTED)('tcpdump -nn %j', async (options, printed) => {
    for (const { name, file } of simulatedToDump) {
      const { linkType, packets } = readPcap(file)
      const hasLinkHeader = linkType === LINKTYPE.ethernet
      const cooked = packets.map(({ bytes, timeNs }, i) => {
        const packetType = (['host', 'outgoing', 'broadcast', 'multicast', 'otherhost'] as const)[i % 5] ?? 'host'
        // no machine has interfaces with such numbers: their names are unknown to both
        return { timeNs, bytes: cookedPacket({ bytes, hasLinkHeader, ifindex: 1_000_000 + i, hardwareType: hasLinkHeader ? ARPHRD.ethernet : ARPHRD.tunnel, packetType }) }
      })
      const path = join(folder, `${name}.cooked.pcap`)
      writeFileSync(path, pcapFile(LINKTYPE.linuxSll2, cooked))
      const printer = new TcpdumpPrinter(printed)
      expect(firstDifference(cooked.flatMap(({ bytes }) => printer.packet(bytes, 'linux-sll2').split('\n')), await tcpdumpLines(path, ...options), name)).toBe('none')
    }
  })
})

describe('Hopscope prints every packet as tcpdump does, line for line', () => {
  async function compare(captures: readonly JoinedCapture[], options: readonly string[], printed: TcpdumpOptions): Promise<void> {
    let lines = 0
    for (const capture of captures) {
      const theirs = await tcpdumpLines(written(capture, ''), ...options)
      expect(firstDifference(printedLines(capture, printed), theirs, capture.name)).toBe('none')
      lines += theirs.length
    }
    expect(lines).toBeGreaterThan(captures.reduce((sum, { owners }) => sum + owners.length, 0) - 1)
  }

  test.each(PRINTED)('tcpdump -nn %j', (options, printed) => compare(simulated, options, printed))

  test.each(DUMPED)('tcpdump -nn %j', (options, printed) => compare(simulatedToDump, options, printed))

  test('-n prints what -nn prints, and without -t a line begins with the time', async () => {
    const [capture] = simulated
    if (!capture) throw new Error('there are no captures')
    const { packets } = readPcap(capture.file)
    const expected = printedLines(capture, { linkHeader: false, verbosity: 0 }).map((line, i) => `${timeStamp(packets[i]?.timeNs ?? 0)} ${line}`)
    expect(expected.length).toBeGreaterThan(100)
    expect(await tcpdumpPlainly(written(capture, ''), '-n')).toEqual(expected)
  })
})

function firstDifference(here: readonly string[], theirs: readonly string[], name: string): string {
  const at = Array.from({ length: Math.max(here.length, theirs.length) }, (_, i) => i).find((i) => here[i] !== theirs[i])
  return at === undefined ? 'none' : `${name}, line ${at + 1}\n  tcpdump: ${theirs[at] ?? '(no more)'}\n  here:    ${here[at] ?? '(no more)'}`
}

function printedLines(capture: JoinedCapture, options: TcpdumpOptions): readonly string[] {
  const { linkType, packets } = readPcap(capture.file)
  const printer = new TcpdumpPrinter(options)
  const linkLayer = linkType === 1 ? 'ethernet' : 'raw-ip'
  return packets.flatMap(({ bytes }) => printer.packet(bytes, linkLayer).split('\n')).filter((line) => line !== '')
}
