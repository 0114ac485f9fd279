import { describe, expect, it } from 'vitest'
import { twoNetworks } from './small-network'

/** left – router – right, after a ping from left to right; then right's end goes down. */
function withoutCarrier() {
  const network = twoNetworks()
  network.run('left', 'ping -n -c 1 -W 1 10.0.2.2')
  network.run('right', 'ip link set eth0 down')
  return network
}

describe('a veth whose other end is down', () => {
  it('has no carrier, and its routes are down with it but stay', () => {
    const network = withoutCarrier()
    expect(network.run('router', 'ip link show right').stdout).toMatch(/<NO-CARRIER,BROADCAST,MULTICAST,UP> mtu 1500 qdisc noqueue state LOWERLAYERDOWN /)
    expect(network.run('router', 'ip route show dev right').stdout).toBe('10.0.2.0/24 proto kernel scope link src 10.0.2.1 linkdown \n')
    expect(network.run('router', 'ip route show table local dev right').stdout).toBe(
      'local 10.0.2.1 proto kernel scope host src 10.0.2.1 \nbroadcast 10.0.2.255 proto kernel scope link src 10.0.2.1 linkdown \n',
    )
    expect(network.run('router', 'ip -j route show dev right').stdout).toContain('"flags":["linkdown"]')
    expect(network.run('router', 'ifconfig right').stdout).toContain('flags=4099<UP,BROADCAST,MULTICAST>')
  })

  it('forgets its neighbours, asks in vain, and no capture sees it ask', () => {
    const network = withoutCarrier()
    expect(network.run('router', 'ip neigh show dev right').stdout).toBe('')
    const sent = network.frames('router', 'right', 'out').length
    expect(network.run('left', 'ping -n -c 1 -W 4 10.0.2.2').stdout).toContain('From 10.0.1.1 icmp_seq=1 Destination Host Unreachable')
    expect(network.frames('router', 'right', 'out').length).toBe(sent)
    expect(network.drops()).toEqual([...Array.from({ length: 3 }, () => 'router: interface-down'), 'router: no-such-neighbour'])
  })

  it('has it again when the other end comes up, also when it came up in between itself', () => {
    const network = withoutCarrier()
    network.run('router', 'ip link set right down')
    network.run('router', 'ip link set right up')
    expect(network.run('router', 'ip link show right').stdout).toContain('NO-CARRIER')
    network.run('right', 'ip link set eth0 up')
    network.run('right', 'ip route add default via 10.0.2.1')
    expect(network.run('router', 'ip link show right').stdout).toContain('<BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP ')
    expect(network.run('left', 'ping -n -c 1 -W 1 10.0.2.2').exit).toBe(0)
  })

  it('lets its routes be flushed by what they are', () => {
    const network = withoutCarrier()
    expect(network.run('router', 'ip route flush dev right').exit).toBe(0)
    expect(network.run('router', 'ip route show dev right').stdout).toBe('')
  })
})
