import type { WireguardPeerView } from '../../engine/kernel-api'
import { formatIpv4, formatIpv4Prefix } from '../../wire/ipv4-address'

export function endpointText({ endpoint }: WireguardPeerView): string | undefined {
  return endpoint && `${formatIpv4(endpoint.address)}:${endpoint.port}`
}

/** Prefixes as wg prints them: the length also of single addresses. */
export function allowedIpsText({ allowedIps }: WireguardPeerView, separator: string): string | undefined {
  return allowedIps.length === 0 ? undefined : allowedIps.map(formatIpv4Prefix).join(separator)
}

export function markText(fwmark: number): string {
  return fwmark === 0 ? 'off' : `0x${fwmark.toString(16)}`
}

const UNITS = [
  ['year', 365 * 24 * 3600],
  ['day', 24 * 3600],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const

/** `1 minute, 12 seconds` (pretty_time, show.c). */
export function durationText(seconds: number): string {
  let left = seconds
  const parts: string[] = []
  for (const [name, size] of UNITS) {
    const count = Math.floor(left / size)
    left -= count * size
    if (count > 0) parts.push(`${count} ${name}${count === 1 ? '' : 's'}`)
  }
  return parts.join(', ')
}

/** `Now`, `52 seconds ago` (ago, show.c); both times since the simulation began. */
export function agoText(thenNs: number, nowNs: number): string {
  const seconds = Math.floor(nowNs / 1e9) - Math.floor(thenNs / 1e9)
  return seconds === 0 ? 'Now' : `${durationText(seconds)} ago`
}

/** `220 B`, `303.79 KiB` (bytes, show.c). */
export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const units = ['KiB', 'MiB', 'GiB', 'TiB']
  let size = bytes / 1024
  let unit = 0
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024
    unit++
  }
  return `${size.toFixed(2)} ${units[unit]}`
}
