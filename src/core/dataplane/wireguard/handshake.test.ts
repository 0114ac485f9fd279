import { describe, expect, test } from 'vitest'
import { createInitiation, createResponse, hasValidMac1, INITIATION_BYTES, readInitiation, readResponse, RESPONSE_BYTES } from './handshake'
import type { SessionSecrets } from './handshake'
import { clampPrivateKey, KeyRing, publicKeyOf } from './key-ring'
import type { StaticIdentity } from './key-ring'
import { isLater, tai64n } from './timestamp'

const secret = (first: number): Uint8Array => clampPrivateKey(Uint8Array.from({ length: 32 }, (_, i) => (first * 37 + i * 11) & 255))

function identity(first: number, isPrivateKeyKnown: boolean): StaticIdentity {
  const privateKey = secret(first)
  return { publicKey: publicKeyOf(privateKey), privateKey: isPrivateKeyKnown ? privateKey : undefined }
}

interface Talk {
  readonly initiator: StaticIdentity
  readonly responder: StaticIdentity
}

/** A whole handshake, as two devices of one simulation have it. */
function talk({ initiator, responder }: Talk): { readonly ours: SessionSecrets; readonly theirs: SessionSecrets; readonly messages: readonly Uint8Array[] } | undefined {
  const ring = new KeyRing()
  for (const each of [initiator, responder]) ring.addIdentity(each)
  const [one, other] = [secret(100), secret(101)]
  for (const each of [one, other]) ring.addEphemeral(publicKeyOf(each), each)
  const begun = createInitiation(ring, initiator, responder.publicKey, one, tai64n(5e9), 7)
  const read = begun && readInitiation(ring, responder, (key) => key, begun.message)
  const answered = read && createResponse(read.handshake, read.peer, other, 8)
  const ours = answered && readResponse(ring, initiator, begun.handshake, answered.message)
  return ours && { ours, theirs: answered.session, messages: [begun.message, answered.message] }
}

describe('a handshake', () => {
  test.each([
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ])('gives both sides the same keys, whether private keys are known (initiator %s, responder %s)', (mine, theirs) => {
    const session = talk({ initiator: identity(1, mine), responder: identity(2, theirs) })
    expect(session?.ours.sendingKey).toEqual(session?.theirs.receivingKey)
    expect(session?.ours.receivingKey).toEqual(session?.theirs.sendingKey)
    expect(session?.ours.sendingKey).not.toEqual(session?.ours.receivingKey)
    expect([session?.ours.remoteIndex, session?.theirs.remoteIndex]).toEqual([8, 7])
    expect(session?.messages.map((message) => message.length)).toEqual([INITIATION_BYTES, RESPONSE_BYTES])
  })

  test('an unknown private key changes the secret of the static keys alone, so what is before it is the same', () => {
    const known = talk({ initiator: identity(1, true), responder: identity(2, true) })
    const unknown = talk({ initiator: identity(1, false), responder: identity(2, false) })
    const [knownBytes, unknownBytes] = [known?.messages[0], unknown?.messages[0]]
    // type, index, ephemeral and the sealed static key come before it, the sealed timestamp after
    expect(unknownBytes?.subarray(0, 88)).toEqual(knownBytes?.subarray(0, 88))
    expect(unknownBytes?.subarray(88, 116)).not.toEqual(knownBytes?.subarray(88, 116))
    expect(unknown?.ours.sendingKey).not.toEqual(known?.ours.sendingKey)
  })

  test('carries a MAC1 for its receiver and no other', () => {
    const responder = identity(2, true)
    const [initiation] = talk({ initiator: identity(1, true), responder })?.messages ?? []
    if (!initiation) throw new Error('no initiation')
    expect(hasValidMac1(initiation, responder.publicKey)).toBe(true)
    expect(hasValidMac1(initiation, identity(3, true).publicKey)).toBe(false)
    initiation[20] = (initiation[20] as number) ^ 1
    expect(hasValidMac1(initiation, responder.publicKey)).toBe(false)
  })

  test('is refused from a stranger, by a stranger, and when a byte has changed', () => {
    const ring = new KeyRing()
    const [initiator, responder] = [identity(1, true), identity(2, true)]
    const begun = createInitiation(ring, initiator, responder.publicKey, secret(100), tai64n(0), 7)
    if (!begun) throw new Error('no initiation')
    ring.addIdentity(initiator)
    const message = createInitiation(ring, initiator, responder.publicKey, secret(100), tai64n(0), 7)?.message ?? new Uint8Array(0)
    expect(readInitiation(ring, responder, (key) => key, message)?.peer).toEqual(initiator.publicKey)
    expect(readInitiation(ring, responder, () => undefined, message)).toBeUndefined()
    expect(readInitiation(ring, identity(3, true), (key) => key, message)).toBeUndefined()
    for (const at of [10, 60, 100]) {
      const changed = message.slice()
      changed[at] = (changed[at] as number) ^ 0x80
      expect(readInitiation(ring, responder, (key) => key, changed)).toBeUndefined()
    }
  })

  test('a forged answer leaves the handshake as it was', () => {
    const ring = new KeyRing()
    const [initiator, responder] = [identity(1, true), identity(2, true)]
    for (const each of [initiator, responder]) ring.addIdentity(each)
    const begun = createInitiation(ring, initiator, responder.publicKey, secret(100), tai64n(0), 7)
    const read = begun && readInitiation(ring, responder, (key) => key, begun.message)
    const answered = read && createResponse(read.handshake, read.peer, secret(101), 8)
    if (!answered) throw new Error('no response')
    const forged = answered.message.slice()
    forged[50] = (forged[50] as number) ^ 1
    expect(readResponse(ring, initiator, begun.handshake, forged)).toBeUndefined()
    expect(readResponse(ring, initiator, begun.handshake, answered.message)?.sendingKey).toEqual(answered.session.receivingKey)
  })

  test('comes to nothing with a key of small order, which gives no secret (RFC 7748 section 6.1)', () => {
    const ring = new KeyRing()
    const [known, unknown, none] = [identity(1, true), identity(2, false), new Uint8Array(32)]
    ring.addIdentity(known)
    for (const own of [known, unknown]) expect(createInitiation(ring, own, none, secret(100), tai64n(0), 7)).toBeUndefined()
    const begun = createInitiation(ring, known, identity(3, true).publicKey, secret(100), tai64n(0), 7)
    const read = begun && readInitiation(ring, identity(3, true), (key) => key, begun.message)
    if (!read) throw new Error('not read')
    expect(createResponse(read.handshake, none, secret(101), 8)).toBeUndefined()
    expect(createResponse({ ...read.handshake, remoteEphemeral: none }, known.publicKey, secret(101), 8)).toBeUndefined()
    for (const own of [known, unknown]) expect(readResponse(ring, own, begun.handshake, new Uint8Array(RESPONSE_BYTES))).toBeUndefined()
    const stranger = createResponse(read.handshake, read.peer, secret(101), 8)
    expect(stranger && readResponse(ring, unknown, begun.handshake, stranger.message)).toBeUndefined()
  })
})

describe('the key ring', () => {
  test('goes on knowing a private key of which only the public one is told again', () => {
    const [ring, one, other] = [new KeyRing(), identity(1, true), identity(2, true)]
    ring.addIdentity(one)
    const known = ring.staticStatic(one.publicKey, other.publicKey)
    ring.addIdentity({ ...one, privateKey: undefined })
    expect(ring.staticStatic(one.publicKey, other.publicKey)).toEqual(known)
  })

  test('remembers the last 1,024 ephemeral keys', () => {
    const [ring, own] = [new KeyRing(), identity(1, false)]
    const key = (i: number): Uint8Array => Uint8Array.from({ length: 32 }, (_, at) => (at === 0 ? 9 : at === 1 ? i & 255 : at === 2 ? i >>> 8 : 0))
    for (let i = 0; i < 1024; i++) ring.addEphemeral(key(i), secret(5))
    expect(ring.staticEphemeral(own, key(0))).toBeDefined()
    ring.addEphemeral(key(1024), secret(5))
    expect([0, 1, 1024].map((i) => ring.staticEphemeral(own, key(i)) !== undefined)).toEqual([false, true, true])
  })
})

describe('a time stamp', () => {
  test('is TAI64N from the year 1970 on, with blurred nanoseconds', () => {
    expect([...tai64n(3.5e9)]).toEqual([0x40, 0, 0, 0, 0, 0, 0, 13, ...[24, 16, 8, 0].map((shift) => ((29 * 2 ** 24) >>> shift) & 255)])
  })

  test('compares as time does', () => {
    expect(tai64n(1e9)).not.toEqual(tai64n(2e9))
    expect([isLater(tai64n(2e9), tai64n(1e9)), isLater(tai64n(1e9), tai64n(2e9)), isLater(tai64n(1e9), tai64n(1e9))]).toEqual([true, false, false])
  })
})
