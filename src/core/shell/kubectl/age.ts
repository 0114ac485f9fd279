const SECOND = 1e9

/** How kubectl says an age: `59s`, `2m5s`, `3h`, `2d1h` (k8s.io/apimachinery/pkg/util/duration, HumanDuration). */
export function ageText(ageNs: number): string {
  const seconds = Math.max(0, Math.floor(ageNs / SECOND))
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  const days = Math.floor(hours / 24)
  if (seconds < 120) return `${seconds}s`
  if (minutes < 10) return joined(minutes, 'm', seconds % 60, 's')
  if (minutes < 180) return `${minutes}m`
  if (hours < 8) return joined(hours, 'h', minutes % 60, 'm')
  if (hours < 48) return `${hours}h`
  return days < 8 ? joined(days, 'd', hours % 24, 'h') : `${days}d`
}

function joined(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return `${large}${largeUnit}${small === 0 ? '' : `${small}${smallUnit}`}`
}
