import { describe, expect, test } from 'vitest'
import { err, ok } from '../../base/result'
import type { Received } from '../../engine/kernel-api'
import { FakeSystem, runProgram } from '../../../../tests/shell/fake-system'
import { ICMP_TYPE, UNREACHABLE_CODE, emitIcmp } from '../../wire/icmp'
import { emitIpv4 } from '../../wire/ipv4'
import { parseIpv4 } from '../../wire/ipv4-address'
import type { Ipv4 } from '../../wire/ipv4-address'
import { ping } from './ping'

const POD = address('172.16.158.17')
const OWN = address('172.16.158.16')
const NODE = address('192.168.10.101')
const US = 1000

describe('ping prints what iputils printed on the recorded kernel', () => {
  test('two answers', () => {
    const system = new FakeSystem()
    const times = [122 * US, 31 * US]
    system.onIcmp = (icmp) => ok([reply(icmp, POD, 63, system.clockNs + (times.shift() ?? 0))])
    expect(runProgram(ping, 'ping -n -c 2 -i 0.3 -W 1 172.16.158.17', system)).toBe(0)
    expect(system.out).toBe(
      'PING 172.16.158.17 (172.16.158.17) 56(84) bytes of data.\n' +
        '64 bytes from 172.16.158.17: icmp_seq=1 ttl=63 time=0.122 ms\n' +
        '64 bytes from 172.16.158.17: icmp_seq=2 ttl=63 time=0.031 ms\n' +
        '\n--- 172.16.158.17 ping statistics ---\n' +
        '2 packets transmitted, 2 received, 0% packet loss, time 300ms\n' +
        'rtt min/avg/max/mdev = 0.031/0.076/0.122/0.045 ms\n',
    )
  })

  test('an error from a router ends a run of one at once', () => {
    const system = new FakeSystem()
    system.onIcmp = (icmp) => ok([icmpError(icmp, NODE, ICMP_TYPE.timeExceeded, 0, 0, system.clockNs + 40 * US)])
    expect(runProgram(ping, 'ping -n -c 1 -i 0.3 -W 1 -t 1 172.16.158.17', system)).toBe(1)
    expect(system.out).toBe(
      'PING 172.16.158.17 (172.16.158.17) 56(84) bytes of data.\n' +
        'From 192.168.10.101 icmp_seq=1 Time to live exceeded\n' +
        '\n--- 172.16.158.17 ping statistics ---\n' +
        '1 packets transmitted, 0 received, +1 errors, 100% packet loss, time 0ms\n\n',
    )
    expect(system.clockNs).toBe(40 * US)
  })

  test('a packet too long for the own interface', () => {
    const system = new FakeSystem()
    system.onIcmp = () => err({ code: 'EMSGSIZE', mtuBytes: 8981 })
    expect(runProgram(ping, 'ping -n -c 1 -i 0.3 -W 1 -M do -s 8954 172.16.158.17', system)).toBe(1)
    expect(system.errors).toBe('ping: local error: message too long, mtu=8981\n')
    expect(system.out).toBe(
      'PING 172.16.158.17 (172.16.158.17) 8954(8982) bytes of data.\n' +
        '\n--- 172.16.158.17 ping statistics ---\n' +
        '1 packets transmitted, 0 received, +1 errors, 100% packet loss, time 0ms\n\n',
    )
  })

  test('a smaller MTU on the way, learned by the first packet', () => {
    const system = new FakeSystem()
    let sent = 0
    system.onIcmp = (icmp) => {
      sent++
      if (sent > 1) return err({ code: 'EMSGSIZE', mtuBytes: 1400 })
      return ok([icmpError(icmp, NODE, ICMP_TYPE.unreachable, UNREACHABLE_CODE.fragmentationNeeded, 1400, system.clockNs + 90 * US)])
    }
    expect(runProgram(ping, 'ping -n -c 3 -i 1 -W 1 -M do -s 1472 172.16.158.17', system)).toBe(1)
    expect(system.out).toContain('From 192.168.10.101 icmp_seq=1 Frag needed and DF set (mtu = 1400)\n')
    expect(system.out).toContain('3 packets transmitted, 0 received, +3 errors, 100% packet loss, time 2000ms\n\n')
    expect(system.errors).toBe('ping: local error: message too long, mtu=1400\n'.repeat(2))
  })

  test('errors that come late count what was on its way as pipe', () => {
    const system = new FakeSystem()
    const firstNs = 3_060_000 * US
    system.onIcmp = (icmp) => ok([icmpError(icmp, NODE, ICMP_TYPE.unreachable, UNREACHABLE_CODE.host, 0, Math.max(firstNs, system.clockNs))])
    expect(runProgram(ping, 'ping -n -c 4 -i 1 -W 4 172.16.158.17', system)).toBe(1)
    expect(system.out).toContain('4 packets transmitted, 0 received, +4 errors, 100% packet loss, time 3000ms\npipe 4\n')
  })

  test('no answer: it waits -W after the last request', () => {
    const system = new FakeSystem()
    expect(runProgram(ping, 'ping -n -c 3 -i 1 -W 1 172.16.158.17', system)).toBe(1)
    expect(system.clockNs).toBe(3_000_000 * US)
    expect(system.out).toContain('3 packets transmitted, 0 received, 100% packet loss, time 2000ms\n\n')
  })

  test('payloads too short for a time have none', () => {
    const system = new FakeSystem()
    system.onIcmp = (icmp) => ok([reply(icmp, POD, 62, system.clockNs + 5 * US)])
    expect(runProgram(ping, 'ping -n -c 1 -s 0 172.16.158.17', system)).toBe(0)
    expect(system.out).toContain('8 bytes from 172.16.158.17: icmp_seq=1 ttl=62\n')
    expect(system.out).not.toContain('rtt')
  })

  test('a route that refuses', () => {
    const system = new FakeSystem()
    system.connectError = { code: 'EINVAL' }
    expect(runProgram(ping, 'ping -n -c 1 172.16.158.99', system)).toBe(2)
    expect(system.errors).toBe('ping: connect: Invalid argument\n')
    expect(system.out).toBe('')
  })
})

test('ping sends echo requests whose payload counts up after the time', () => {
  const system = new FakeSystem()
  system.clockNs = 3_000_002_000
  const sent: Uint8Array[] = []
  system.onIcmp = (icmp) => {
    sent.push(icmp)
    return ok([])
  }
  runProgram(ping, 'ping -c 1 -W 1 -s 20 172.16.158.17', system)
  expect([...(sent[0]?.subarray(4) ?? [])]).toEqual([2, 102, 0, 1, 3, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 16, 17, 18, 19])
})

test('ping refuses what it does not have, and what cannot be', () => {
  const refusals = [
    ['ping -Z 10.0.0.1', 2, "option -Z is not modelled; Hopscope's ping has"],
    ['ping -c', 2, "option requires an argument -- 'c'"],
    ['ping -t 300 10.0.0.1', 1, "invalid argument: '300'"],
    ['ping -i 0 10.0.0.1', 2, 'intervals below 0.01 s (floods) are not modelled'],
    ['ping nowhere', 2, 'nowhere: Name or service not known'],
    ['ping -c 1', 2, 'Destination address required'],
  ] as const
  for (const [command, status, text] of refusals) {
    const system = new FakeSystem()
    expect(runProgram(ping, command, system)).toBe(status)
    expect(system.errors).toContain(text)
  }
})

function address(text: string): Ipv4 {
  const parsed = parseIpv4(text)
  if (parsed === undefined) throw new Error(text)
  return parsed
}

/** The echo request came back as a reply. */
function reply(request: Uint8Array, from: Ipv4, ttl: number, atNs: number): Received {
  const icmp = Uint8Array.from(request)
  const rest = new DataView(icmp.buffer).getUint32(4)
  emitIcmp({ proto: 'icmp', type: ICMP_TYPE.echoReply, code: 0, rest }, icmp, 0, icmp.length)
  return packet(icmp, from, ttl, atNs)
}

function icmpError(request: Uint8Array, from: Ipv4, type: number, code: number, rest: number, atNs: number): Received {
  const quoted = packet(request, OWN, 1, atNs)
  if (quoted.kind !== 'packet') throw new Error('a packet')
  const icmp = new Uint8Array(8 + quoted.bytes.length)
  icmp.set(quoted.bytes, 8)
  emitIcmp({ proto: 'icmp', type, code, rest }, icmp, 0, icmp.length)
  return packet(icmp, from, 64, atNs)
}

function packet(icmp: Uint8Array, source: Ipv4, ttl: number, atNs: number): Received {
  const bytes = new Uint8Array(20 + icmp.length)
  bytes.set(icmp, 20)
  const header = { proto: 'ipv4', tos: 0, totalBytes: bytes.length, identification: 1, dontFragment: false, moreFragments: false, fragmentOffsetBytes: 0, ttl, protocol: 1, source, destination: OWN } as const
  emitIpv4(header, bytes, 0)
  return { kind: 'packet', bytes, atNs, ttl, source }
}
