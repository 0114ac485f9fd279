import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadCaptures, loadRecording, recordedLabs } from '../../../tests/kernel/recordings'
import { readPcap } from '../../../tests/captures/read-pcap'
import { decodeFrame } from './decode'
import type { LinkLayer } from './decode'
import { dissectFrame } from './dissect'
import type { Layer } from './layers'

describe('decodeFrame', () => {
  test.each(recordedLabs())('reads every frame of %s as the recording has it', (lab) => {
    const recording = loadRecording(lab)
    const captures = new Map([...loadCaptures(lab)].map(([name, bytes]) => [name, readPcap(bytes)]))
    let compared = 0
    for (const flow of recording.flows) {
      for (const hop of flow.hops) {
        const capture = captures.get(`${hop.ns}__${hop.iface}`)
        const packet = capture?.packets[hop.frame - 1]
        if (!capture || !packet) throw new Error(`${flow.flow}: no frame ${hop.frame} at ${hop.ns} ${hop.iface}`)
        const linkLayer: LinkLayer = capture.linkType === 1 ? 'ethernet' : 'raw-ip'
        // Frames over 1700 bytes of the wireguard captures are cut: zeros stand for what is missing, and checksums cannot be compared.
        const whole = new Uint8Array(packet.originalBytes)
        whole.set(packet.bytes)
        const isCut = packet.bytes.length < packet.originalBytes
        const decoded = decodeFrame(whole, linkLayer)
        expect(isCut ? withoutChecksums(decoded) : decoded, `${flow.flow} ${hop.ns} ${hop.iface} frame ${hop.frame}`).toEqual(isCut ? withoutChecksums(hop.layers) : hop.layers)
        compared++
      }
    }
    expect(compared).toBeGreaterThan(1000)
  })

  test('gives layers, and no exception, for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom<LinkLayer>('ethernet', 'raw-ip'), (bytes, linkLayer) => {
        expect(decodeFrame(bytes, linkLayer).length).toBeGreaterThan(0)
      }),
    )
  })

  test('says which checksums are wrong', () => {
    const packet = loadCaptures('direct-1500').get('pod-w1-a__eth0')
    const frames = packet ? readPcap(packet).packets : []
    const ping = frames.find((frame) => decodeFrame(frame.bytes, 'ethernet').some((layer) => layer.proto === 'icmp'))
    if (!ping) throw new Error('the capture has a ping')
    const damaged = Uint8Array.from(ping.bytes)
    damaged[60] = (damaged[60] ?? 0) ^ 1
    damaged[22] = (damaged[22] ?? 0) - 1
    const [, ip, icmp] = decodeFrame(damaged, 'ethernet')
    expect(ip).toMatchObject({ proto: 'ipv4', checksum_ok: false })
    expect(icmp).toMatchObject({ proto: 'icmp', checksum_ok: false })
  })
})

describe('dissectFrame', () => {
  test('covers every byte of an IPIP ping exactly once, in order, with the outer header first', () => {
    const capture = loadCaptures('ipip-always-9001').get('k8s-w0__eth0')
    const frames = capture ? readPcap(capture).packets : []
    const tunnelled = frames.map((frame) => frame.bytes).filter((bytes) => dissectFrame(bytes, 'ethernet').filter((header) => header.proto === 'ipv4').length === 2)
    expect(tunnelled.length).toBeGreaterThan(100)
    for (const bytes of tunnelled) {
      let next = 0
      for (const header of dissectFrame(bytes, 'ethernet')) {
        expect(header.byteOffset).toBe(next)
        next += header.byteLength
      }
      expect(next).toBe(bytes.length)
    }
    const [, outer, inner] = dissectFrame(tunnelled[0] ?? new Uint8Array(), 'ethernet')
    expect(outer?.title).toBe('IPv4 192.168.20.100 → 192.168.10.101')
    expect(inner?.title).toBe('IPv4 172.16.34.9 → 172.16.158.16')
    expect(inner?.fields.find((field) => field.name === 'dontFragment')).toMatchObject({ value: 1, text: 'set', reference: 'RFC 791 §3.1' })
  })

  test('gives every field a text and a reference, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.constantFrom<LinkLayer>('ethernet', 'raw-ip'), (bytes, linkLayer) => {
        const headers = dissectFrame(bytes, linkLayer)
        expect(headers.length).toBeGreaterThan(0)
        for (const field of headers.flatMap((header) => header.fields)) {
          expect(field.text).not.toBe('')
          expect(field.reference).not.toBe('')
        }
      }),
    )
  })
})

function withoutChecksums(layers: readonly Layer[]): unknown {
  return layers.map((layer) => ('checksum_ok' in layer ? { ...layer, checksum_ok: undefined } : layer))
}
