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

  test('a redirect is told and counts for nothing: the reply is waited for', () => {
    const system = new FakeSystem()
    system.onIcmp = (icmp) => ok([icmpError(icmp, NODE, ICMP_TYPE.redirect, 1, address('192.168.10.1'), system.clockNs + 20 * US), reply(icmp, POD, 63, system.clockNs + 90 * US)])
    expect(runProgram(ping, 'ping -c 1 -W 1 172.16.158.17', system)).toBe(0)
    expect(system.out).toContain(
      'data.\nFrom 192.168.10.101: icmp_seq=1 Redirect Host(New nexthop: 192.168.10.1)\n64 bytes from 172.16.158.17: icmp_seq=1 ttl=63 time=0.090 ms\n\n--- 172.16.158.17 ping statistics ---\n1 packets transmitted, 1 received, 0% packet loss',
    )
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

describe('ping prints what iputils printed between two namespaces', () => {
  const answering = (...times: readonly number[]): FakeSystem => {
    const system = new FakeSystem()
    const left = [...times]
    system.onIcmp = (icmp) => {
      const after = left.shift()
      return ok(after === undefined ? [] : [reply(icmp, POD, 64, system.clockNs + after * US)])
    }
    return system
  }

  test('-f: a dot for each request, taken back by its reply, and the pace at the end', () => {
    const system = answering(34, 4, 1)
    expect(runProgram(ping, 'ping -f -c 3 172.16.158.17', system)).toBe(0)
    expect(system.out).toBe(
      'PING 172.16.158.17 (172.16.158.17) 56(84) bytes of data.\n.\b \b.\b \b.\b \b\n--- 172.16.158.17 ping statistics ---\n' +
        '3 packets transmitted, 3 received, 0% packet loss, time 0ms\nrtt min/avg/max/mdev = 0.001/0.013/0.034/0.014 ms, ipg/ewma 0.019/0.026 ms\n',
    )
  })

  test('-f without replies is held to a hundred a second; errors are an E over the dot', () => {
    const silent = new FakeSystem()
    runProgram(ping, 'ping -f -w 1 -c 200 172.16.158.17', silent)
    expect(silent.out).toContain('data.\n' + '.'.repeat(100) + '\n---')
    const system = new FakeSystem()
    system.onIcmp = (icmp) => ok([icmpError(icmp, NODE, ICMP_TYPE.unreachable, UNREACHABLE_CODE.host, 0, system.clockNs + 40 * US)])
    runProgram(ping, 'ping -f -c 2 172.16.158.17', system)
    expect(system.out).toContain('data.\n.\bE.\bE\n--- 172.16.158.17 ping statistics ---\n2 packets transmitted, 0 received, +2 errors, 100% packet loss, time 0ms\n\n')
    system.onIcmp = () => err({ code: 'EMSGSIZE', mtuBytes: 9001 })
    system.out = ''
    runProgram(ping, 'ping -f -M do -s 9000 -c 1 172.16.158.17', system)
    expect(system.out + system.errors).toContain('data.\nE\n---')
  })

  test('-A goes at the pace of the replies', () => {
    const system = answering(23, 19, 3)
    expect(runProgram(ping, 'ping -A -c 3 172.16.158.17', system)).toBe(0)
    expect(system.out).toContain('icmp_seq=3 ttl=64 time=0.003 ms\n')
    expect(system.out).toContain('3 packets transmitted, 3 received, 0% packet loss, time 0ms\nrtt min/avg/max/mdev = 0.003/0.015/0.023/0.008 ms, ipg/ewma 0.021/0.020 ms\n')
    const slow = answering(20_400, 20_400, 20_400)
    runProgram(ping, 'ping -A -c 3 172.16.158.17', slow)
    expect(slow.out).toContain('pipe 2, ipg/ewma 20.200/20.400 ms\n')
  })

  test('-O tells what was not answered, -D dates each line, -v tells the identifier', () => {
    const system = answering(54)
    system.clockNs = 1_795_779_360_844_876_000
    expect(runProgram(ping, 'ping -D -O -v -c 3 -W 1 172.16.158.17', system)).toBe(0)
    expect(system.errors).toBe('ping: sock4.fd: 3 (socktype: SOCK_RAW), sock6.fd: 4 (socktype: SOCK_RAW), hints.ai_family: AF_UNSPEC\n\n')
    expect(system.out.split('\n').slice(0, 4)).toEqual([
      "ai->ai_family: AF_INET, ai->ai_canonname: '172.16.158.17'",
      'PING 172.16.158.17 (172.16.158.17) 56(84) bytes of data.',
      expect.stringMatching(/^\[1795779360\.8449\d\d\] 64 bytes from 172\.16\.158\.17: icmp_seq=1 ident=614 ttl=64 time=0\.0\d+ ms$/),
      expect.stringMatching(/^\[1795779362\.8\d+\] no answer yet for icmp_seq=2$/),
    ])
    const onlyIpv4 = answering(100)
    runProgram(ping, 'ping -4 -v -c 1 172.16.158.17', onlyIpv4)
    expect(onlyIpv4.errors).toBe('ping: sock4.fd: 3 (socktype: SOCK_RAW), sock6.fd: -1 (socktype: 0), hints.ai_family: AF_INET\n\n')
  })

  test('-V: which it is', () => {
    const system = new FakeSystem()
    expect(runProgram(ping, 'ping -V', system)).toBe(0)
    expect(system.out).toBe('ping from iputils 20221126\nlibcap: yes, IDN: yes, NLS: no, error.h: yes, getrandom(): yes, __fpending(): yes\n')
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
    ['ping -6 10.0.0.1', 2, 'option -6 is not modelled: this network has IPv4 alone;'],
    ['ping -t 300 10.0.0.1', 1, "invalid argument: '300': out of range: 0 <= value <= 255\n"],
    ['ping -f 10.0.0.1', 2, 'ping: a flood of more than 200 requests is not modelled; say how many with -c\n'],
    ['ping -A -c 201 10.0.0.1', 2, 'a flood of more than 200 requests'],
    ['ping -i 0.001 -w 1 10.0.0.1', 2, 'a flood of more than 200 requests'],
    ['ping -c 0 10.0.0.1', 1, "invalid argument: '0': out of range: 1 <= value <= 9223372036854775807\n"],
    ['ping -c x 10.0.0.1', 1, "invalid argument: 'x'\n"],
    ['ping -W -1 10.0.0.1', 2, 'ping: bad linger time: -1\n'],
    ['ping -M x 10.0.0.1', 2, 'ping: invalid -M argument: x\n'],
    ['ping -Q 300 10.0.0.1', 2, 'ping: the decimal value of TOS bits must be in range 0-255: 300\n'],
    ['ping nowhere', 2, 'nowhere: Name or service not known'],
    ['ping fd00:42:0:3::5', 2, 'fd00:42:0:3::5: IPv6 is not modelled; this network has IPv4 alone'],
    ['ping -c 1', 1, 'ping: usage error: Destination address required\n'],
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
