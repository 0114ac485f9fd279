import { describe, expect, it } from 'vitest'
import { runInLab } from '../../../tests/cli/run-in-lab'
import type { HeaderView } from '../trace/dissect'
import { headersAt } from './frame-reading'
import { fieldMeaning, fieldText } from './field-meaning'
import type { Owners } from './field-meaning'

const OWNERS: Owners = { ofAddress: (address) => `owner of ${address}`, ofMac: (mac) => `card ${mac}` }

const { trace } = runInLab('two-subnets', [['pod-w0-b', 'ping -c 1 172.16.158.16']])
const frames = Array.from({ length: trace.entryCount }, (_, index) => index).filter((index) => trace.isHop(index)).map((index) => headersAt(trace, index))

/** The meanings of a header's fields that have one. */
function meanings(headers: readonly HeaderView[], proto: HeaderView['proto'], nth = 0): Readonly<Record<string, string>> {
  const header = headers.filter((candidate) => candidate.proto === proto)[nth]
  if (!header) throw new Error(`no ${proto}`)
  return Object.fromEntries(header.fields.flatMap((field) => (fieldMeaning(header, field, OWNERS) === '' ? [] : [[field.name, fieldMeaning(header, field, OWNERS)]])))
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

  it('says flags in words', () => {
    const flag = wrapped.find(({ proto }) => proto === 'ipv4')?.fields.find(({ name }) => name === 'dontFragment')
    expect(flag && fieldText(flag)).toBe('set')
  })
})
