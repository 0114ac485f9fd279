import type { EnvelopeMode } from './frame-summary'

const MODE_NAMES: Readonly<Record<EnvelopeMode, string>> = { ipip: 'IPIP', vxlan: 'VXLAN', wireguard: 'WireGuard' }

/** The field's own spelling of a mode. */
export function modeName(mode: EnvelopeMode): string {
  return MODE_NAMES[mode]
}
