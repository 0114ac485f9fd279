import { describe, expect, test } from 'vitest'
import { dropReasonIndex, entryKindIndex } from '../trace/entry-kinds'
import type { DropReason, EntryKind } from '../trace/entry-kinds'
import { Recorder } from '../trace/recorder'
import { emitArp } from '../wire/arp'
import { ETHERNET_HEADER_BYTES, emitEthernet } from '../wire/ethernet'
import { emitIcmp } from '../wire/icmp'
import { emitIpv4 } from '../wire/ipv4'
import type { Ipv4 } from '../wire/ipv4-address'
import type { Mac } from '../wire/mac-address'
import { outcomeOf } from './outcome'
import type { CommandEnd } from './outcome'

const HERE = 4
const ELSEWHERE = 2
const PING: CommandEnd = { netns: HERE, exit: 1, exitTellsReply: true }
const TRACEROUTE: CommandEnd = { netns: HERE, exit: 0, exitTellsReply: false }

interface Step {
  readonly kind: EntryKind
  readonly netns: number
  readonly frame: Uint8Array | undefined
  readonly reason?: DropReason
  readonly packet?: number
}

function outcome(end: CommandEnd, ...steps: readonly Step[]): string {
  const recorder = new Recorder()
  for (const { kind, netns, frame, reason, packet = 0 } of steps) {
    const stored = frame ? recorder.storeFrame(frame, 0, frame.length) : -1
    recorder.entry(entryKindIndex(kind), 0, netns, -1, stored, packet, -1, 0, reason === undefined ? 0 : dropReasonIndex(reason))
  }
  return outcomeOf(recorder.drain(), end)
}

const REQUEST = icmpFrame(8, 0)
const SENT: Step = { kind: 'hop.out', netns: HERE, frame: REQUEST }

function dropped(reason: DropReason, frame = REQUEST): Step {
  return { kind: 'packet.dropped', netns: ELSEWHERE, frame, reason }
}

function received(frame: Uint8Array, netns = HERE, kind: EntryKind = 'socket.received'): Step {
  return { kind, netns, frame }
}

describe('outcomeOf', () => {
  test('an answer that its own host drops before any interface has seen it was dropped, an ARP message was not', () => {
    const unseen: Step = { kind: 'packet.dropped', netns: ELSEWHERE, frame: undefined, reason: 'iptables-drop', packet: 7 }
    expect(outcome(PING, SENT, unseen)).toBe('dropped:iptables-drop')
    expect(outcome(PING, SENT, { kind: 'hop.out', netns: ELSEWHERE, frame: arpFrame(), packet: 7 }, unseen)).toBe('no-reply')
  })

  test('nothing sent: the exit status decides', () => {
    expect(outcome({ ...PING, exit: 0 })).toBe('no-traffic')
    expect(outcome(PING)).toBe('refused-locally')
  })

  test('ping and arping: status 0 is delivered, whatever else ended on the way', () => {
    expect(outcome({ ...PING, exit: 0 }, SENT, dropped('fabric-filter'))).toBe('delivered')
  })

  test('nobody answered, and nothing is known to have ended', () => {
    expect(outcome(PING, SENT)).toBe('no-reply')
  })

  test('a program elsewhere received it and sent nothing back: no fault; what ended on the way counts first', () => {
    expect(outcome(TRACEROUTE, SENT, received(REQUEST, ELSEWHERE))).toBe('received')
    expect(outcome(TRACEROUTE, SENT, dropped('no-route'), received(REQUEST, ELSEWHERE))).toBe('dropped:no-route')
    expect(outcome(TRACEROUTE, SENT, received(icmpFrame(11, 0), ELSEWHERE))).toBe('no-reply')
  })

  test('an ICMP error to the own namespace wins over the drop behind it; one to another does not', () => {
    const error = icmpFrame(11, 0)
    expect(outcome(PING, SENT, dropped('ttl-exceeded'), received(error))).toBe('error-reported')
    expect(outcome(PING, SENT, dropped('ttl-exceeded'), received(error, ELSEWHERE))).toBe('dropped:ttl-exceeded')
  })

  test('the first IP packet that ended counts, not ARP, and not copies of a flooded frame', () => {
    expect(outcome(PING, SENT, dropped('interface-down', arpFrame()), dropped('blackhole-route'), dropped('no-route'))).toBe('dropped:blackhole-route')
    for (const reason of ['wrong-mac', 'not-for-this-host', 'same-interface'] as const) expect(outcome(PING, SENT, dropped(reason), dropped('no-route'))).toBe('dropped:no-route')
  })

  test('a packet that ends between two interfaces is what it was at the last one', () => {
    const rewritten: Step = { kind: 'packet.dropped', netns: ELSEWHERE, frame: undefined, reason: 'no-such-neighbour' }
    expect(outcome(PING, SENT, rewritten)).toBe('dropped:no-such-neighbour')
    expect(outcome(PING, { ...SENT, frame: arpFrame() }, rewritten)).toBe('no-reply')
  })

  test('a bare IP packet of a tunnel device is read as one', () => {
    expect(outcome(PING, SENT, dropped('no-route', REQUEST.subarray(ETHERNET_HEADER_BYTES)))).toBe('dropped:no-route')
  })

  test('other programs: an answer at a socket, or the port-unreachable error of a closed port', () => {
    expect(outcome(TRACEROUTE, SENT, received(icmpFrame(0, 0)))).toBe('delivered')
    expect(outcome(TRACEROUTE, SENT, received(icmpFrame(3, 3), HERE, 'packet.delivered'))).toBe('delivered')
    expect(outcome(TRACEROUTE, SENT, received(icmpFrame(11, 0), HERE, 'packet.delivered'))).toBe('error-reported')
    expect(outcome(TRACEROUTE, SENT, received(icmpFrame(0, 0), HERE, 'packet.delivered'))).toBe('no-reply')
  })
})

function icmpFrame(type: number, code: number): Uint8Array {
  const frame = new Uint8Array(ETHERNET_HEADER_BYTES + 28)
  emitEthernet({ proto: 'ethernet', destination: 1 as Mac, source: 2 as Mac, etherType: 0x0800 }, frame, 0)
  emitIcmp({ proto: 'icmp', type, code, rest: 0 }, frame, ETHERNET_HEADER_BYTES + 20, frame.length)
  const header = { proto: 'ipv4', tos: 0, totalBytes: 28, identification: 0, dontFragment: false, moreFragments: false, fragmentOffsetBytes: 0, ttl: 64, protocol: 1, source: 1 as Ipv4, destination: 2 as Ipv4 } as const
  emitIpv4(header, frame, ETHERNET_HEADER_BYTES)
  return frame
}

function arpFrame(): Uint8Array {
  const frame = new Uint8Array(ETHERNET_HEADER_BYTES + 28)
  emitEthernet({ proto: 'ethernet', destination: 1 as Mac, source: 2 as Mac, etherType: 0x0806 }, frame, 0)
  emitArp({ proto: 'arp', operation: 1, senderMac: 2 as Mac, senderAddress: 1 as Ipv4, targetMac: 0 as Mac, targetAddress: 2 as Ipv4 }, frame, ETHERNET_HEADER_BYTES)
  return frame
}
