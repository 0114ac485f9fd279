import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { timeStamp } from '../../src/core/export/tcpdump/time-stamp'
import { TcpdumpPrinter } from '../../src/core/export/tcpdump/printer'
import type { TcpdumpOptions } from '../../src/core/export/tcpdump/printer'
import { recordedLabs } from '../kernel/recordings'
import { kernelCaptures, simulatedCaptures } from './joined-captures'
import type { JoinedCapture } from './joined-captures'
import { readPcap } from './read-pcap'
import { TSHARK_AGGREGATOR, tcpdumpLines, tcpdumpPlainly, tsharkRows } from './tools'

/** Every recorded flow of these labs, replayed, in captures as `--pcap` writes them. */
const LABS = recordedLabs()
/** Hex dumps are long: the labs whose packets are short stand for all modes. */
const LABS_TO_DUMP = LABS.filter((lab) => lab.endsWith('-1500'))

const SEVERITY_WARNING = 0x0060_0000

let folder = ''
let simulated: readonly JoinedCapture[] = []
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hopscope-flows-'))
  simulated = simulatedCaptures(LABS)
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

function written(capture: JoinedCapture, suffix: string): string {
  const path = join(folder, `${capture.name}${suffix}.pcap`)
  writeFileSync(path, capture.file)
  return path
}

/** `LAB FLOW: MESSAGE` for each warning and error that tshark's experts raise. */
async function warnings(capture: JoinedCapture, path: string): Promise<readonly string[]> {
  const rows = await tsharkRows(path, ['frame.number', '_ws.expert.severity', '_ws.expert.message'])
  expect(rows).toHaveLength(capture.owners.length)
  return rows.flatMap(([number = '', severities = '', messages = '']) => {
    const texts = messages.split(TSHARK_AGGREGATOR)
    return severities
      .split(TSHARK_AGGREGATOR)
      .flatMap((severity, i) => (Number(severity) >= SEVERITY_WARNING ? [`${capture.owners[Number(number) - 1] ?? ''}: ${texts[i] ?? ''}`] : []))
  })
}

/** What is in the first list more often than in the second. */
function surplus(list: readonly string[], allowed: readonly string[]): readonly string[] {
  const left = new Map<string, number>()
  for (const one of allowed) left.set(one, (left.get(one) ?? 0) + 1)
  return list.filter((one) => {
    const count = left.get(one) ?? 0
    left.set(one, count - 1)
    return count <= 0
  })
}

describe('captures of every recorded flow', () => {
  test('tshark raises no warning or error that it does not raise for what the kernel sent at that interface in that flow', async () => {
    const recorded = new Map(kernelCaptures(LABS).map((capture) => [capture.name, capture]))
    let packets = 0
    for (const capture of simulated) {
      const kernel = recorded.get(capture.name)
      const [ours, theirs] = await Promise.all([warnings(capture, written(capture, '')), kernel ? warnings(kernel, written(kernel, '.kernel')) : []])
      expect([capture.name, ...surplus(ours, theirs)]).toEqual([capture.name])
      packets += capture.owners.length
    }
    expect(packets).toBeGreaterThan(30_000)
  })
})

const PRINTED: readonly (readonly [options: readonly string[], TcpdumpOptions])[] = [
  [[], { linkHeader: false, verbosity: 0 }],
  [['-e'], { linkHeader: true, verbosity: 0 }],
  [['-v'], { linkHeader: false, verbosity: 1 }],
  [['-e', '-vv'], { linkHeader: true, verbosity: 2 }],
]

const DUMPED: readonly (readonly [options: readonly string[], TcpdumpOptions])[] = [
  [['-x'], { linkHeader: false, verbosity: 0, dump: { ascii: false, linkHeader: false } }],
  [['-X'], { linkHeader: false, verbosity: 0, dump: { ascii: true, linkHeader: false } }],
  [['-xx'], { linkHeader: false, verbosity: 0, dump: { ascii: false, linkHeader: true } }],
  [['-XX', '-e', '-v'], { linkHeader: true, verbosity: 1, dump: { ascii: true, linkHeader: true } }],
]

describe('Hopscope prints every packet as tcpdump does, line for line', () => {
  async function compare(captures: readonly JoinedCapture[], options: readonly string[], printed: TcpdumpOptions): Promise<void> {
    let lines = 0
    for (const capture of captures) {
      const theirs = await tcpdumpLines(written(capture, ''), ...options)
      expect([capture.name, ...printedLines(capture, printed)]).toEqual([capture.name, ...theirs])
      lines += theirs.length
    }
    expect(lines).toBeGreaterThan(captures.reduce((sum, { owners }) => sum + owners.length, 0) - 1)
  }

  test.each(PRINTED)('tcpdump -nn %j', (options, printed) => compare(simulated, options, printed))

  test.each(DUMPED)('tcpdump -nn %j, in labs with an MTU of 1500', (options, printed) => compare(simulatedCaptures(LABS_TO_DUMP), options, printed))

  test('-n prints what -nn prints, and without -t a line begins with the time', async () => {
    const [capture] = simulated
    if (!capture) throw new Error('there are no captures')
    const { packets } = readPcap(capture.file)
    const expected = printedLines(capture, { linkHeader: false, verbosity: 0 }).map((line, i) => `${timeStamp(packets[i]?.timeNs ?? 0)} ${line}`)
    expect(expected.length).toBeGreaterThan(100)
    expect(await tcpdumpPlainly(written(capture, ''), '-n')).toEqual(expected)
  })
})

function printedLines(capture: JoinedCapture, options: TcpdumpOptions): readonly string[] {
  const { linkType, packets } = readPcap(capture.file)
  const printer = new TcpdumpPrinter(options)
  const linkLayer = linkType === 1 ? 'ethernet' : 'raw-ip'
  return packets.flatMap(({ bytes }) => printer.packet(bytes, linkLayer).split('\n'))
}
