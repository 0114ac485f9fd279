import { CONSTANT_DRAWS } from '../../src/core/dataplane/kernel-draws'
import type { KernelDraws } from '../../src/core/dataplane/kernel-draws'
import type { RecordedHop, Recording } from './recordings'

const SECOND_US = 1e6
/** The shortest and the longest that neigh_rand_reach_time draws. */
const SHORTEST_NS = 15e9
const LONGEST_NS = 45e9
/** The mean, and the coarse timer's rounding: who rested longer and is not asked drew more, who is asked earlier drew less. */
const MEAN_US = 30 * SECOND_US
/** DELAY_FIRST_PROBE_TIME and the timer's rounding: so soon after its first use a stale neighbour is asked. */
const ASKED_WITHIN_US = 6 * SECOND_US
/** A pause in which a neighbour may have become stale. */
const PAUSE_US = 10 * SECOND_US

/**
 * What a recorded kernel drew as its devices' reachable times, as far as it shows: a neighbour that was confirmed, rested
 * and was used again is asked (by a probe to its own address) if it was stale by then.
 */
export function recordedReachableTimes(recording: Recording, simulatedNs: (epochNs: bigint) => number): KernelDraws['reachableTimeNs'] {
  const drawn = recording.flows.flatMap(({ hops, t0_epoch_ns, t1_epoch_ns }) => {
    const span = { fromNs: simulatedNs(BigInt(t0_epoch_ns)), toNs: simulatedNs(BigInt(t1_epoch_ns)) }
    const endUs = (span.toNs - span.fromNs) / 1000
    const places = new Map(hops.map((hop) => [`${hop.ns} ${hop.iface}`, hop]))
    return [...places.values()].flatMap(({ ns, iface }) => {
      const timeNs = reachableTimeAt(hops.filter((hop) => hop.ns === ns && hop.iface === iface), endUs)
      return timeNs === undefined ? [] : [{ ns, iface, ...span, timeNs }]
    })
  })
  return (device) => {
    const known = drawn.find(({ ns, iface, fromNs, toNs }) => ns === device.netns && iface === device.link && device.nowNs >= fromNs && device.nowNs <= toNs)
    return known?.timeNs ?? CONSTANT_DRAWS.reachableTimeNs(device)
  }
}

/** By the frames at one device during a flow; undefined when they do not tell it from the mean. */
function reachableTimeAt(hops: readonly RecordedHop[], endUs: number): number | undefined {
  const neighbours = new Set(hops.flatMap((hop) => (isReply(hop) ? [linkOf(hop)?.src] : [])))
  for (const mac of neighbours) {
    const replies = hops.filter((hop) => isReply(hop) && linkOf(hop)?.src === mac)
    const used = hops.filter((hop) => hop.dir === 'out' && linkOf(hop)?.dst === mac && hop.layers[1]?.proto === 'ipv4')
    for (const [i, { t_us: againUs }] of used.entries()) {
      const confirmedUs = replies.findLast(({ t_us }) => t_us < againUs)?.t_us
      if (confirmedUs === undefined || againUs - (used[i - 1]?.t_us ?? againUs) < PAUSE_US || againUs + ASKED_WITHIN_US > endUs) continue
      const isAsked = hops.some((hop) => isProbe(hop) && linkOf(hop)?.dst === mac && hop.t_us > againUs && hop.t_us < againUs + ASKED_WITHIN_US)
      const restedUs = againUs - confirmedUs
      if (isAsked && restedUs < MEAN_US) return SHORTEST_NS
      if (!isAsked && restedUs > MEAN_US) return LONGEST_NS
    }
  }
  return undefined
}

function linkOf({ layers }: RecordedHop): { readonly src: string; readonly dst: string } | undefined {
  const [link] = layers
  return link?.proto === 'eth' ? link : undefined
}

function isReply({ dir, layers }: RecordedHop): boolean {
  const [, arp] = layers
  return dir === 'in' && arp?.proto === 'arp' && arp.op === 'reply'
}

function isProbe({ dir, layers }: RecordedHop): boolean {
  const [link, arp] = layers
  return dir === 'out' && link?.proto === 'eth' && link.dst !== 'ff:ff:ff:ff:ff:ff' && arp?.proto === 'arp' && arp.op === 'request'
}
