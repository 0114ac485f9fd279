import { utcClock, utcDate } from '../../base/utc-time'

const HOURS_WITH_CLOCK = 20

/** When BIRD started, which is when the lab did: the time of day, or the date once that is long ago (bird: lib/timer.c, tm_format_reltime). */
export function sinceText(nowNs: number): string {
  return nowNs > HOURS_WITH_CLOCK * 3600e9 ? utcDate(0) : utcClock(0)
}
