import { describe, expect, it } from 'vitest'
import { ROUTE_PROTOCOL, ROUTE_TABLE } from '../model/netns-spec'
import { formatIpv4, formatIpv4Prefix } from '../wire/ipv4-address'
import { parseRouteLine } from './route-line'

function parsed(line: string) {
  const result = parseRouteLine(line)
  if (!result.ok) throw new Error(result.error)
  return result.value
}

describe('a route in the words of ip route add', () => {
  it('takes a gateway, a device and everything beside them', () => {
    const route = parsed('default via 192.168.10.1 dev eth0 proto dhcp src 192.168.10.101 metric 100 mtu 1400 onlink table 7')
    expect(route).toMatchObject({
      type: 'unicast',
      link: 'eth0',
      protocol: ROUTE_PROTOCOL.dhcp,
      metric: 100,
      mtuBytes: 1400,
      onlink: true,
      table: 7,
      scope: 'global',
    })
    expect([formatIpv4Prefix(route.destination), formatIpv4(route.gateway ?? 0), formatIpv4(route.preferredSource ?? 0)]).toEqual([
      '0.0.0.0/0',
      '192.168.10.1',
      '192.168.10.101',
    ])
  })

  it('fills in what iproute2 fills in: table main, protocol boot, scope link without a gateway', () => {
    expect(parsed('10.0.0.1 dev eth0')).toMatchObject({
      table: ROUTE_TABLE.main,
      protocol: ROUTE_PROTOCOL.boot,
      scope: 'link',
      metric: 0,
      onlink: false,
    })
    expect(parsed('10.0.0.1 dev eth0').destination.prefixLength).toBe(32)
    expect(parsed('blackhole 10.0.0.0/8')).toMatchObject({ type: 'blackhole', scope: 'global' })
  })

  it.each([
    ['', 'is no destination'],
    ['10.0.0.1/8 dev eth0', 'is no destination'],
    ['default via', '“via” has no value'],
    ['default via nowhere', '“via nowhere” is not understood'],
    ['default dev eth0 metric many', '“metric many” is not understood'],
    ['default dev eth0 weight 2', '“weight 2” is not understood'],
    ['default dev eth0 mtu 70000', '“mtu 70000” is not understood'],
  ])('refuses “%s” and says which word', (line, reason) => {
    const result = parseRouteLine(line)
    expect(!result.ok && result.error).toContain(reason)
  })
})
