import { required } from '../base/assert'
import { base64Decode } from '../base/base64'
import { GO_RAND_COOKED_BASE64 } from './go-rand-cooked'

const LENGTH = 607
const TAP = 273
const MODULUS = 2147483647
const MULTIPLIER = 48271
const WORD = (1n << 64n) - 1n

let cooked: BigUint64Array | undefined

function cookedNumbers(): BigUint64Array {
  if (cooked) return cooked
  const bytes = required(base64Decode(GO_RAND_COOKED_BASE64), 'the cooked numbers')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  cooked = new BigUint64Array(LENGTH)
  for (let i = 0; i < LENGTH; i++) cooked[i] = view.getBigUint64(i * 8)
  return cooked
}

/**
 * Go's seeded generator, math/rand's additive lagged Fibonacci source (src/math/rand/rng.go): Calico draws a node's
 * first block with it, so that the same node name gives the same block. Only what is drawn is computed: the
 * state words are made when they are first read.
 */
export class GoRand {
  private readonly steps: Uint32Array
  private readonly words = new Map<number, bigint>()
  private tap = 0
  private feed = LENGTH - TAP

  constructor(seed: number) {
    let x = seed % MODULUS
    if (x < 0) x += MODULUS
    if (x === 0) x = 89482311
    for (let i = 0; i < 20; i++) x = (x * MULTIPLIER) % MODULUS
    this.steps = new Uint32Array(LENGTH * 3)
    for (let i = 0; i < this.steps.length; i++) {
      x = (x * MULTIPLIER) % MODULUS
      this.steps[i] = x
    }
  }

  nextUint64(): bigint {
    this.tap = (this.tap + LENGTH - 1) % LENGTH
    this.feed = (this.feed + LENGTH - 1) % LENGTH
    const value = (this.word(this.feed) + this.word(this.tap)) & WORD
    this.words.set(this.feed, value)
    return value
  }

  nextUint32(): number {
    return Number((this.nextUint64() >> 31n) & 0xffff_ffffn)
  }

  /** A random integer in [0, below): math/big's `nat.random` on 64-bit words. `below` is 1 to 2⁵³. */
  nextBelow(below: number): number {
    const limit = BigInt(below)
    const mask = (1n << BigInt(limit.toString(2).length)) - 1n
    for (;;) {
      const low = BigInt(this.nextUint32())
      const high = BigInt(this.nextUint32())
      const value = (low | (high << 32n)) & mask
      if (value < limit) return Number(value)
    }
  }

  private word(index: number): bigint {
    const made = this.words.get(index)
    if (made !== undefined) return made
    const [a, b, c] = [this.step(index * 3), this.step(index * 3 + 1), this.step(index * 3 + 2)]
    return ((a << 40n) ^ (b << 20n) ^ c ^ required(cookedNumbers()[index], 'a cooked number')) & WORD
  }

  private step(index: number): bigint {
    return BigInt(this.steps[index] ?? 0)
  }
}
