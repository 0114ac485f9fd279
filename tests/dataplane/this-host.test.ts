import { describe, expect, it } from 'vitest'
import { twoNetworks } from './small-network'

describe('0.0.0.0 as a destination', () => {
  it('is this host: loopback answers ping and traceroute, and nothing leaves', () => {
    const network = twoNetworks()
    const pinged = network.run('left', 'ping -n -c 1 -W 1 0.0.0.0')
    expect(pinged.stdout).toMatch(/^PING 0\.0\.0\.0 \(127\.0\.0\.1\) 56\(84\) bytes of data\.\n64 bytes from 127\.0\.0\.1: icmp_seq=1 ttl=64 /)
    expect(pinged.stdout).toContain('--- 0.0.0.0 ping statistics ---')
    expect(network.run('left', 'traceroute -n -q 1 -w 1 -m 2 0.0.0.0').stdout).toContain(' 1  127.0.0.1 ')
    expect(network.frames('left', 'eth0', 'out')).toEqual([])
  })

  it('is the source that a program is bound to', () => {
    expect(twoNetworks().run('left', 'ping -n -c 1 -W 1 -I 10.0.1.2 0.0.0.0').stdout).toContain('64 bytes from 10.0.1.2:')
  })

  it('is routed to lo, also without a default route', () => {
    expect(twoNetworks().run('router', 'ip route get 0.0.0.0').stdout).toBe('local 0.0.0.0 dev lo src 127.0.0.1 uid 0 \n    cache <local> \n')
  })
})

describe('a loopback address as source', () => {
  it('does not leave the host, unless route_localnet lets it: ping says nothing, and waits', () => {
    const network = twoNetworks()
    const pinged = network.run('left', 'ping -n -c 1 -W 1 -I 127.0.0.1 10.0.2.2')
    expect(pinged.stderr).toBe('')
    expect(pinged.stdout).toContain('1 packets transmitted, 0 received, 100% packet loss')
    expect(network.frames('left', 'eth0', 'out')).toEqual([])
    network.run('left', 'sysctl -w net.ipv4.conf.eth0.route_localnet=1')
    network.run('left', 'ping -n -c 1 -W 1 -I 127.0.0.1 10.0.1.1')
    expect(network.frames('left', 'eth0', 'out')[0]).toContainEqual(expect.objectContaining({ proto: 'arp', op: 'request', sender_ip: '127.0.0.1' }))
  })
})
