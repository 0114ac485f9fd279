import { describe, expect, it } from 'vitest'
import { loadRecording, recordedFlow } from '../../../tests/kernel/recordings'
import { frameLine } from './frame-line'

const CASES = ['direct-9001', 'ipip-always-9001', 'ipip-crosssubnet-9001'].flatMap((lab) =>
  ['a-same-node-ping', 'b-same-subnet-ping', 'c-cross-subnet-ping', 'j8b-small-path-df'].map((flow) => [lab, flow] as const),
)

/** tcpdump's own lines by capture point, sorted: within one microsecond its order is the capture's, not the kernel's. */
function printedByTcpdump(text: string): ReadonlyMap<string, readonly string[]> {
  const points = new Map<string, readonly string[]>()
  for (const block of text.split(/\n(?=\[)/)) {
    const [head = '', ...lines] = block.split('\n')
    const [, ns, iface] = /^\[(\S+)\] \$ tcpdump -nn -i (\S+)/.exec(head) ?? []
    if (ns !== undefined) points.set(`${ns} ${iface}`, lines.filter((line) => line !== '').map((line) => line.replace(/^\S+ /, '')).toSorted())
  }
  return points
}

describe('frameLine', () => {
  it.each(CASES)('prints what tcpdump -nn printed on the kernel, %s %s', (lab, flowName) => {
    const recording = loadRecording(lab)
    const text = recording.tcpdump[flowName]
    const { hops } = recordedFlow(recording, flowName)
    if (text === undefined) throw new Error(`${lab} has no tcpdump text of ${flowName}`)
    const printed = printedByTcpdump(text)
    expect(printed.size).toBeGreaterThan(3)
    for (const [point, lines] of printed) {
      const ours = hops.filter((hop) => `${hop.ns} ${hop.iface}` === point).map((hop) => frameLine(hop.layers))
      expect({ point, lines: ours.toSorted() }).toEqual({ point, lines })
    }
  })
})
