import { expect, test } from 'vitest'
import { Timers } from '../../engine/timers'
import { PeerTimers } from './peer-timers'

const SECOND_NS = 1e9

/** Timers of a peer over a clock that runs when told, and what they asked for and when. */
function peer(): { readonly timers: PeerTimers; readonly asked: readonly string[]; readonly runTo: (seconds: number) => void } {
  const wheel = new Timers()
  const clock = { nowNs: 0, startTimer: (atNs: number, fire: () => void) => wheel.start(clock.nowNs, atNs, fire) }
  const asked: string[] = []
  const ask = (what: string) => () => {
    asked.push(`${what} ${Math.floor(clock.nowNs / SECOND_NS)}`)
  }
  const timers = new PeerTimers(clock, { sendKeepalive: ask('keepalive'), beginHandshake: ask('begin'), retryHandshake: ask('retry'), forgetKeys: ask('forget') }, () => 0)
  const runTo = (seconds: number): void => {
    while (wheel.nextNs() <= seconds * SECOND_NS) {
      clock.nowNs = wheel.nextNs()
      wheel.fireNext()
    }
    clock.nowNs = seconds * SECOND_NS
  }
  return { timers, asked, runTo }
}

test('data that is received is answered by a keepalive within ten seconds, unless something is sent', () => {
  const { timers, asked, runTo } = peer()
  timers.dataReceived()
  runTo(5)
  timers.packetSent()
  runTo(60)
  expect(asked).toEqual([])
  timers.dataReceived()
  runTo(120)
  expect(asked).toEqual(['keepalive 70'])
})

test('data that is received while a keepalive is due asks for another one after it', () => {
  const { timers, asked, runTo } = peer()
  timers.dataReceived()
  runTo(3)
  timers.dataReceived()
  runTo(60)
  expect(asked).toEqual(['keepalive 10', 'keepalive 20'])
})

test('data that is sent without an answer begins a handshake after fifteen seconds, counted from the first', () => {
  const { timers, asked, runTo } = peer()
  timers.dataSent()
  runTo(8)
  timers.dataSent()
  runTo(60)
  expect(asked).toEqual(['begin 15'])
  timers.dataSent()
  timers.packetReceived()
  runTo(120)
  expect(asked).toEqual(['begin 15'])
})

test('an initiation is repeated after five seconds until the handshake is complete', () => {
  const { timers, asked, runTo } = peer()
  timers.handshakeInitiated()
  runTo(6)
  timers.handshakeInitiated()
  timers.handshakeComplete()
  runTo(60)
  expect(asked).toEqual(['retry 5'])
})

test('keys are forgotten nine minutes after the last session, and after a handshake that was given up', () => {
  const { timers, asked, runTo } = peer()
  timers.sessionDerived()
  runTo(100)
  timers.sessionDerived()
  timers.handshakeGivenUp()
  runTo(2000)
  // 100 + 540 s, and the timer wheel's step of 16 s out there
  expect(asked).toEqual(['forget 655'])
  timers.handshakeGivenUp()
  runTo(4000)
  expect(asked).toHaveLength(2)
})

test('a persistent keepalive follows whatever passed last, and nothing else when it is off', () => {
  const { timers, asked, runTo } = peer()
  timers.packetSent()
  runTo(100)
  timers.persistentKeepaliveNs = 25 * SECOND_NS
  timers.packetSent()
  runTo(110)
  timers.packetReceived()
  runTo(140)
  expect(asked).toEqual(['keepalive 135'])
  timers.packetReceived()
  timers.stop()
  runTo(400)
  expect(asked).toEqual(['keepalive 135'])
})

test('a handshake that is complete is not repeated, and one after it is when nobody answers', () => {
  const { timers, asked, runTo } = peer()
  timers.handshakeInitiated()
  runTo(2)
  timers.handshakeComplete()
  runTo(20)
  expect(asked).toEqual([])
  timers.handshakeInitiated()
  runTo(30)
  expect(asked).toEqual(['retry 25'])
})

test('a handshake that is given up has keys forgotten nine minutes later, counted from the first time', () => {
  const { timers, asked, runTo } = peer()
  timers.dataReceived()
  timers.handshakeGivenUp()
  runTo(300)
  expect(asked).toEqual([])
  timers.handshakeGivenUp()
  runTo(600)
  expect(asked).toEqual(['forget 540'])
})

test('a peer that was stopped owes no second keepalive', () => {
  const { timers, asked, runTo } = peer()
  timers.dataReceived()
  timers.dataReceived()
  timers.stop()
  timers.dataReceived()
  runTo(60)
  expect(asked).toEqual(['keepalive 10'])
})

test('a persistent keepalive that was turned off does not come any more', () => {
  const { timers, asked, runTo } = peer()
  timers.persistentKeepaliveNs = 25 * SECOND_NS
  timers.packetSent()
  timers.persistentKeepaliveNs = 0
  runTo(60)
  expect(asked).toEqual([])
  timers.packetSent()
  runTo(120)
  timers.persistentKeepaliveNs = 25 * SECOND_NS
  runTo(180)
  expect(asked).toEqual([])
})
