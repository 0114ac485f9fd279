import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readPcap } from '../../../tests/captures/read-pcap'
import { runInLab } from '../../../tests/cli/run-in-lab'
import { loadCaptures, recordedLabs } from '../../../tests/kernel/recordings'
import type { LinkLayer } from './decode'
import { dissectFrame } from './dissect'
import type { HeaderView } from './dissect'
import type { Trace } from './trace'

/** What is carried and not a header; nothing is known of its inside. */
const PAYLOAD: ReadonlySet<HeaderView['proto']> = new Set(['data'])

/** Headers that do not join, and bits of them that no field or more than one covers. */
function holes(bytes: Uint8Array, linkLayer: LinkLayer): readonly string[] {
  const found: string[] = []
  let next = 0
  for (const header of dissectFrame(bytes, linkLayer)) {
    if (header.byteOffset !== next) found.push(`${header.title}: begins at ${header.byteOffset}, not ${next}`)
    next = header.byteOffset + header.byteLength
    if (PAYLOAD.has(header.proto)) continue
    let bit = 0
    for (const { name, bitOffset, bitWidth } of header.fields) {
      if (bitOffset !== bit) found.push(`${header.title}: ${name} begins at bit ${bitOffset}, not ${bit}`)
      bit = bitOffset + bitWidth
    }
    if (bit !== header.byteLength * 8) found.push(`${header.title}: fields end at bit ${bit} of ${header.byteLength * 8}`)
    if (new Set(header.fields.map(({ name }) => name)).size < header.fields.length) found.push(`${header.title}: two fields of one name`)
  }
  return next === bytes.length ? found : [...found, `headers end at ${next} of ${bytes.length}`]
}

function framesOf(trace: Trace): readonly { readonly bytes: Uint8Array; readonly linkLayer: LinkLayer }[] {
  return Array.from({ length: trace.entryCount }, (_, index) => index).flatMap((index) => {
    if (!trace.isHop(index)) return []
    const { frame, interfaceId } = trace.entry(index)
    const fact = trace.fact(interfaceId, index)
    return [{ bytes: trace.frameBytes(frame), linkLayer: fact?.kind === 'interface' ? fact.linkLayer : 'ethernet' }]
  })
}

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(hex.match(/[\da-f]{2}/g) ?? [], (byte) => parseInt(byte, 16))

describe('dissectFrame', () => {
  test.each(recordedLabs())('covers every bit of every header of every recorded frame of %s with one field', (lab) => {
    const found = new Set<string>()
    for (const file of loadCaptures(lab).values()) {
      const { linkType, packets } = readPcap(file)
      for (const { bytes, originalBytes } of packets) {
        const whole = new Uint8Array(originalBytes)
        whole.set(bytes)
        for (const hole of holes(whole, linkType === 1 ? 'ethernet' : 'raw-ip')) found.add(hole)
      }
    }
    expect([...found]).toEqual([])
  })

  test.each([
    ['two-subnets', 'pod-w0-b', '172.16.158.16'],
    ['vxlan-operator', 'client', '192.168.226.65'],
    ['wireguard', 'pod-w1-b', '172.16.197.6'],
  ])('covers those of %s, as they are simulated', (lab, pod, address) => {
    const { trace } = runInLab(lab, [
      [pod, `ping -c 1 ${address}`],
      [pod, `traceroute -n ${address}`],
      [pod, `traceroute -T -n ${address}`],
      [pod, `ping -M do -s 3000 -c 1 ${address}`],
    ])
    const frames = framesOf(trace)
    expect(frames.length).toBeGreaterThan(20)
    expect(frames.flatMap(({ bytes, linkLayer }) => holes(bytes, linkLayer))).toEqual([])
  })

  test('reads the options of TCP, each in one field: kind, length and value', () => {
    const segment = '9c400050000000010000000280 02 faf0 0000 0000'.replaceAll(' ', '').replace('8002', 'f012')
    const options = '020405b4 0402 080a0000006400000032 01 030307 0101 050a 0000000b 00000015 fd07abcdabcdab 01'.replaceAll(' ', '')
    const packet = bytesOf(`4500${(20 + 60).toString(16).padStart(4, '0')}00004000400600000a0000010a000002${segment}${options}`)
    const tcp = dissectFrame(packet, 'raw-ip').find(({ proto }) => proto === 'tcp')
    expect(holes(packet, 'raw-ip')).toEqual([])
    expect(tcp?.fields.slice(17).map(({ name, value, text, reference, bitWidth }) => [name, value, text, reference, bitWidth / 8])).toEqual([
      ['maximumSegmentSize', 1460, '1460', 'RFC 9293 §3.7.1', 4],
      ['sackPermitted', 4, 'Kind=4', 'RFC 2018 §2', 2],
      ['timestamps', 100, 'TSval 100, TSecr 50', 'RFC 7323 §3.2', 10],
      ['noOperation', 1, 'Kind=1', 'RFC 9293 §3.2', 1],
      ['windowScale', 7, '7', 'RFC 7323 §2.2', 3],
      ['noOperation.2', 1, 'Kind=1', 'RFC 9293 §3.2', 1],
      ['noOperation.3', 1, 'Kind=1', 'RFC 9293 §3.2', 1],
      ['selectiveAcknowledgment', 1, '11–21', 'RFC 2018 §3', 10],
      ['otherOption', 253, 'Kind=253', 'RFC 9293 §3.2', 7],
      ['noOperation.4', 1, 'Kind=1', 'RFC 9293 §3.2', 1],
    ])
  })

  test('an end of the list takes the padding, and what cannot be read is told as that', () => {
    const ip = (options: string): Uint8Array => bytesOf(`4${(5 + options.length / 8).toString(16)}0000${(20 + options.length / 2).toString(16)}0000400040fd00000a0000010a000002${options}`)
    const namesOf = (packet: Uint8Array) => dissectFrame(packet, 'raw-ip')[0]?.fields.slice(15).map(({ name, text, bitOffset, bitWidth }) => [name, text, bitOffset / 8, bitWidth / 8])
    expect(namesOf(ip('9404000000000000'))).toEqual([['routerAlert', '0', 20, 4], ['endOfOptions', 'Kind=0', 24, 4]])
    expect(namesOf(ip('0709040a00000100'))).toEqual([['unreadableOptions', 'Kind=7', 20, 8]])
    expect(namesOf(ip('0707040a00000100'))).toEqual([['recordRoute', '10.0.0.1', 20, 7], ['endOfOptions', 'Kind=0', 27, 1]])
  })

  test('a redirect names the gateway', () => {
    const packet = bytesOf('450000380000000040010000c0a81401c0a81464' + '05010000c0a81402' + '4500001c00000000400100000a0000010a000002' + '0800000000010001')
    expect(holes(packet, 'raw-ip')).toEqual([])
    expect(dissectFrame(packet, 'raw-ip')[1]?.fields.at(-1)).toMatchObject({ name: 'gateway', text: '192.168.20.2' })
  })

  test('what an error quotes of a sealed packet ends without a tag: it is cut', () => {
    const data = bytesOf('450000a0000000004011000 0c0a81464c0a80a65'.replaceAll(' ', '') + 'ca6cca6c008c0000' + '04000000010000000200000000000000' + 'ab'.repeat(24))
    expect(dissectFrame(data, 'raw-ip').map(({ proto, byteLength }) => [proto, byteLength])).toEqual([['ipv4', 20], ['udp', 8], ['wireguard', 16], ['data', 24]])
  })

  test('joins headers and fields, whatever the options', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 40, maxLength: 40 }), fc.integer({ min: 5, max: 15 }), (options, words) => {
        const bytes = new Uint8Array(60 + 60)
        bytes.set([0x4f, 0, 0, 120, 0, 0, 0, 0, 64, 6])
        bytes.set(options, 20)
        bytes[60 + 12] = words << 4
        bytes.set(options.toReversed(), 80)
        const headers = dissectFrame(bytes, 'raw-ip')
        expect(holes(bytes, 'raw-ip')).toEqual([])
        expect(headers.flatMap(({ fields }) => fields).filter(({ text, label, reference }) => text === '' || label === '' || reference === '')).toEqual([])
      }),
    )
  })
})
