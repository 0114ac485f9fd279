import { describe, expect, it } from 'vitest'
import { isIpv6Address, isIpv6Network } from './ipv6-text'

describe('an IPv6 network', () => {
  it.each(['fd00:10:244::/48', '::/0', '::1/128', '2001:DB8::/32', '1:2:3:4:5:6:7:8/128', '::ffff:10.0.0.0/104', '1:2:3:4:5:6:7::/112', 'fe80::/10'])('is %s', (text) => {
    expect(isIpv6Network(text)).toBe(true)
  })

  it.each([
    ['bits beyond the prefix', 'fd00:10:244::1/48'],
    ['bits beyond the prefix within a group', 'fec0::/9'],
    ['no prefix length', 'fd00::'],
    ['too long a prefix', 'fd00::/129'],
    ['two gaps', 'fd00::1::/64'],
    ['too few groups', 'fd00:1:2/48'],
    ['too many groups', '1:2:3:4:5:6:7:8:9/128'],
    ['a gap for nothing', '1:2:3:4::5:6:7:8/128'],
    ['a group of five digits', 'fd000::/16'],
    ['a single colon before the first group', ':1::/64'],
    ['an IPv4 address before the end', '10.0.0.0::/96'],
    ['an IPv4 address that is none', '::10.0.0.300/128'],
    ['an IPv4 network', '10.0.0.0/8'],
    ['nothing', ''],
  ])('is not a text with %s', (_, text) => {
    expect(isIpv6Network(text)).toBe(false)
  })
})

describe('an IPv6 address', () => {
  it.each(['fd00:42:0:3::5', '::1', '::', 'fe80::1%eth0', '2001:4860:4860::8888', '::ffff:10.0.0.1'])('is %s', (text) => {
    expect(isIpv6Address(text)).toBe(true)
  })

  it.each(['web-0', '10.0.0.1', 'dead', 'a:b', '1::2::3', ''])('is not %s', (text) => {
    expect(isIpv6Address(text)).toBe(false)
  })
})
