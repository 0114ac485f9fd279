import { expect, test } from 'vitest'
import { Keypair, Keypairs } from './keypairs'

/** Sessions by name, and which of them were given up, in order. */
function rotation(): { readonly keypairs: Keypairs; readonly session: (name: number, isInitiator: boolean) => Keypair; readonly retired: readonly number[] } {
  const retired: number[] = []
  const keypairs = new Keypairs((keypair) => retired.push(keypair.localIndex))
  const session = (name: number, isInitiator: boolean): Keypair => new Keypair({ isInitiator, sendingKey: new Uint8Array(32), receivingKey: new Uint8Array(32), remoteIndex: 0 }, name, 0)
  return { keypairs, session, retired }
}

test('the initiator sends by its new session at once; the one before stays for what is on its way', () => {
  const { keypairs, session, retired } = rotation()
  for (const name of [1, 2, 3]) keypairs.add(session(name, true))
  expect(keypairs.current?.localIndex).toBe(3)
  expect(retired).toEqual([1])
})

test('the responder waits until the initiator has used the new session', () => {
  const { keypairs, session, retired } = rotation()
  const [old, fresh] = [session(1, true), session(2, false)]
  keypairs.add(old)
  keypairs.add(fresh)
  expect(keypairs.current).toBe(old)
  expect(keypairs.receivedWith(old)).toBe(false)
  expect(keypairs.receivedWith(fresh)).toBe(true)
  expect(keypairs.current).toBe(fresh)
  expect(keypairs.receivedWith(fresh)).toBe(false)
  expect(retired).toEqual([])
})

test('a responder’s newer session takes the place of one that was never confirmed, and of the one before', () => {
  const { keypairs, session, retired } = rotation()
  for (const name of [1, 2]) keypairs.add(session(name, true))
  for (const name of [3, 4]) keypairs.add(session(name, false))
  expect(retired).toEqual([1, 3])
  expect(keypairs.current?.localIndex).toBe(2)
})

test('an initiator that has an unconfirmed session keeps that as the one before', () => {
  const { keypairs, session, retired } = rotation()
  keypairs.add(session(1, true))
  keypairs.add(session(2, false))
  keypairs.add(session(3, true))
  expect(keypairs.current?.localIndex).toBe(3)
  expect(retired).toEqual([1])
  keypairs.clear()
  expect([...retired].sort()).toEqual([1, 2, 3])
})
