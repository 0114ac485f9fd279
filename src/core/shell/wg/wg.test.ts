import { describe, expect, test } from 'vitest'
import { FakeSystem, runProgram } from '../../../../tests/shell/fake-system'
import { loadRecording } from '../../../../tests/kernel/recordings'
import type { WireguardPeerView, WireguardView } from '../../engine/kernel-api'
import { parseIpv4, parseIpv4Prefix } from '../../wire/ipv4-address'
import type { Ipv4, Ipv4Prefix } from '../../wire/ipv4-address'
import { wg } from './wg'

const KEY = 'bnhAeKXniVHWggDWwcCXgta30B2mXr5fJN5Y1XorDzo='
const OTHER_KEY = 'eVrh3HY+H/yl/XNpXwbCN+USenI/ZWKgMPT/pNQleH4='
const THIRD_KEY = 'nHxwo1kD3ntBgnmSpdy6UDc6xFq7NTHeBhLuuf6VZhg='

const address = (text: string): Ipv4 => parseIpv4(text) as Ipv4
const prefixes = (text: string): Ipv4Prefix[] => text.split(',').map((each) => parseIpv4Prefix(each) as Ipv4Prefix)

function peer(publicKey: string, endpoint: string, allowedIps: string, more: Partial<WireguardPeerView> = {}): WireguardPeerView {
  return { publicKey, endpoint: { address: address(endpoint), port: 51820 }, allowedIps: prefixes(allowedIps), rxBytes: 0, txBytes: 0, persistentKeepaliveSeconds: 0, ...more }
}

/** k8s-w0 as it stood when the recording of MTU 9001 ended. */
function recordedDevice(): WireguardView {
  const now = 1_000
  return {
    link: 'wireguard.cali',
    publicKey: '9JKSURPwfB79o13LBorOFexApX1NierBJP5ovpktvXU=',
    privateKey: 'CNRfuppiP9XSM6g7R8nB+04P3XNaTgb5SnGcHYWGYlQ=',
    listenPort: 51820,
    fwmark: 0x100000,
    peers: [
      peer(THIRD_KEY, '192.168.10.10', '172.16.116.0/24,172.16.116.0/32', { lastHandshakeNs: (now - 504) * 1e9, rxBytes: 308, txBytes: 220 }),
      peer(KEY, '192.168.10.101', '172.16.158.0/24,172.16.158.0/32', { lastHandshakeNs: (now - 52) * 1e9, rxBytes: 311_080, txBytes: 268_196 }),
      peer(OTHER_KEY, '192.168.10.102', '172.16.184.0/24,172.16.184.0/32', { lastHandshakeNs: (now - 72) * 1e9, rxBytes: 220, txBytes: 1116 }),
    ],
  }
}

function systemWith(...devices: readonly WireguardView[]): FakeSystem {
  const system = new FakeSystem()
  system.clockNs = 1_000e9
  system.wireguardViews = [...devices]
  return system
}

/** What the recording's state file holds behind `$ COMMAND`. */
function recordedOutput(file: string, command: string): string {
  const [, rest = ''] = (loadRecording('wireguard-9001').state[file] ?? '').split(`$ ${command}\n`)
  return (rest.split('\n$ ')[0] ?? '').trimEnd()
}

function printed(system: FakeSystem, command: string): string {
  expect(runProgram(wg, command, system)).toBe(0)
  return system.out
}

describe('wg show', () => {
  test('prints what the recorded tool printed after all flows', () => {
    expect(printed(systemWith(recordedDevice()), 'wg show').trimEnd()).toBe(recordedOutput('k8s-w0.final', 'wg show'))
    expect(printed(systemWith(recordedDevice()), 'wg')).toBe(printed(systemWith(recordedDevice()), 'wg show wireguard.cali'))
  })

  test('says what there is not: endpoint, addresses, handshake; and names a keepalive', () => {
    const bare: WireguardPeerView = { publicKey: KEY, allowedIps: [], rxBytes: 0, txBytes: 0, persistentKeepaliveSeconds: 25 }
    const text = printed(systemWith({ link: 'wg0', listenPort: 0, fwmark: 0, peers: [bare] }), 'wg show wg0')
    expect(text).toBe(`interface: wg0\n\npeer: ${KEY}\n  allowed ips: (none)\n  persistent keepalive: every 25 seconds\n`)
  })

  test('a handshake of this second is now', () => {
    const just = peer(KEY, '192.168.10.101', '172.16.158.0/24', { lastHandshakeNs: 1_000e9, rxBytes: 1_572_864 })
    const text = printed(systemWith({ ...recordedDevice(), peers: [just] }), 'wg show')
    expect(text).toContain('latest handshake: Now\n  transfer: 1.50 MiB received, 0 B sent\n')
  })

  test.each([
    ['public-key', '9JKSURPwfB79o13LBorOFexApX1NierBJP5ovpktvXU=\n'],
    ['listen-port', '51820\n'],
    ['fwmark', '0x100000\n'],
    ['peers', `${THIRD_KEY}\n${KEY}\n${OTHER_KEY}\n`],
    ['allowed-ips', `${THIRD_KEY}\t172.16.116.0/24 172.16.116.0/32\n${KEY}\t172.16.158.0/24 172.16.158.0/32\n${OTHER_KEY}\t172.16.184.0/24 172.16.184.0/32\n`],
    ['endpoints', `${THIRD_KEY}\t192.168.10.10:51820\n${KEY}\t192.168.10.101:51820\n${OTHER_KEY}\t192.168.10.102:51820\n`],
    ['latest-handshakes', `${THIRD_KEY}\t496\n${KEY}\t948\n${OTHER_KEY}\t928\n`],
    ['transfer', `${THIRD_KEY}\t308\t220\n${KEY}\t311080\t268196\n${OTHER_KEY}\t220\t1116\n`],
    ['persistent-keepalive', `${THIRD_KEY}\toff\n${KEY}\toff\n${OTHER_KEY}\toff\n`],
  ])('%s alone, for scripts', (field, expected) => {
    expect(printed(systemWith(recordedDevice()), `wg show wireguard.cali ${field}`)).toBe(expected)
  })

  test('dump is the line of the recorded topology', () => {
    const { wg_dump: dump = '' } = loadRecording('wireguard-9001').topology.namespaces['k8s-w0'] ?? {}
    const fresh = recordedDevice().peers.map(({ publicKey, endpoint, allowedIps }) => ({ publicKey, ...(endpoint ? { endpoint } : {}), allowedIps, rxBytes: 0, txBytes: 0, persistentKeepaliveSeconds: 0 }))
    expect(printed(systemWith({ ...recordedDevice(), peers: fresh }), 'wg show wireguard.cali dump').trimEnd()).toBe(dump.trimEnd())
  })

  test('names the device in every line of all, and lists interfaces', () => {
    const system = systemWith(recordedDevice(), { ...recordedDevice(), link: 'wg1' })
    expect(printed(system, 'wg show all listen-port')).toBe('wireguard.cali\t51820\nwg1\t51820\n')
    system.out = ''
    expect(printed(system, 'wg show interfaces')).toBe('wireguard.cali wg1\n')
  })

  test('refuses a link that is not there and a field that is none', () => {
    const system = systemWith(recordedDevice())
    expect([runProgram(wg, 'wg show wg9', system), runProgram(wg, 'wg show wireguard.cali nonsense', system)]).toEqual([1, 1])
    expect(system.errors).toMatch(/^Unable to access interface: No such device\nInvalid parameter: `nonsense'\nUsage: wg show /)
  })
})

describe('wg showconf', () => {
  test('prints what the recorded tool printed', () => {
    expect(printed(systemWith(recordedDevice()), 'wg showconf wireguard.cali').trimEnd()).toBe(recordedOutput('k8s-w0.final', 'wg showconf wireguard.cali'))
  })

  test('says that the lab tells no private key, instead of one made up', () => {
    const { privateKey: _untold, ...device } = recordedDevice()
    const system = systemWith(device)
    expect(printed(system, 'wg showconf wireguard.cali')).not.toContain('PrivateKey')
    expect(system.errors).toContain('The lab tells no private key for 9JKSURPwfB79o13LBorOFexApX1NierBJP5ovpktvXU=')
  })
})

describe('wg set', () => {
  test('hands over what is asked, peer by peer', () => {
    const system = systemWith(recordedDevice())
    const command = `wg set wireguard.cali listen-port 51821 fwmark off peer ${KEY} remove peer ${OTHER_KEY} endpoint 192.168.10.102:51820 persistent-keepalive 25 allowed-ips 172.16.184.7/24,10.0.0.1`
    expect(runProgram(wg, command, system)).toBe(0)
    expect(system.calls).toEqual([
      [
        'setWireguard',
        'wireguard.cali',
        {
          listenPort: 51821,
          fwmark: 0,
          peers: [
            { publicKey: KEY, remove: true },
            {
              publicKey: OTHER_KEY,
              endpoint: { address: address('192.168.10.102'), port: 51820 },
              persistentKeepaliveSeconds: 25,
              allowedIps: [...prefixes('172.16.184.0/24'), ...prefixes('10.0.0.1/32')],
            },
          ],
        },
      ],
    ])
  })

  test('allowed-ips without any takes all away', () => {
    const system = systemWith(recordedDevice())
    wg(system, ['wg', 'set', 'wireguard.cali', 'peer', KEY, 'allowed-ips', '']).next()
    expect(system.calls).toEqual([['setWireguard', 'wireguard.cali', { peers: [{ publicKey: KEY, allowedIps: [] }] }]])
  })

  test.each([
    ['wg set wireguard.cali', 'Usage: wg set <interface>'],
    ['wg set wireguard.cali peer tooshort', "Key is not the correct length or format: `tooshort'"],
    [`wg set wireguard.cali peer ${KEY} endpoint nowhere`, "Unable to parse endpoint: `nowhere'"],
    [`wg set wireguard.cali peer ${KEY} allowed-ips 10.0.0.0/33`, "Unable to parse IP address: `10.0.0.0/33'"],
    [`wg set wireguard.cali peer ${KEY} persistent-keepalive soon`, "The persistent keepalive interval must be 0/off or 1-65535. Found: `soon'"],
    ['wg set wireguard.cali listen-port 70000', "Unable to parse port: `70000'"],
    ['wg set wireguard.cali fwmark x', "Fwmark is neither 0/off nor 0-0xffffffff: `x'"],
    ['wg set wireguard.cali private-key /etc/key', 'fopen: No such file or directory'],
    ['wg set wireguard.cali colour blue', 'Invalid argument: colour'],
    ['wg set wireguard.cali listen-port', 'Invalid argument: listen-port'],
  ])('%s is refused and changes nothing', (command, text) => {
    const system = systemWith(recordedDevice())
    expect(runProgram(wg, command, system)).toBe(1)
    expect(system.errors).toContain(text)
    expect(system.calls).toEqual([])
  })

  test('tells what the kernel refused', () => {
    const system = systemWith()
    system.changeError = { code: 'ENODEV' }
    expect(runProgram(wg, `wg set wg9 peer ${KEY} remove`, system)).toBe(1)
    expect(system.errors).toBe('Unable to modify interface: No such device\n')
  })
})

describe('wg', () => {
  test('makes keys of the right form, and different ones', () => {
    const system = systemWith()
    const keys = [0, 1].map(() => {
      system.out = ''
      return printed(system, 'wg genkey')
    })
    expect(keys[0]).toMatch(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=\n$/)
    expect(keys[0]).not.toBe(keys[1])
    expect(Buffer.from(keys[0] ?? '', 'base64')[0]! & 7).toBe(0)
  })

  test('tells its version, and what it has not', () => {
    expect(printed(systemWith(), 'wg version')).toBe('wireguard-tools v1.0.20210914 - https://git.zx2c4.com/wireguard-tools/\n')
    const system = systemWith()
    expect([runProgram(wg, 'wg pubkey', system), runProgram(wg, 'wg shwo', system)]).toEqual([1, 1])
    expect(system.errors).toContain('wg: Key is not the correct length or format\n')
    expect(system.errors).toContain("Invalid subcommand: `shwo'\nUsage: wg <cmd>")
  })
})
