import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'
import type { Errno, System, WireguardView } from '../../engine/kernel-api'

/** The WireGuard device of that name, or why the kernel has none. */
export function deviceNamed(system: System, name: string): Result<WireguardView, Errno> {
  const device = system.wireguards().find(({ link }) => link === name)
  if (device) return ok(device)
  const exists = system.links().some(({ spec }) => spec.name === name)
  return err({ code: exists ? 'EOPNOTSUPP' : 'ENODEV' })
}
