import { describe, expect, it } from 'vitest'
import { loadCaptures, loadRecording, recordedFlow, recordedLabs } from './recordings'

const MODES = ['direct', 'ipip-always', 'ipip-crosssubnet', 'vxlan-always', 'vxlan-crosssubnet', 'wireguard']

/** Packets of a little-endian nanosecond pcap, counted by walking its records. */
function packetsOf(pcap: Uint8Array): number {
  const view = new DataView(pcap.buffer, pcap.byteOffset, pcap.byteLength)
  expect(view.getUint32(0, true).toString(16)).toBe('a1b23c4d')
  let packets = 0
  for (let offset = 24; offset < pcap.length; offset += 16 + view.getUint32(offset + 8, true)) packets++
  return packets
}

describe('the kernel recordings', () => {
  it('hold twelve labs: six modes, each with MTU 1500 and 9001', () => {
    expect(recordedLabs()).toEqual(MODES.flatMap((mode) => [`${mode}-1500`, `${mode}-9001`]))
  })

  it('hold 1035 flows with a script step each, and 53,600 packets', () => {
    const recordings = recordedLabs().map((lab) => loadRecording(lab))
    for (const recording of recordings) expect(recording.script.map((step) => step.flow)).toEqual(recording.flows.map((flow) => flow.flow))
    const flows = recordings.flatMap((recording) => recording.flows)
    expect(flows.length).toBe(1035)
    expect(flows.reduce((sum, flow) => sum + flow.hops.length, 0)).toBe(53_600)
  })

  it('show the IPIP envelope between the tunnel endpoints of a ping across subnets', () => {
    const flow = recordedFlow(loadRecording('ipip-always-9001'), 'c-cross-subnet-ping')
    const enveloped = flow.hops.find((hop) => hop.ns === 'router' && hop.layers.some((layer) => layer.proto === 'icmp'))
    expect(enveloped?.layers).toMatchObject([
      { proto: 'eth' },
      { proto: 'ipv4', src: '192.168.20.100', dst: '192.168.10.101', protocol: 4 },
      { proto: 'ipv4', src: '172.16.34.9', dst: '172.16.158.16', protocol: 1, ttl: 63 },
      { proto: 'icmp', name: 'echo-request', data_len: 56 },
    ])
  })

  it('hold, at every capture point, the frames that the flows speak of', () => {
    const recording = loadRecording('direct-1500')
    const captures = loadCaptures('direct-1500')
    for (const [ns, iface] of recording.topology.capture_points) {
      const capture = captures.get(`${ns}__${iface}`)
      const frames = recording.flows.flatMap((flow) => flow.hops).filter((hop) => hop.ns === ns && hop.iface === iface)
      const highest = frames.reduce((max, hop) => Math.max(max, hop.frame), 0)
      expect(capture === undefined ? -1 : packetsOf(capture), `${ns} ${iface}`).toBeGreaterThanOrEqual(highest)
    }
  })
})
