import { formatFloat } from './round-trip'

/** What `ping` counts, and what it prints of it at the end (iputils, ping_common.c: gather_statistics and finish). */
export class PingStatistics {
  transmitted = 0
  received = 0
  duplicates = 0
  errors = 0
  /** The largest number of requests that were on their way at once. */
  pipeSize = 0
  /** The latest request that has been answered, by a reply or an error. */
  private acked = 0
  /** Eight times the smoothed round trip, in microseconds. */
  private smoothedUs8 = 0
  private readonly seen = new Set<number>()
  private minUs = Infinity
  private maxUs = 0
  private sumUs = 0
  private sumOfSquaresUs = 0

  get slowestUs(): number {
    return this.maxUs
  }

  /** A reply to, or an error about, the request with this sequence number has come. */
  acknowledge(sequence: number): void {
    const behind = (this.transmitted - sequence) & 0xffff
    if (behind > 0x7fff) return
    this.pipeSize = Math.max(this.pipeSize, behind + 1)
    if (((sequence - this.acked) & 0xffff) <= 0x7fff) this.acked = sequence
  }

  /** Requests on their way (ping.h, in_flight). */
  get inFlight(): number {
    return (this.transmitted - this.acked) & 0xffff
  }

  /** The request with this number was answered by a reply. */
  wasAnswered(sequence: number): boolean {
    return this.seen.has(sequence & 0xffff)
  }

  /** The smoothed round trip, in microseconds. */
  get smoothedUs(): number {
    return Math.floor(this.smoothedUs8 / 8)
  }

  /** Counts a reply; returns true for one that was there before. `roundTripUs` is undefined where the payload has no room for a time. */
  countReply(sequence: number, roundTripUs: number | undefined): boolean {
    this.acknowledge(sequence)
    if (roundTripUs !== undefined) {
      this.sumUs += roundTripUs
      this.sumOfSquaresUs += roundTripUs * roundTripUs
      this.smoothedUs8 += this.smoothedUs8 === 0 ? roundTripUs * 8 : roundTripUs - Math.floor(this.smoothedUs8 / 8)
      this.minUs = Math.min(this.minUs, roundTripUs)
      this.maxUs = Math.max(this.maxUs, roundTripUs)
    }
    const isDuplicate = this.seen.has(sequence)
    this.seen.add(sequence)
    if (isDuplicate) this.duplicates++
    else this.received++
    return isDuplicate
  }

  /** The closing lines; `elapsedNs` runs from the start to the last request. `tellsPace`: how fast a flood went. */
  summary(hostname: string, elapsedNs: number, hasTimes: boolean, tellsPace = false): string {
    const parts = [`${this.transmitted} packets transmitted`, `${this.received} received`]
    if (this.duplicates > 0) parts.push(`+${this.duplicates} duplicates`)
    if (this.errors > 0) parts.push(`+${this.errors} errors`)
    if (this.transmitted > 0) {
      parts.push(`${formatFloat(((this.transmitted - this.received) * 100) / this.transmitted)}% packet loss`, `time ${Math.round(elapsedNs / 1e6)}ms`)
    }
    const closing: string[] = []
    if (this.received > 0 && hasTimes) closing.push(this.roundTrips())
    if (this.pipeSize > 1) closing.push(`pipe ${this.pipeSize}`)
    if (tellsPace && this.received > 0 && this.transmitted > 1) closing.push(this.pace(elapsedNs))
    return `\n--- ${hostname} ping statistics ---\n${parts.join(', ')}\n${closing.join(', ')}\n`
  }

  private pace(elapsedNs: number): string {
    const gapUs = Math.floor(elapsedNs / 1000 / (this.transmitted - 1))
    return `ipg/ewma ${milliseconds(gapUs)}/${milliseconds(this.smoothedUs)} ms`
  }

  private roundTrips(): string {
    const total = this.received + this.duplicates
    const average = Math.floor(this.sumUs / total)
    const variance = Math.floor((this.sumOfSquaresUs - Math.floor((this.sumUs * this.sumUs) / total)) / total)
    const deviation = Math.floor(Math.sqrt(Math.max(0, variance)))
    return `rtt min/avg/max/mdev = ${[this.minUs, average, this.maxUs, deviation].map(milliseconds).join('/')} ms`
  }
}

function milliseconds(us: number): string {
  return (us / 1000).toFixed(3)
}
