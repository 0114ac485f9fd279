import { describe, expect, test } from 'vitest'
import { ok } from '../../base/result'
import type { Received } from '../../engine/kernel-api'
import { FakeSystem, runProgram } from '../../../../tests/shell/fake-system'
import { ICMP_TYPE, emitIcmp } from '../../wire/icmp'
import { emitIpv4 } from '../../wire/ipv4'
import type { Ipv4 } from '../../wire/ipv4-address'
import { traceroute } from './traceroute'

const US = 1000
const ROUTER = 0xc0a81401 as Ipv4
const POD = 0xac109e10 as Ipv4

/** A path whose hop 1 answers after 50 µs, hop 2 keeps silent, and hop 3 is the destination, after 90 µs. */
function silentSecondHop(system: FakeSystem, sent: number[]): void {
  system.onIcmp = (icmp, ttl) => {
    sent.push(ttl ?? 0)
    if (ttl === 2) return ok([])
    return ok([ttl === 1 ? timeExceeded(icmp, system.clockNs + 50 * US) : echoReply(icmp, system.clockNs + 90 * US)])
  }
}

describe('traceroute', () => {
  test('prints three probes a hop, and stars for a hop that does not answer', () => {
    const system = new FakeSystem()
    silentSecondHop(system, [])
    expect(runProgram(traceroute, 'traceroute -n -I -m 8 172.16.158.16', system)).toBe(0)
    expect(system.out).toBe(
      'traceroute to 172.16.158.16 (172.16.158.16), 8 hops max, 60 byte packets\n' +
        ' 1  192.168.20.1  0.050 ms  0.050 ms  0.050 ms\n' +
        ' 2  * * *\n' +
        ' 3  172.16.158.16  0.090 ms  0.090 ms  0.090 ms\n',
    )
  })

  test('has 16 probes on their way at once, and sends no more once the destination has answered', () => {
    const system = new FakeSystem()
    const sent: number[] = []
    silentSecondHop(system, sent)
    runProgram(traceroute, 'traceroute -n -I -m 8 172.16.158.16', system)
    expect(sent).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 6, 7])
  })

  test('waits for a silent hop ten times as long as a later hop took, or -w where none has answered', () => {
    const system = new FakeSystem()
    silentSecondHop(system, [])
    runProgram(traceroute, 'traceroute -n -I -m 8 172.16.158.16', system)
    expect(system.clockNs).toBe(10 * (1000 + 90) * US)
    const slow = new FakeSystem()
    runProgram(traceroute, 'traceroute -n -I -q 1 -N 1 -w 1 -m 2 172.16.158.16', slow)
    expect(slow.out).toContain('\n 1  *\n 2  *\n')
    expect(slow.clockNs).toBe(2_000_000 * US)
  })

  test('UDP: each probe goes to the next port, and a closed port is the end', () => {
    const system = new FakeSystem()
    const ports: number[] = []
    system.onUdp = (port, ttl) => {
      ports.push(port)
      const type = ttl === 2 ? ICMP_TYPE.unreachable : ICMP_TYPE.timeExceeded
      return [{ kind: 'icmp-error', type, code: ttl === 2 ? 3 : 0, offender: ttl === 2 ? POD : ROUTER, atNs: system.clockNs + 60 * US, infoMtuBytes: 0, ttl: 64 }]
    }
    expect(runProgram(traceroute, 'traceroute -q 1 -N 1 172.16.158.16', system)).toBe(0)
    expect(ports).toEqual([33434, 33435])
    expect(system.out).toContain(' 1  192.168.20.1 (192.168.20.1)  0.060 ms\n 2  172.16.158.16 (172.16.158.16)  0.060 ms\n')
  })

  test('an unreachable error ends the path with its mark', () => {
    const system = new FakeSystem()
    system.onUdp = () => [{ kind: 'icmp-error', type: ICMP_TYPE.unreachable, code: 1, offender: ROUTER, atNs: system.clockNs + 60 * US, infoMtuBytes: 0, ttl: 64 }]
    runProgram(traceroute, 'traceroute -n -q 1 172.16.158.16', system)
    expect(system.out).toContain('\n 1  192.168.20.1  0.060 ms !H\n')
  })

  test('no route', () => {
    const system = new FakeSystem()
    system.connectError = { code: 'ENETUNREACH' }
    expect(runProgram(traceroute, 'traceroute -I 172.16.158.16', system)).toBe(1)
    expect(system.errors).toBe('\nconnect: Network is unreachable\n')
  })

  test.each([
    ['traceroute -g 10.0.0.1', "option -g is not modelled; Hopscope's traceroute has"],
    ['traceroute -m 300 10.0.0.1', "Bad option `-m' with argument `300'"],
    ['traceroute nowhere', 'nowhere: Name or service not known'],
    ['traceroute fd00::5', 'fd00::5: IPv6 is not modelled; this network has IPv4 alone'],
    ['traceroute -f 9 -m 8 10.0.0.1', 'first hop out of range'],
    ['traceroute', 'Specify "host" missing argument.'],
  ])('%s is refused', (command, text) => {
    const system = new FakeSystem()
    expect(runProgram(traceroute, command, system)).toBe(2)
    expect(system.errors).toContain(text)
  })
})

function echoReply(request: Uint8Array, atNs: number): Received {
  const icmp = Uint8Array.from(request)
  icmp[0] = ICMP_TYPE.echoReply
  return packet(icmp, POD, atNs)
}

function timeExceeded(request: Uint8Array, atNs: number): Received {
  const quoted = packet(request, POD, atNs)
  if (quoted.kind !== 'packet') throw new Error('a packet')
  const icmp = new Uint8Array(8 + quoted.bytes.length)
  icmp.set(quoted.bytes, 8)
  emitIcmp({ proto: 'icmp', type: ICMP_TYPE.timeExceeded, code: 0, rest: 0 }, icmp, 0, icmp.length)
  return packet(icmp, ROUTER, atNs)
}

function packet(icmp: Uint8Array, source: Ipv4, atNs: number): Received {
  const bytes = new Uint8Array(20 + icmp.length)
  bytes.set(icmp, 20)
  const header = { proto: 'ipv4', tos: 0, totalBytes: bytes.length, identification: 1, dontFragment: false, moreFragments: false, fragmentOffsetBytes: 0, ttl: 64, protocol: 1, source, destination: POD } as const
  emitIpv4(header, bytes, 0)
  return { kind: 'packet', bytes, atNs, ttl: 64, source }
}
