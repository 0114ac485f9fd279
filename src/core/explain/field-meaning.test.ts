import { describe, expect, it } from 'vitest'
import { runInLab } from '../../../tests/cli/run-in-lab'
import type { FieldView, HeaderView } from '../trace/dissect'
import { optionFields } from '../trace/option-fields'
import { ARP_FIELDS } from '../wire/arp'
import { ETHERNET_FIELDS } from '../wire/ethernet'
import type { FieldTable } from '../wire/field-table'
import { icmpFieldsOf } from '../wire/icmp'
import { IPV4_FIELDS } from '../wire/ipv4'
import { TCP_FIELDS } from '../wire/tcp'
import { UDP_FIELDS } from '../wire/udp'
import { VXLAN_FIELDS } from '../wire/vxlan'
import { WIREGUARD_TAG_FIELDS, wireguardLayoutOf } from '../wire/wireguard'
import { EN } from '../words/en'
import { KO } from '../words/ko'
import { headersAt } from './frame-headers'
import { fieldMeaning, fieldText } from './field-meaning'
import type { Owners } from './field-meaning'

const OWNERS: Owners = { ofAddress: (address) => `owner of ${address}`, ofMac: (mac) => `card ${mac}` }

const NOBODY: Owners = { ofAddress: () => '', ofMac: () => '' }

/** Every layout that a header of a frame can have. */
const LAYOUTS: readonly (readonly [HeaderView['proto'], FieldTable])[] = [
  ['ethernet', ETHERNET_FIELDS],
  ['arp', ARP_FIELDS],
  ['ipv4', IPV4_FIELDS],
  ...([[0, 0], [8, 0], [3, 4], [3, 1], [5, 1], [11, 0]] as const).map(([type, code]) => ['icmp', icmpFieldsOf(type, code)] as const),
  ['udp', UDP_FIELDS],
  ['tcp', TCP_FIELDS],
  ['vxlan', VXLAN_FIELDS],
  ...[1, 2, 3, 4].map((type) => ['wireguard', wireguardLayoutOf(type)?.fields ?? {}] as const),
  ['tag', WIREGUARD_TAG_FIELDS],
]

/** A header all of whose fields have that value. */
function headerOf(proto: HeaderView['proto'], table: FieldTable, value: number): HeaderView {
  const fields: FieldView[] = Object.entries(table).map(([name, { label, bitOffset, bitWidth, reference }]) => ({ name, label, bitOffset, bitWidth, reference, value: bitWidth > 64 ? null : value, text: String(value) }))
  return { proto, title: 'WireGuard message', byteOffset: 0, byteLength: 0, quoted: false, fields }
}

const { trace } = runInLab('two-subnets', [['pod-w0-b', 'ping -c 1 172.16.158.16']])
const frames = Array.from({ length: trace.entryCount }, (_, index) => index).filter((index) => trace.isHop(index)).map((index) => headersAt(trace, index))

/** The meanings of a header's fields. */
function meanings(headers: readonly HeaderView[], proto: HeaderView['proto'], nth = 0): Readonly<Record<string, string>> {
  const header = headers.filter((candidate) => candidate.proto === proto)[nth]
  if (!header) throw new Error(`no ${proto}`)
  return Object.fromEntries(header.fields.map((field) => [field.name, fieldMeaning(header, field, OWNERS)]))
}

describe('what a field means', () => {
  const wrapped = frames.find((headers) => headers.filter(({ proto }) => proto === 'ipv4').length === 2 && headers[0]?.proto === 'ethernet') ?? []

  it('tells what follows, lengths in bytes and whose the addresses are', () => {
    expect(meanings(wrapped, 'ipv4')).toMatchObject({ headerLength: '20 bytes', protocol: 'IPIP', source: 'owner of 192.168.20.100', dontFragment: 'no router may cut it' })
    expect(meanings(wrapped, 'ipv4', 1)).toMatchObject({ protocol: 'ICMP', destination: 'owner of 172.16.158.16' })
    expect(meanings(wrapped, 'ethernet')).toMatchObject({ etherType: 'IPv4' })
    expect(meanings(wrapped, 'icmp')).toMatchObject({ type: 'echo request' })
  })

  it('knows the MAC address that Calico gives every host end, and everybody’s', () => {
    const macs = new Set(frames.flatMap((headers) => headers.filter(({ proto }) => proto === 'ethernet').flatMap((header) => Object.values(meanings([header], 'ethernet')))))
    expect(macs).toContain('Calico’s, on the host end of every pod’s link')
    expect(macs).toContain('everybody on the link')
  })

  it.each(LAYOUTS)('is said of every field of %s, whatever stands in it, in both languages, with where it is defined', (proto, table) => {
    expect(Object.keys(table)).not.toEqual([])
    for (const value of [0, 1, 2, 255]) {
      const header = headerOf(proto, table, value)
      const said = header.fields.map((field) => [field.name, field.reference, fieldMeaning(header, field, NOBODY, EN), fieldMeaning(header, field, NOBODY, KO)])
      expect(said.filter((texts) => texts.includes(''))).toEqual([])
    }
  })

  it('depends on the value and on the fields beside it', () => {
    const said = (proto: HeaderView['proto'], table: FieldTable, values: Readonly<Record<string, number>>, name: string, more: Pick<HeaderView, 'tunnel'> = {}): string => {
      const blank = headerOf(proto, table, 0)
      const header = { ...blank, ...more, fields: blank.fields.map((field) => ({ ...field, value: values[field.name] ?? field.value })) }
      return fieldMeaning(header, header.fields.find((field) => field.name === name) ?? expect.fail(name), NOBODY)
    }
    expect(said('ipv4', IPV4_FIELDS, {}, 'moreFragments')).toBe('a whole packet')
    expect(said('ipv4', IPV4_FIELDS, { fragmentOffset: 185 }, 'moreFragments')).toBe('the last piece')
    expect(said('ipv4', IPV4_FIELDS, { fragmentOffset: 185 }, 'fragmentOffset')).toBe('from byte 1480 on')
    expect(said('ipv4', IPV4_FIELDS, { ttl: 1 }, 'ttl')).toBe('no router may pass it on')
    expect(said('udp', UDP_FIELDS, { sourcePort: 53, destinationPort: 4790 }, 'sourcePort', { tunnel: 'vxlan' })).toBe('a hash of the inner flow, so that paths differ by flow')
    expect(said('tcp', TCP_FIELDS, { syn: 1 }, 'syn')).toBe('opens the connection')
    expect(said('tcp', TCP_FIELDS, {}, 'syn')).toBe('when set: opens the connection')
    expect(said('tcp', TCP_FIELDS, {}, 'acknowledgment')).toBe('unused without ACK')
    expect(said('arp', ARP_FIELDS, { operation: 1 }, 'targetMac')).toBe('zero: this is what is asked')
  })

  it.each(['ipv4', 'tcp'] as const)('is said of every option of %s, of any kind', (proto) => {
    for (const [kind, lengthBytes] of [[0, 4], [1, 1], [2, 4], [3, 3], [4, 2], [5, 10], [7, 7], [8, 10], [68, 4], [131, 7], [137, 7], [148, 4], [253, 4], [253, 99]] as const) {
      const bytes = Uint8Array.from([kind, lengthBytes, ...new Array<number>(10).fill(0)])
      const fields = optionFields(proto, bytes, 0, 0, bytes.length)
      const header: HeaderView = { proto, title: '', byteOffset: 0, byteLength: bytes.length, quoted: false, fields }
      const said = fields.flatMap((field) => [fieldMeaning(header, field, NOBODY, EN), fieldMeaning(header, field, NOBODY, KO)])
      expect(said.length).toBeGreaterThan(0)
      expect(said).not.toContain('')
    }
  })

  it('tells what the options of an opened connection promise', () => {
    const opened = runInLab('two-subnets', [['pod-w0-b', 'traceroute -T -n 172.16.158.16']]).trace
    const syn = Array.from({ length: opened.entryCount }, (_, index) => index).filter((index) => opened.isHop(index)).map((index) => headersAt(opened, index)).find((headers) => headers.some(({ proto }) => proto === 'tcp')) ?? []
    expect(meanings(syn, 'tcp')).toMatchObject({
      maximumSegmentSize: 'the most bytes of data in one segment that its sender takes',
      sackPermitted: 'its sender understands selective acknowledgments',
      timestamps: 'its sender’s clock; none was heard yet',
      windowScale: 'its sender’s windows count 4 times',
    })
  })

  it('says flags in words', () => {
    const flag = wrapped.find(({ proto }) => proto === 'ipv4')?.fields.find(({ name }) => name === 'dontFragment')
    expect(flag && fieldText(flag)).toBe('set')
  })
})
