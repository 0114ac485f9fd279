import { describe, expect, it } from 'vitest'
import { twoNetworks } from './small-network'

/** As traceroute 2.1.2 and iputils 20221126 do on Linux 6.1. */
describe('traceroute', () => {
  it('-T offers the segments that the MTU of the way allows, and a window of four', () => {
    const network = twoNetworks()
    network.run('left', 'ip link set eth0 mtu 1480')
    network.run('left', 'traceroute -n -T -q 1 -m 1 10.0.2.2')
    const [syn] = network.frames('left', 'eth0', 'out').flatMap((layers) => layers.filter((layer) => layer.proto === 'tcp'))
    expect(syn).toMatchObject({ window: 5760 })
    network.run('left', 'traceroute -n -T -q 1 -m 1 127.0.0.1')
    const [own] = network.frames('left', 'lo', 'out').flatMap((layers) => layers.filter((layer) => layer.proto === 'tcp'))
    expect(own).toMatchObject({ window: 65372 })
  })

  it.each([
    ['unreachable', 'No route to host'],
    ['prohibit', 'Permission denied'],
    ['blackhole', 'Invalid argument'],
  ])('ends where connect fails: %s', (type, says) => {
    const network = twoNetworks()
    network.run('left', `ip route add ${type} 9.9.9.9`)
    expect(network.run('left', 'traceroute -n 9.9.9.9')).toEqual({ exit: 1, stdout: 'traceroute to 9.9.9.9 (9.9.9.9), 30 hops max, 60 byte packets', stderr: `\nconnect: ${says}\n` })
  })

  it('from an address of somebody else: bind fails; and more than ten probes a hop are too many', () => {
    expect(twoNetworks().run('left', 'traceroute -n -s 1.2.3.4 10.0.2.2').stderr).toBe('\nbind: Cannot assign requested address\n')
    expect(twoNetworks().run('left', 'traceroute -q 11 10.0.2.2')).toMatchObject({ exit: 2, stderr: 'no more than 10 probes per hop\n' })
  })

  it('-F with what is too long for the own link tells when it heard so', () => {
    expect(twoNetworks().run('left', 'traceroute -n -F -q 1 10.0.2.2 1501').stdout).toMatch(/\n 1 {2}\* {2}[\d.]+ ms !F-1500\n$/)
  })
})

it('tracepath sends from a socket that is not connected: its datagrams have no identification', () => {
  const network = twoNetworks()
  network.run('left', 'tracepath -n 10.0.2.2')
  const ids = network.frames('left', 'eth0', 'out').flatMap((layers) => (layers.some(({ proto }) => proto === 'udp') ? layers.flatMap((layer) => (layer.proto === 'ipv4' ? [layer.id] : [])) : []))
  expect(ids.length).toBeGreaterThan(1)
  expect(new Set(ids)).toEqual(new Set([0]))
})
