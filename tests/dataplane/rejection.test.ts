import { describe, expect, it } from 'vitest'
import { commandNamed } from '../../src/core/shell/commands'
import { twoNetworks } from './small-network'

function rejecting(how: string) {
  const network = twoNetworks()
  expect(network.run('router', `iptables -A FORWARD -d 10.0.2.2 -j REJECT${how === '' ? '' : ` --reject-with ${how}`}`).stderr).toBe('')
  return network
}

describe('REJECT', () => {
  it('resets a connection in the name of its destination with tcp-reset', () => {
    const network = twoNetworks()
    network.run('router', 'iptables -A FORWARD -d 10.0.2.2 -p tcp -j REJECT --reject-with tcp-reset')
    expect(network.run('left', 'nc -z -v -w 3 10.0.2.2 80').stderr).toContain('Connection refused')
    const [reset] = network.frames('left', 'eth0', 'in').filter((layers) => layers.some((layer) => layer.proto === 'tcp'))
    expect(reset).toMatchObject([{ proto: 'eth' }, { proto: 'ipv4', src: '10.0.2.2', dst: '10.0.1.2', id: 0, df: true, ttl: 64 }, { proto: 'tcp', flags: ['RST', 'ACK'], seq: 0, window: 0 }])
    expect(reset?.[2]).not.toHaveProperty('checksum_ok')
  })

  it.each([
    ['', 3],
    ['icmp-net-unreachable', 0],
    ['icmp-host-prohibited', 10],
    ['icmp-net-prohibited', 9],
    ['icmp-admin-prohibited', 13],
  ])('sends %s as ICMP code %i', (how, code) => {
    const network = rejecting(how)
    network.run('left', 'ping -n -c 1 -W 1 10.0.2.2')
    expect(network.frames('left', 'eth0', 'in').flat()).toContainEqual(expect.objectContaining({ proto: 'icmp', type: 3, code }))
  })

  it('refuses a connection at once: its SYN is not sent again', () => {
    const network = rejecting('')
    expect(network.run('left', 'nc -z -v -w 5 10.0.2.2 80').stderr).toContain('Connection refused')
    expect(network.frames('left', 'eth0', 'out').filter((layers) => layers.some((layer) => layer.proto === 'tcp'))).toHaveLength(1)
  })

  it('of an answer to a SYN makes the listener forget it: only a SYN that comes again is answered again', () => {
    const network = twoNetworks()
    network.run('router', 'iptables -A FORWARD -s 10.0.2.2 -p tcp -j REJECT --reject-with icmp-host-unreachable')
    const listening = network.simulation.start('right', commandNamed('nc'), ['nc', '-l', '-p', '80'], { stdout: () => undefined, stderr: () => undefined })
    network.run('left', 'nc -z -w 5 10.0.2.2 80')
    network.simulation.interrupt(listening)
    const sent = (netns: string) => network.frames(netns, 'eth0', 'out').filter((layers) => layers.some((layer) => layer.proto === 'tcp')).length
    expect(sent('right')).toBe(sent('left'))
  })

  it('with tcp-reset drops what is no TCP without a word', () => {
    const network = rejecting('tcp-reset')
    expect(network.run('left', 'ping -n -c 1 -W 1 10.0.2.2').stdout).not.toContain('From')
  })

  it('refuses what is no way to reject', () => {
    expect(twoNetworks().run('router', 'iptables -A FORWARD -j REJECT --reject-with a-shrug').stderr).toContain('unknown reject type "a-shrug"')
  })
})
