import { ticksOf } from '../ticks'

const SECONDS_PER_DAY = 86_400

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
        return `${date(timeNs)} ${timeStamp(timeNs, this.digits)} `
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

/** The civil date of a number of days since 1970 (Gregorian calendar). */
function date(timeNs: number): string {
  const days = Math.floor(timeNs / 1e9 / SECONDS_PER_DAY) + 719_468
  const era = Math.floor(days / 146_097)
  const ofEra = days - era * 146_097
  const yearOfEra = Math.floor((ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365)
  const dayOfYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-')
}
