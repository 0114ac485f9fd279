/**
 * Deterministic random numbers: the splitmix32 generator. One instance a simulation; the seed decides every
 * IP id, ICMP id and ephemeral port, so that a lab, its commands and a seed give the same bytes.
 */
export class Rng {
  private state: number

  constructor(seed: number) {
    this.state = seed >>> 0
  }

  /** A uniform 32-bit unsigned integer. */
  nextU32(): number {
    this.state = (this.state + 0x9e3779b9) >>> 0
    let z = this.state
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return (z ^ (z >>> 15)) >>> 0
  }

  /** A uniform integer in [0, below). `below` is 1 to 2³². */
  nextBelow(below: number): number {
    return Math.floor((this.nextU32() / 0x1_0000_0000) * below)
  }
}
