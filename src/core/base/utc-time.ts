/** Days since 1 January 1970 as a date of the Gregorian calendar (the era of 400 years has 146,097 days). */
export function civilDate(days: number): { readonly year: number; readonly month: number; readonly day: number } {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365)
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1 }
}

/** The date of a simulated time, whose zero is the beginning of 1970: `1970-01-01`. */
export function utcDate(timeNs: number): string {
  const { year, month, day } = civilDate(Math.floor(timeNs / 86_400e9))
  return `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`
}

const WEEKDAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `Thu, 01 Jan 1970 00:00:00 +0000` (RFC 1123 with a numeric zone). */
export function rfc1123Time(timeNs: number): string {
  const days = Math.floor(timeNs / 86_400e9)
  const { year, month, day } = civilDate(days)
  return `${WEEKDAYS[days % 7] ?? ''}, ${twoDigits(day)} ${MONTHS[month - 1] ?? ''} ${year} ${utcClock(timeNs)} +0000`
}

/** `00:00:01`, cut to seconds. */
export function utcClock(timeNs: number): string {
  const seconds = Math.floor(timeNs / 1e9)
  return [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60].map(twoDigits).join(':')
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
