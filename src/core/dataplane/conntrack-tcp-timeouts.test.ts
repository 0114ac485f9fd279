import { describe, expect, it } from 'vitest'
import { ACK, FIN, RST, SYN, TrackedTcp, Tracker } from '../../../tests/dataplane/tracker'

const PSH = 8

describe('how long a connection is remembered', () => {
  const far = { sequence: 500_000, acknowledgment: 1 }
  const seconds = (...steps: readonly (readonly ['client' | 'server', number])[]): number => {
    const tcp = new TrackedTcp().open()
    for (const [who, flags] of steps) tcp[who](flags, far)
    return tcp.seconds
  }

  it.each<[string, readonly (readonly ['client' | 'server', number])[], number]>([
    ['RST and FIN of both sides out of window', [['client', RST], ['server', FIN | ACK]], 300],
    ['FIN and RST of both', [['client', FIN | ACK], ['server', RST]], 300],
    ['FIN twice of one side', [['client', FIN | ACK], ['client', FIN | ACK]], 432_000],
    ['data of both', [['client', ACK], ['server', ACK]], 432_000],
    ['FIN of one and data of the other', [['client', FIN | ACK], ['server', ACK]], 432_000],
    ['data of one and FIN of the other', [['client', ACK], ['server', FIN | ACK]], 432_000],
  ])('after %s', (_, steps, expected) => {
    expect(seconds(...steps)).toBe(expected)
  })

  it('is not made longer by what is out of window', () => {
    const tcp = new TrackedTcp(new Tracker({ nf_conntrack_tcp_timeout_unacknowledged: 200, nf_conntrack_tcp_timeout_established: 250 })).open()
    tcp.tracker.host.wait(100)
    tcp.client(FIN | ACK, far)
    tcp.tracker.host.wait(50)
    expect([tcp.server(FIN | ACK, far), tcp.seconds]).toEqual(['invalid', 100])
    const unproven = new TrackedTcp()
    unproven.client(SYN)
    unproven.server(SYN | ACK, { acknowledgment: 1 })
    unproven.client(FIN | ACK, far)
    unproven.server(FIN | ACK, far)
    expect(unproven.seconds).toBe(60)
  })

  it('stays short in a state that is short, whatever is repeated, unacknowledged or closed', () => {
    const tcp = new TrackedTcp().open()
    tcp.client(FIN | ACK, { sequence: 1, acknowledgment: 1 })
    for (let i = 0; i < 5; i++) tcp.server(ACK, { sequence: 1, acknowledgment: 2 })
    expect([tcp.connection?.tcp?.state, tcp.seconds]).toEqual(['CLOSE_WAIT', 60])
    const closed = new TrackedTcp().open()
    closed.client(FIN | ACK, { sequence: 1, acknowledgment: 1, window: 0 })
    expect(closed.seconds).toBe(120)
  })

  it('is that of its state before it was answered, if that is less than five minutes or so', () => {
    const tcp = new TrackedTcp(new Tracker({ nf_conntrack_tcp_timeout_unacknowledged: 60 }))
    tcp.client(SYN)
    expect(tcp.seconds).toBe(120)
    const taken = new TrackedTcp(new Tracker({ nf_conntrack_tcp_timeout_unacknowledged: 60 }))
    taken.client(ACK, { sequence: 1, acknowledgment: 1 })
    expect(taken.seconds).toBe(60)
  })

  it.each([
    ['the same, three times', [{}, {}, {}, {}], 200],
    ['with another window', [{}, {}, { window: 999 }, {}], 300],
    ['with another acknowledgment', [{}, {}, { acknowledgment: 0 }, {}], 300],
    ['with more data', [{}, {}, { payloadBytes: 20 }, {}], 300],
    ['with other data', [{}, {}, { sequence: 2, payloadBytes: 9 }, {}], 300],
  ])('is shorter when a segment comes again: %s', (_, changes, expected) => {
    const tcp = new TrackedTcp(new Tracker({ nf_conntrack_tcp_timeout_max_retrans: 200 })).open()
    for (const change of changes) tcp.client(ACK | PSH, { sequence: 1, acknowledgment: 1, payloadBytes: 10, ...change })
    expect(tcp.seconds).toBe(expected)
  })

  it('is not that of a proven connection where the handshake was cut short', () => {
    const tcp = new TrackedTcp()
    tcp.client(SYN)
    tcp.server(SYN | ACK, { acknowledgment: 1 })
    tcp.server(ACK, { sequence: 1, acknowledgment: 1 })
    expect(tcp.connection?.assured).toBe(false)
    tcp.client(FIN | ACK, { sequence: 1, acknowledgment: 1 })
    expect([tcp.connection?.tcp?.state, tcp.connection?.assured]).toEqual(['FIN_WAIT', false])
  })
})
