/**
 * Recorded flows that the simulator does not reproduce yet, with the reason. A flow that is listed and passes fails the
 * suite, so that this list can only shrink.
 */
const LABS: Readonly<Record<string, string>> = {
  'vxlan-always-1500': 'VXLAN devices are not simulated',
  'vxlan-always-9001': 'VXLAN devices are not simulated',
  'vxlan-crosssubnet-1500': 'VXLAN devices are not simulated',
  'vxlan-crosssubnet-9001': 'VXLAN devices are not simulated',
  'wireguard-1500': 'WireGuard devices are not simulated',
  'wireguard-9001': 'WireGuard devices are not simulated',
}

const FLOWS: readonly { readonly name: RegExp; readonly reason: string }[] = [
  { name: /tcp/, reason: 'TCP is not simulated' },
  { name: /^(d2-internet-udp|e-udp-)/, reason: 'exchanges between UDP sockets are not replayed' },
]

export function notYet(lab: string, flow: string): string | undefined {
  return LABS[lab] ?? FLOWS.find(({ name }) => name.test(flow))?.reason
}
