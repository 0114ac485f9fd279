import { civilDate, rfc1123Time } from '../../base/utc-time'
import type { Program } from '../../engine/kernel-api'
import { DATE } from '../manual/system'
import { lettersOf, optionErrorText, parseOptions } from '../options'

const LETTERS = lettersOf(DATE)
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']
const SECONDS_PER_DAY = 86_400
const DEFAULT_FORMAT = '%a %b %e %H:%M:%S %Z %Y'

/** `date` of coreutils in UTC. The simulated clock is the only one: a lab is opened at the beginning of 1970. */
export const date: Program = function* (system, argv) {
  const parsed = parseOptions(argv.slice(1), LETTERS)
  if (!parsed.ok) {
    system.stderr(optionErrorText('date', parsed.error, LETTERS))
    return 1
  }
  const { flags, operands } = parsed.value
  const [format] = operands
  if (operands.length > 1 || (format !== undefined && !format.startsWith('+'))) {
    system.stderr(`date: ${operands.length > 1 ? `extra operand ‘${operands[1] ?? ''}’` : 'setting the clock is not modelled'}\n`)
    return 1
  }
  system.stdout(`${flags.has('R') ? rfc1123Time(system.nowNs()) : dateText(system.nowNs(), format?.slice(1) ?? DEFAULT_FORMAT)}\n`)
  return 0
}

const COMPOSED: Readonly<Record<string, string>> = { c: '%a %b %e %H:%M:%S %Y', D: '%m/%d/%y', F: '%Y-%m-%d', r: '%I:%M:%S %p', R: '%H:%M', T: '%H:%M:%S', x: '%m/%d/%y', X: '%H:%M:%S' }

/** The time in a format of strftime(3) and date(1); what is none of its directives stays as it is. */
function dateText(timeNs: number, format: string): string {
  return format.replaceAll(/%(\d?)([a-zA-Z%])/g, (whole, digits: string, directive: string) => {
    const composed = Object.hasOwn(COMPOSED, directive) ? COMPOSED[directive] : undefined
    if (composed !== undefined) return dateText(timeNs, composed)
    if (directive === 'N') return String(Math.floor(timeNs) % 1e9).padStart(9, '0').slice(0, digits === '' ? 9 : Number(digits))
    return (Object.hasOwn(FIELDS, directive) ? FIELDS[directive]?.(momentOf(timeNs)) : undefined) ?? whole
  })
}

interface Moment {
  readonly year: number
  readonly month: number
  readonly day: number
  /** Sunday is 0. */
  readonly weekday: number
  readonly dayOfYear: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  /** Since the beginning of 1970. */
  readonly seconds: number
}

function momentOf(timeNs: number): Moment {
  const seconds = Math.floor(timeNs / 1e9)
  const days = Math.floor(seconds / SECONDS_PER_DAY)
  const { year, month, day } = civilDate(days)
  const ofDay = seconds - days * SECONDS_PER_DAY
  return { year, month, day, weekday: (days + 4) % 7, dayOfYear: dayOfYear(year, month, day), hour: Math.floor(ofDay / 3600), minute: Math.floor(ofDay / 60) % 60, second: ofDay % 60, seconds }
}

const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]

function dayOfYear(year: number, month: number, day: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return (DAYS_BEFORE_MONTH[month - 1] ?? 0) + (isLeap && month > 2 ? 1 : 0) + day
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}

const FIELDS: Readonly<Record<string, (moment: Moment) => string>> = {
  '%': () => '%',
  a: ({ weekday }) => (DAYS[weekday] ?? '').slice(0, 3),
  A: ({ weekday }) => DAYS[weekday] ?? '',
  b: ({ month }) => (MONTHS[month - 1] ?? '').slice(0, 3),
  B: ({ month }) => MONTHS[month - 1] ?? '',
  d: ({ day }) => two(day),
  e: ({ day }) => String(day).padStart(2),
  h: ({ month }) => (MONTHS[month - 1] ?? '').slice(0, 3),
  H: ({ hour }) => two(hour),
  I: ({ hour }) => two(hour % 12 || 12),
  j: ({ dayOfYear }) => String(dayOfYear).padStart(3, '0'),
  m: ({ month }) => two(month),
  M: ({ minute }) => two(minute),
  n: () => '\n',
  p: ({ hour }) => (hour < 12 ? 'AM' : 'PM'),
  s: ({ seconds }) => String(seconds),
  S: ({ second }) => two(second),
  t: () => '\t',
  u: ({ weekday }) => String(weekday || 7),
  w: ({ weekday }) => String(weekday),
  y: ({ year }) => two(year % 100),
  Y: ({ year }) => String(year),
  z: () => '+0000',
  Z: () => 'UTC',
}
