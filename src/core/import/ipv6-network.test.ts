import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isIpv6Network } from './ipv6-network'

describe('isIpv6Network', () => {
  it.each(['fd00:10:244::/48', '::/0', '2001:db8::/32', 'fd00:10:244::1/128'])('takes %s', (text) => {
    expect(isIpv6Network(text)).toBe(true)
  })

  it.each(['fd00:10:244::1/48', 'fd00::/129', 'fd00:::/48', '172.16.0.0/16', 'fd00::', ':'.repeat(5000) + '/48'])('refuses %s', (text) => {
    expect(isIpv6Network(text)).toBe(false)
  })

  it('answers for any text', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof isIpv6Network(text) === 'boolean'))
  })
})
