/**
 * Recorded flows that the simulator does not reproduce yet, with the reason. A flow that is listed and passes fails the
 * suite, so that this list can only shrink.
 */
const LABS: Readonly<Record<string, string>> = {
  'wireguard-1500': 'WireGuard devices are not simulated',
  'wireguard-9001': 'WireGuard devices are not simulated',
}

const FLOWS: readonly { readonly name: RegExp; readonly reason: string }[] = [
  { name: /tcp/, reason: 'TCP is not simulated' },
]

/** Flows that cannot agree, because the kernel drew a random number there: docs/spec/fidelity.md argues each. */
const DRAWN: Readonly<Record<string, string>> = {
  'vxlan-crosssubnet-9001 k-neigh-aging': 'the kernel drew a reachable time above 40 s for one neighbour; here it is always the mean, 30 s',
}

export function notYet(lab: string, flow: string): string | undefined {
  return DRAWN[`${lab} ${flow}`] ?? LABS[lab] ?? FLOWS.find(({ name }) => name.test(flow))?.reason
}
