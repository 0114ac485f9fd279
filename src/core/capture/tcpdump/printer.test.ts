import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readPcap } from '../../../../tests/captures/read-pcap'
import type { PcapFile } from '../../../../tests/captures/read-pcap'
import { loadCaptures, loadRecording, recordedFlow, recordedLabs } from '../../../../tests/kernel/recordings'
import { TcpdumpPrinter } from './printer'
import type { TcpdumpOptions } from './printer'

const PLAIN: TcpdumpOptions = { linkHeader: false, verbosity: 0 }
const VERBOSE: TcpdumpOptions = { linkHeader: true, verbosity: 1 }

/** `[NAMESPACE] $ tcpdump … -i INTERFACE` and the packets' lines, interface by interface, without time stamps. */
function sections(text: string): readonly { readonly place: string; readonly printed: string }[] {
  return text.split(/^\[/m).slice(1).map((part) => {
    const [, netns = '', link = '', printed = ''] = /^([^\]]+)\] \$ tcpdump .*-i (\S+)\n([\s\S]*)$/.exec(part) ?? []
    return { place: `${netns}__${link}`, printed: printed.replace(/^\d\d:\d\d:\d\d\.\d{9} /gm, '').trimEnd() }
  })
}

describe.each(recordedLabs())('%s', (lab) => {
  const recording = loadRecording(lab)
  const captures = new Map([...loadCaptures(lab)].map(([name, bytes]): [string, PcapFile] => [name, readPcap(bytes)]))

  test.each(Object.keys(recording.tcpdump))('tcpdump of %s, line for line', (name) => {
    const isVerbose = name.endsWith('.v')
    const flow = recordedFlow(recording, isVerbose ? name.slice(0, -'.v'.length) : name)
    for (const { place, printed } of sections(recording.tcpdump[name] ?? '')) {
      const capture = captures.get(place)
      if (!capture) throw new Error(`no capture ${place}`)
      const printer = new TcpdumpPrinter(isVerbose ? VERBOSE : PLAIN)
      const frames = flow.hops.filter((hop) => `${hop.ns}__${hop.iface}` === place).map((hop) => hop.frame)
      const packets = frames.sort((a, b) => a - b).map((frame) => capture.packets[frame - 1]!)
      const lines = packets.map(({ bytes, originalBytes }) => printer.packet(bytes, capture.linkType === 1 ? 'ethernet' : 'raw-ip', originalBytes))
      expect(`${place}\n${lines.join('\n').trimEnd()}`).toBe(`${place}\n${printed}`)
    }
  })
})

test('any bytes are printed, and nothing throws', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), fc.constantFrom('ethernet' as const, 'raw-ip' as const), fc.constantFrom(PLAIN, VERBOSE), (bytes, linkLayer, options) => {
      expect(new TcpdumpPrinter(options).packet(bytes, linkLayer)).not.toBe('')
    }),
  )
})
