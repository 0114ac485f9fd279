import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { TSHARK_AGGREGATOR, tsharkRows } from '../../../../tests/captures/tools'
import { runInLab } from '../../../../tests/cli/run-in-lab'
import type { PlacedLine } from '../../../../tests/cli/run-in-lab'
import { LINKTYPE } from '../../../core/capture/link-type'
import { pcapFile } from '../../../core/capture/pcap'
import { linkLayerOf } from '../../../core/explain/frame-reading'
import type { LinkLayer } from '../../../core/trace/decode'
import { dissectFrame } from '../../../core/trace/dissect'
import { ADDRESS_KEYS, FLAG_KEYS, MAC_KEYS, NUMBER_KEYS } from './field-keys'

const folder = mkdtempSync(join(tmpdir(), 'hopscope-fields-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

/** Ours alone: Wireshark knows them by `reset` and `push`. */
const ALIASES: ReadonlySet<string> = new Set(['tcp.flags.rst', 'tcp.flags.psh'])

const LABS: readonly (readonly [lab: string, lines: readonly PlacedLine[]])[] = [
  ['two-subnets', [['pod-w0-b', 'ping -c 2 172.16.158.16'], ['pod-w0-b', 'ping -c 1 -s 20000 172.16.158.16'], ['pod-w0-b', 'traceroute -T -n 172.16.158.16'], ['pod-w0-b', 'nc -vz -w 5 172.16.158.16 8080']]],
  ['vxlan-operator', [['client', 'ping -c 1 192.168.226.65']]],
  ['wireguard', [['pod-w1-b', 'ping -c 2 172.16.197.6']]],
]

/** A field's values as tshark prints them, as numbers where they are. */
function values(cell: string): readonly (number | string)[] {
  return cell === '' ? [] : cell.split(TSHARK_AGGREGATOR).map((one) => (one === 'True' ? 1 : one === 'False' ? 0 : Number.isNaN(Number(one)) ? one : Number(one)))
}

interface Frame {
  readonly timeNs: number
  readonly bytes: Uint8Array
  readonly linkLayer: LinkLayer
}

function framesIn(lab: string, lines: readonly PlacedLine[]): readonly Frame[] {
  const { trace } = runInLab(lab, lines)
  return Array.from({ length: trace.entryCount }, (_, index) => index).flatMap((index) => {
    if (!trace.isHop(index)) return []
    const { frame, timeNs } = trace.entry(index)
    return [{ timeNs, bytes: trace.frameBytes(frame), linkLayer: linkLayerOf(trace, index) }]
  })
}

const READINGS = [...NUMBER_KEYS, ...FLAG_KEYS, ...ADDRESS_KEYS, ...MAC_KEYS].filter(([name]) => !ALIASES.has(name))
const OF_ANY_FRAGMENT = /^(?:ip|eth)\./

/** The fields that some frame has, and what of them is not as tshark has it. */
async function compared(name: string, frames: readonly Frame[], linkType: number): Promise<{ readonly met: readonly string[]; readonly differences: readonly string[] }> {
  const path = join(folder, `${name}-${linkType}.pcap`)
  writeFileSync(path, pcapFile(linkType, frames))
  const rows = await tsharkRows(path, ['frame.len', ...READINGS.map(([field]) => field)])
  expect(rows).toHaveLength(frames.length)
  const [met, differences] = [new Set<string>(), [] as string[]]
  for (const [at, { bytes, linkLayer }] of frames.entries()) {
    const headers = dissectFrame(bytes, linkLayer)
    // of what an ICMP error quotes Wireshark has the fields too, and what fragments carry where it has them all
    if (headers.some(({ quoted }) => quoted)) continue
    const isFragment = headers.some(({ proto, fields }) => proto === 'ipv4' && fields.some((field) => (field.name === 'moreFragments' || field.name === 'fragmentOffset') && field.value !== 0))
    for (const [column, [field, read]] of READINGS.entries()) {
      if (isFragment && !OF_ANY_FRAGMENT.test(field)) continue
      const [theirs, ours] = [values(rows[at]?.[column + 1] ?? ''), read(headers)]
      if (JSON.stringify(theirs) !== JSON.stringify(ours)) differences.push(`${field} of frame ${at + 1}: ${ours.join()}, not ${theirs.join()}`)
      if (theirs.length > 0) met.add(field)
    }
  }
  return { met: [...met], differences }
}

describe('fields that are called as in Wireshark', () => {
  it('hold what tshark reads', async () => {
    const met = new Set<string>()
    for (const [lab, lines] of LABS) {
      const frames = framesIn(lab, lines)
      for (const [linkLayer, linkType] of [['ethernet', LINKTYPE.ethernet], ['raw-ip', LINKTYPE.rawIp]] as const) {
        const one = await compared(lab, frames.filter((frame) => frame.linkLayer === linkLayer), linkType)
        expect(one.differences).toEqual([])
        for (const field of one.met) met.add(field)
      }
    }
    expect(READINGS.map(([field]) => field).filter((field) => !met.has(field))).toEqual(['icmp.mtu', 'icmp.redir_gw'])
  })
})
