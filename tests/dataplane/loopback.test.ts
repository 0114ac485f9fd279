import { describe, expect, it } from 'vitest'
import { twoNetworks } from './small-network'

/** As Linux 6.1 and iputils 20221126 do. */
describe('lo', () => {
  it.each(['127.0.0.1', '127.0.0.5', '127.255.255.254'])('answers for %s, of 127.0.0.0/8', (address) => {
    expect(twoNetworks().run('left', `ping -n -c 1 -W 1 ${address}`)).toMatchObject({ exit: 0, stdout: expect.stringContaining(`64 bytes from ${address}: icmp_seq=1 ttl=64`) as unknown })
  })

  it('an address of a local route may be bound', () => {
    const network = twoNetworks()
    expect(network.run('left', 'ping -n -c 1 -W 1 -I 127.0.0.9 127.0.0.1').exit).toBe(0)
    expect(network.run('left', 'ping -n -c 1 -W 1 -I 9.9.9.9 127.0.0.1')).toMatchObject({ exit: 2, stderr: 'ping: bind: Cannot assign requested address\n' })
  })

  it('keeps what is sent by it to another host: the packet is for this one, and nothing leaves', () => {
    const network = twoNetworks()
    const sent = network.run('router', 'ping -n -c 1 -W 0.3 -I lo 10.0.2.2')
    expect(sent).toMatchObject({ exit: 1, stderr: 'ping: Warning: source address might be selected on device other than: lo\n' })
    expect([...network.frames('router', 'left', 'out'), ...network.frames('router', 'right', 'out')]).toEqual([])
    expect(network.entries().map(({ kind }) => kind)).toContain('packet.delivered')
    expect(network.run('router', 'ip route get 10.0.2.2 oif lo').stdout).toContain('\n    cache <local> \n')
  })
})
