import type { RecordedHop, Recording } from './recordings'

/** Timers of about a second fire at multiples of this on the guest's clock, plus its phase; those of five at multiples of eight times as much. */
const FINE_US = 32_000
const COARSE_US = 256_000
/** Two sends belong to one tick when they are this near: the first timer of a tick fires at once, later ones after it. */
const NEAR_US = 400
/** The coarsest bucket that matters: simulated time 0 is the start of one, as the guest's ticks had it. */
const BUCKET_NS = 2_048_000_000n

/** Maps the guest's clock, nanoseconds since 1970, to simulated time. */
export function simulatedClock(recording: Recording): (epochNs: bigint) => number {
  const phase = tickPhaseNs(recording)
  const first = recording.flows[0]
  const start = first === undefined ? 0n : (BigInt(first.t0_epoch_ns) - phase) / BUCKET_NS - 1n
  return (epochNs) => Number(epochNs - phase - start * BUCKET_NS)
}

/**
 * Where the guest's ticks lie on its clock, in nanoseconds from 0 to 256 ms: read off the ARP requests that timers sent,
 * repeated broadcasts and the unicast probes of neighbours. Without any the phase does not matter and is 0.
 */
function tickPhaseNs(recording: Recording): bigint {
  const sent = recording.flows.flatMap((flow) => {
    const startUs = Number(BigInt(flow.t0_epoch_ns) % BigInt(COARSE_US * 1000)) / 1000
    return timerRequests(flow.hops).map(({ hop, isProbe }) => ({ isProbe, us: (startUs + hop.t_us) % COARSE_US }))
  })
  const fineUs = usual(sent.map(({ us }) => us % FINE_US))
  const coarseUs = usual(sent.filter(({ isProbe }) => isProbe).map(({ us }) => us))
  const phaseUs = Math.round((coarseUs - fineUs) / FINE_US) * FINE_US + fineUs
  return BigInt(Math.round(phaseUs * 1000))
}

/** Requests that no packet of that moment caused. */
function timerRequests(hops: readonly RecordedHop[]): readonly { readonly hop: RecordedHop; readonly isProbe: boolean }[] {
  const asked = new Set<string>()
  return hops.flatMap((hop) => {
    const [link, arp] = hop.layers
    if (hop.dir !== 'out' || link?.proto !== 'eth' || arp?.proto !== 'arp' || arp.op !== 'request') return []
    const isProbe = link.dst !== 'ff:ff:ff:ff:ff:ff'
    const question = `${hop.ns} ${hop.iface} ${arp.target_ip}`
    const isRepeated = asked.has(question)
    asked.add(question)
    return isProbe || isRepeated ? [{ hop, isProbe }] : []
  })
}

/** The earliest of the values that have the most others shortly after them. */
function usual(values: readonly number[]): number {
  const votes = values.map((value) => values.filter((other) => other >= value && other - value < NEAR_US).length)
  const most = Math.max(0, ...votes)
  return values.filter((_, i) => votes[i] === most).sort((x, y) => x - y)[0] ?? 0
}
