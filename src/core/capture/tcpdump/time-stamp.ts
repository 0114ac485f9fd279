/** The time of day that tcpdump prints before a line, in UTC and cut to microseconds (`ts_print`, util-print.c): `00:00:01.234567`. */
export function timeStamp(timeNs: number): string {
  const seconds = Math.floor(timeNs / 1e9)
  const parts = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, '0'))
  const microseconds = Math.floor((timeNs % 1e9) / 1000)
  return `${parts.join(':')}.${String(microseconds).padStart(6, '0')}`
}
