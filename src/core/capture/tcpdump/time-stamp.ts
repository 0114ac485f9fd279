import { utcDate } from '../../base/utc-time'
import { ticksOf } from '../ticks'

/** The time of day that tcpdump prints before a line, in UTC and cut to microseconds (`ts_print`, util-print.c): `00:00:01.234567`. */
export function timeStamp(timeNs: number, digits: TimeDigits = 6): string {
  const { seconds } = ticksOf(timeNs, tickOf(digits))
  const parts = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, '0'))
  return `${parts.join(':')}.${fraction(timeNs, digits)}`
}

/** Digits behind the point: microseconds or nanoseconds. */
export type TimeDigits = 6 | 9

function fraction(timeNs: number, digits: TimeDigits): string {
  return String(ticksOf(timeNs, tickOf(digits)).ticks).padStart(digits, '0')
}

function tickOf(digits: TimeDigits): 1 | 1000 {
  return digits === 9 ? 1 : 1000
}

/** What stands before each line, by the number of `-t`: the time of day, nothing, seconds, since the line before, with the date, since the first. */
export class TimeStamps {
  private earlierNs: number | undefined

  constructor(
    private readonly kind: number,
    private readonly digits: TimeDigits,
  ) {}

  next(timeNs: number): string {
    switch (this.kind) {
      case 0:
        return `${timeStamp(timeNs, this.digits)} `
      case 1:
        return ''
      case 2:
        return `${ticksOf(timeNs, tickOf(this.digits)).seconds}.${fraction(timeNs, this.digits)} `
      case 4:
        return `${utcDate(timeNs)} ${timeStamp(timeNs, this.digits)} `
      default:
        return this.difference(timeNs)
    }
  }

  /** Since the line before with `-ttt`, since the first with `-ttttt`; between times that are cut already. */
  private difference(timeNs: number): string {
    const tickNs = tickOf(this.digits)
    const { seconds, ticks } = ticksOf(timeNs, tickNs)
    const cutNs = seconds * 1e9 + ticks * tickNs
    const sinceNs = cutNs - (this.earlierNs ?? cutNs)
    if (this.earlierNs === undefined || this.kind === 3) this.earlierNs = cutNs
    return `${sinceNs < 0 ? '-' : ' '}${timeStamp(Math.abs(sinceNs), this.digits)} `
  }
}
