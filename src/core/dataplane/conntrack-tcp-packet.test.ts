import { describe, expect, it } from 'vitest'
import { ACK, BACK, FIN, RST, SYN, THERE, TrackedTcp, Tracker } from '../../../tests/dataplane/tracker'
import { ipv4Packet, tcpPacket } from '../../../tests/dataplane/packets'

const PSH = 8

describe('a TCP connection', () => {
  it('is proven by the ACK of the handshake, and remembered by its state', () => {
    const tcp = new TrackedTcp()
    expect([tcp.client(SYN), tcp.seconds, tcp.connection?.assured]).toEqual(['SYN_SENT', 120, false])
    expect([tcp.server(SYN | ACK, { acknowledgment: 1 }), tcp.seconds, tcp.connection?.assured]).toEqual(['SYN_RECV', 60, false])
    expect([tcp.client(ACK, { sequence: 1, acknowledgment: 1 }), tcp.seconds, tcp.connection?.assured]).toEqual(['ESTABLISHED', 432_000, true])
  })

  it('closes from either side', () => {
    for (const isServerFirst of [false, true]) {
      const tcp = new TrackedTcp().open()
      const [first, second] = isServerFirst ? [tcp.server.bind(tcp), tcp.client.bind(tcp)] : [tcp.client.bind(tcp), tcp.server.bind(tcp)]
      expect([first(FIN | ACK, { sequence: 1, acknowledgment: 1 }), tcp.seconds]).toEqual(['FIN_WAIT', 120])
      expect([second(ACK, { sequence: 1, acknowledgment: 2 }), tcp.seconds]).toEqual(['CLOSE_WAIT', 60])
      expect([second(FIN | ACK, { sequence: 1, acknowledgment: 2 }), tcp.seconds]).toEqual(['LAST_ACK', 30])
      expect([first(ACK, { sequence: 2, acknowledgment: 2 }), tcp.seconds]).toEqual(['TIME_WAIT', 120])
    }
  })

  it('is not kept alive by a SYN that is sent again', () => {
    const tcp = new TrackedTcp()
    tcp.client(SYN)
    tcp.tracker.host.wait(50)
    expect([tcp.client(SYN), tcp.seconds]).toEqual(['SYN_SENT', 70])
  })

  it('is forgotten at once when a refusal is the only answer', () => {
    const tcp = new TrackedTcp()
    tcp.client(SYN)
    expect(tcp.server(RST | ACK, { acknowledgment: 1 })).toBe('CLOSE')
    expect([tcp.connection, tcp.tracker.told]).toEqual([undefined, ['new 0', 'destroy 0']])
    expect(tcp.client(SYN)).toBe('SYN_SENT')
    expect(tcp.tracker.told).toEqual(['new 0', 'destroy 0', 'new 1'])
  })

  it('that was answered is remembered for ten seconds after a reset', () => {
    const tcp = new TrackedTcp().open()
    expect([tcp.client(RST, { sequence: 1 }), tcp.seconds, tcp.tracker.told.at(-1)]).toEqual(['CLOSE', 10, 'update 0'])
  })

  it('whose beginning was not seen is taken up, for five minutes until it is answered', () => {
    const tcp = new TrackedTcp()
    expect([tcp.client(ACK, { sequence: 500, acknowledgment: 700 }), tcp.seconds]).toEqual(['ESTABLISHED', 300])
    expect([tcp.server(ACK, { sequence: 700, acknowledgment: 500 }), tcp.connection?.assured]).toEqual(['ESTABLISHED', false])
    expect([tcp.client(ACK, { sequence: 500, acknowledgment: 700 }), tcp.connection?.assured, tcp.seconds]).toEqual(['ESTABLISHED', true, 432_000])
    // neither scales nor windows are known: nothing lies outside
    expect([tcp.client(ACK, { sequence: 9_000_000, acknowledgment: 700 }), tcp.server(ACK, { sequence: 700, acknowledgment: 8_000_000 })]).toEqual(['ESTABLISHED', 'ESTABLISHED'])
  })

  it('whose beginning was not seen is not taken up with nf_conntrack_tcp_loose 0', () => {
    const tcp = new TrackedTcp(new Tracker({ nf_conntrack_tcp_loose: 0 }))
    expect([tcp.client(ACK), tcp.client(SYN)]).toEqual(['invalid', 'SYN_SENT'])
  })

  it.each([
    ['SYN and ACK', SYN | ACK],
    ['FIN', FIN | ACK],
    ['RST', RST],
    ['flags that contradict each other', SYN | FIN],
    ['no flags', 0],
  ])('does not begin with %s', (_, flags) => {
    const tcp = new TrackedTcp()
    expect([tcp.client(flags), tcp.tracker.size, tcp.tracker.conntrack.counters.invalid]).toEqual(['invalid', 0, 1])
  })

  it.each([
    ['of less than 20 bytes', Uint8Array.of(3, 232, 0, 80, 0, 0, 0, 0, 0, 0, 0, 0, 0x50, SYN, 0, 0, 0, 0, 0)],
    ['that says it is longer than the packet', Uint8Array.of(3, 232, 0, 80, 0, 0, 0, 0, 0, 0, 0, 0, 0x60, SYN, 0, 0, 0, 0, 0, 0)],
    ['that says it is shorter than 20 bytes', Uint8Array.of(3, 232, 0, 80, 0, 0, 0, 0, 0, 0, 0, 0, 0x40, SYN, 0, 0, 0, 0, 0, 0)],
  ])('does not begin with a header %s', (_, bytes) => {
    expect(new Tracker().see(ipv4Packet(6, THERE, bytes)).connection).toBe(null)
  })

  it('an invalid segment of a connection changes nothing, and belongs to none', () => {
    const tcp = new TrackedTcp()
    tcp.client(SYN)
    tcp.tracker.host.wait(10)
    expect([tcp.client(ACK, { sequence: 1 }), tcp.connection?.tcp?.state, tcp.seconds, tcp.tracker.conntrack.counters.invalid]).toEqual(['invalid', 'SYN_SENT', 110, 1])
    expect(tcp.server(FIN | ACK, { acknowledgment: 1 })).toBe('invalid')
    expect(tcp.connection?.seenReply).toBe(false)
  })

  it('opens from both sides at once', () => {
    const tcp = new TrackedTcp()
    expect([tcp.client(SYN), tcp.server(SYN), tcp.seconds]).toEqual(['SYN_SENT', 'SYN_SENT2', 120])
    expect(tcp.client(SYN | ACK, { acknowledgment: 1 })).toBe('SYN_RECV')
    expect(tcp.server(ACK, { sequence: 1, acknowledgment: 1 })).toBe('ESTABLISHED')
  })

  it('stays in SYN_RECV by an ACK of the answering side, unless both had begun', () => {
    const tcp = new TrackedTcp()
    tcp.client(SYN)
    tcp.server(SYN | ACK, { acknowledgment: 1 })
    expect(tcp.server(ACK, { sequence: 1, acknowledgment: 1 })).toBe('SYN_RECV')
  })
})

describe('a connection that was closed', () => {
  function closed(): TrackedTcp {
    const tcp = new TrackedTcp().open()
    tcp.client(FIN | ACK, { sequence: 1, acknowledgment: 1 })
    tcp.server(FIN | ACK, { sequence: 1, acknowledgment: 2 })
    tcp.client(ACK, { sequence: 2, acknowledgment: 2 })
    return tcp
  }

  it('makes way for a new one by SYN, of whichever side', () => {
    const again = closed()
    expect([again.client(SYN, { sequence: 5000 }), again.connection?.number, again.tracker.size]).toEqual(['SYN_SENT', 1, 1])
    const turned = closed()
    const skb = turned.tracker.see(tcpPacket(BACK, 80, 1000, SYN, { sequence: 5000 }))
    expect([skb.isReply, skb.connection?.number, skb.connection?.tcp?.state]).toEqual([false, 1, 'SYN_SENT'])
    expect(turned.tracker.told.slice(-2)).toEqual(['destroy 0', 'new 1'])
  })

  it('by RST makes way for a SYN of the side that sent the RST, and that alone', () => {
    const byClient = new TrackedTcp().open()
    byClient.client(RST, { sequence: 1 })
    expect([byClient.client(SYN), byClient.connection?.number]).toEqual(['SYN_SENT', 1])
    const byServer = new TrackedTcp().open()
    byServer.server(RST, { sequence: 1 })
    expect([byServer.client(SYN), byServer.connection?.number]).toEqual(['CLOSE', 0])
  })
})

describe('a connection of which one end knows no more', () => {
  it('is taken for new when the server answers the SYN that came in between', () => {
    const tcp = new TrackedTcp().open()
    expect(tcp.client(SYN, { sequence: 5000 })).toBe('ESTABLISHED')
    expect([tcp.server(SYN | ACK, { sequence: 9000, acknowledgment: 5001 }), tcp.seconds]).toEqual(['SYN_RECV', 60])
    expect(tcp.client(ACK, { sequence: 5001, acknowledgment: 9001 })).toBe('ESTABLISHED')
    expect(tcp.server(ACK, { sequence: 9001, acknowledgment: 5001 })).toBe('ESTABLISHED')
    expect(tcp.client(ACK, { sequence: 1, acknowledgment: 9001, payloadBytes: 10 })).toBe('ESTABLISHED')
  })

  it('stays as it is when the SYN-ACK answers something else', () => {
    const tcp = new TrackedTcp().open()
    tcp.client(SYN, { sequence: 5000 })
    expect(tcp.server(SYN | ACK, { sequence: 9000, acknowledgment: 77 })).toBe('ESTABLISHED')
  })

  it('ends by the RST that answers the SYN in between', () => {
    const tcp = new TrackedTcp().open()
    tcp.client(SYN, { sequence: 5000 })
    expect([tcp.server(RST | ACK, { acknowledgment: 5001 }), tcp.seconds]).toEqual(['CLOSE', 10])
  })

  it('ends by the RST that answers a half-open server’s ACK', () => {
    const tcp = new TrackedTcp()
    tcp.client(SYN)
    expect(tcp.server(ACK, { sequence: 700, acknowledgment: 44 })).toBe('SYN_SENT')
    expect(tcp.client(RST, { sequence: 44 })).toBe('CLOSE')
  })

  it('does not take a challenge for the acknowledgment of the last FIN', () => {
    const tcp = new TrackedTcp().open()
    tcp.client(FIN | ACK, { sequence: 1, acknowledgment: 1 })
    tcp.server(FIN | ACK, { sequence: 1, acknowledgment: 2 })
    expect(tcp.client(SYN, { sequence: 5000 })).toBe('LAST_ACK')
    expect(tcp.server(ACK, { sequence: 2, acknowledgment: 2 })).toBe('LAST_ACK')
    expect(tcp.server(ACK, { sequence: 2, acknowledgment: 2 })).toBe('TIME_WAIT')
  })
})

describe('what is no challenge', () => {
  /** Both have sent FIN, and the client a SYN since. */
  function inBetween(): TrackedTcp {
    const tcp = new TrackedTcp().open()
    tcp.client(FIN | ACK, { sequence: 1, acknowledgment: 1 })
    tcp.server(FIN | ACK, { sequence: 1, acknowledgment: 2 })
    tcp.client(SYN, { sequence: 5000 })
    return tcp
  }

  it('ends the connection: an ACK of the side that sent the SYN, or one that comes later than another segment', () => {
    expect(inBetween().client(ACK, { sequence: 2, acknowledgment: 2 })).toBe('TIME_WAIT')
    const later = inBetween()
    expect(later.client(FIN | ACK, { sequence: 1, acknowledgment: 1 })).toBe('LAST_ACK')
    expect(later.server(ACK, { sequence: 2, acknowledgment: 2 })).toBe('TIME_WAIT')
  })

  it('nor is an ACK that comes after a SYN which met an open connection', () => {
    const tcp = new TrackedTcp().open()
    tcp.client(SYN, { sequence: 5000 })
    tcp.client(FIN | ACK, { sequence: 1, acknowledgment: 1 })
    tcp.server(FIN | ACK, { sequence: 1, acknowledgment: 2 })
    expect(tcp.client(ACK, { sequence: 2, acknowledgment: 2 })).toBe('TIME_WAIT')
  })
})

describe('two SYNs that cross', () => {
  it('are answered by SYN-ACKs of both, of which none opens the connection', () => {
    const tcp = new TrackedTcp()
    tcp.client(SYN)
    tcp.server(SYN)
    expect(tcp.server(SYN | ACK, { acknowledgment: 1 })).toBe('SYN_RECV')
    expect(tcp.server(ACK, { sequence: 1, acknowledgment: 1 })).toBe('ESTABLISHED')
  })

  it('are forgotten by a SYN that comes after them: then the ACK of the answering side opens nothing', () => {
    const tcp = new TrackedTcp()
    tcp.client(SYN)
    tcp.server(SYN | ACK, { acknowledgment: 1 })
    tcp.client(SYN)
    expect(tcp.server(ACK, { sequence: 1, acknowledgment: 1 })).toBe('SYN_RECV')
  })
})

describe('a RST', () => {
  it('below what was acknowledged belongs to no connection', () => {
    const tcp = new TrackedTcp().open()
    tcp.server(ACK | PSH, { sequence: 1, acknowledgment: 1, payloadBytes: 100 })
    tcp.client(ACK, { sequence: 1, acknowledgment: 101 })
    expect([tcp.server(RST, { sequence: 100 }), tcp.connection?.tcp?.state]).toEqual(['invalid', 'ESTABLISHED'])
    expect(tcp.server(RST, { sequence: 101 })).toBe('CLOSE')
  })

  it('that is not exactly where the other side waits leaves the connection to the challenge', () => {
    const tcp = new TrackedTcp().open()
    expect([tcp.server(RST, { sequence: 50 }), tcp.seconds]).toEqual(['ESTABLISHED', 10])
    expect([tcp.client(ACK, { sequence: 1, acknowledgment: 1 }), tcp.seconds]).toEqual(['ESTABLISHED', 300])
  })

  it('right after its sender’s data is believed', () => {
    const tcp = new TrackedTcp().open()
    tcp.server(ACK | PSH, { sequence: 1, acknowledgment: 1, payloadBytes: 100 })
    expect(tcp.server(RST, { sequence: 101 })).toBe('CLOSE')
  })

  it('of a connection that closes is believed wherever it lies', () => {
    const tcp = new TrackedTcp().open()
    tcp.client(FIN | ACK, { sequence: 1, acknowledgment: 1 })
    expect(tcp.server(RST, { sequence: 4_000_000 })).toBe('CLOSE')
  })
})

describe('a connection is forgotten sooner', () => {
  it('while data are not acknowledged: after five minutes', () => {
    const tcp = new TrackedTcp().open()
    tcp.client(ACK | PSH, { sequence: 1, acknowledgment: 1, payloadBytes: 10 })
    expect(tcp.seconds).toBe(300)
    tcp.server(ACK, { sequence: 1, acknowledgment: 6 })
    expect(tcp.seconds).toBe(300)
    tcp.server(ACK, { sequence: 1, acknowledgment: 11 })
    expect(tcp.seconds).toBe(432_000)
  })

  it('when the same segment came again three times', () => {
    const tcp = new TrackedTcp(new Tracker({ nf_conntrack_tcp_timeout_max_retrans: 200 })).open()
    const seconds = Array.from({ length: 4 }, () => {
      tcp.client(ACK | PSH, { sequence: 1, acknowledgment: 1, payloadBytes: 10 })
      return tcp.seconds
    })
    expect(seconds).toEqual([300, 300, 300, 200])
    tcp.server(ACK, { sequence: 1, acknowledgment: 11 })
    expect(tcp.seconds).toBe(432_000)
  })

  it('while a window is closed', () => {
    const tcp = new TrackedTcp(new Tracker({ nf_conntrack_tcp_timeout_max_retrans: 200 })).open()
    tcp.server(ACK, { sequence: 1, acknowledgment: 1, window: 0 })
    expect(tcp.seconds).toBe(200)
  })

  it('when both sides end it outside of what the other takes', () => {
    const tcp = new TrackedTcp().open()
    const far = { sequence: 500_000, acknowledgment: 1 }
    expect([tcp.client(FIN | ACK, far), tcp.seconds]).toEqual(['invalid', 432_000])
    expect([tcp.server(FIN | ACK, far), tcp.seconds]).toEqual(['invalid', 300])
  })

  it('by other settings of nf_conntrack_tcp_timeout_*', () => {
    const tcp = new TrackedTcp(new Tracker({ nf_conntrack_tcp_timeout_established: 7200 })).open()
    expect(tcp.seconds).toBe(7200)
  })
})
