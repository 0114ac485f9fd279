import type { Recording } from './recordings'

/** Timers of five seconds, such as a neighbour's first probe, fire at multiples of this on the guest's clock, plus its phase. */
const BUCKET_US = 256_000
/** Two probes belong to one phase when they are this near: the first timer of a tick fires at once, later ones after it. */
const NEAR_US = 400

/**
 * Where the guest's ticks lie on its clock, in nanoseconds from 0 to 256 ms: read off the unicast ARP probes of the
 * recording, which a timer sends. Without a probe the phase does not matter and is 0.
 */
export function tickPhaseNs(recording: Recording): bigint {
  const phases = recording.flows.flatMap((flow) => {
    const startUs = Number(BigInt(flow.t0_epoch_ns) % BigInt(BUCKET_US * 1000)) / 1000
    return flow.hops
      .filter(({ dir, layers: [link, arp] }) => dir === 'out' && link?.proto === 'eth' && link.dst !== 'ff:ff:ff:ff:ff:ff' && arp?.proto === 'arp' && arp.op === 'request')
      .map(({ t_us }) => (startUs + t_us) % BUCKET_US)
  })
  const votes = phases.map((phase) => phases.filter((other) => other >= phase && other - phase < NEAR_US).length)
  const most = Math.max(0, ...votes)
  const first = phases.filter((_, i) => votes[i] === most).sort((x, y) => x - y)[0] ?? 0
  return BigInt(Math.round(first * 1000))
}
