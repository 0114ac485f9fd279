import type { LinkView, System } from '../../engine/kernel-api'

/** What a capture can be opened on, in libpcap's order: what runs, all together, and last the loopback and what is down. */
export function captureInterfaces(system: System): readonly string[] {
  const links = [...system.links()].sort((one, other) => one.ifindex - other.ifindex)
  const runs = ({ up, spec }: LinkView): boolean => up && spec.kind !== 'loopback'
  const isLoopback = ({ up, spec }: LinkView): boolean => up && spec.kind === 'loopback'
  const named = (which: (link: LinkView) => boolean): readonly string[] => links.filter(which).map(({ spec }) => spec.name)
  return [...named(runs), 'any', ...named(isLoopback), ...named(({ up }) => !up)]
}

/** `tcpdump -D` (show_devices_and_exit). */
export function interfaceList(system: System): string {
  const links = new Map(system.links().map((link) => [link.spec.name, link]))
  return captureInterfaces(system)
    .map((name, i) => {
      const link = links.get(name)
      const about = link === undefined ? ' (Pseudo-device that captures on all interfaces) [Up, Running]' : ` [${flagsOf(link)}]`
      return `${i + 1}.${name}${about}\n`
    })
    .join('')
}

/** Only a device with an Ethernet header tells whether there is a carrier. */
function flagsOf({ up, spec }: LinkView): string {
  if (spec.kind === 'loopback') return up ? 'Up, Running, Loopback' : 'Loopback'
  const canTell = spec.kind === 'ethernet' || spec.kind === 'vxlan'
  const connection = !canTell ? 'Connection status unknown' : up ? 'Connected' : 'Disconnected'
  return `${up ? 'Up, Running' : 'none'}, ${connection}`
}
