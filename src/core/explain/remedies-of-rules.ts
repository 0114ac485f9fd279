import type { Trace } from '../trace/trace'
import { formatIpv4 } from '../wire/ipv4-address'
import { MAX_LOOK_BACK, NO_REMEDY, repaired } from './drop-case'
import type { DropCase, DropRemedy } from './drop-case'
import { ruleCure } from './drop-cures'
import { placeName } from './place-name'

/** Felix's own rules against envelopes of strangers, and the set that names who is none (felix/rules/static.go). */
const HOST_SETS = [
  [/VXLAN packets from non-allowed hosts/, 'cali40all-vxlan-net'],
  [/IPIP packets from non-Calico hosts/, 'cali40all-hosts-net'],
] as const

export function byRule({ trace, context, inventory, found }: DropCase): DropRemedy {
  const { because, packet, place, entryIndex, cameIn } = context
  const rule = ruleCure(context)
  const text = because?.kind === 'netfilter-rule' ? because.text : ''
  const [, set] = HOST_SETS.find(([comment]) => comment.test(text)) ?? []
  if (set !== undefined && packet) {
    const source = formatIpv4(packet.source)
    return { findings: [found.unknownHost({ source, place, set })], repairs: [{ netns: place, command: `ipset add ${set} ${source}` }], isWhole: true }
  }
  if (/cali:.*rpfilter/.test(text) && packet) return { findings: [found.foreignSource({ source: formatIpv4(packet.source), link: cameIn?.link ?? '', place })], repairs: [], isWhole: true }
  const rewrite = rewriteOf(trace, entryIndex)
  if (rewrite) {
    const where = placeName(inventory, rewrite.netns)
    return { findings: [found.rewritten({ place: where, rule: rewrite.text })], repairs: [{ netns: where, command: `iptables -t nat ${rewrite.text.replace(/^-A/, '-D')}` }] }
  }
  return rule === '' || text.includes('cali:') ? NO_REMEDY : repaired(place, rule)
}

/** A rule of somebody else than Calico that rewrote the packet's source before it was dropped. */
function rewriteOf(trace: Trace, entryIndex: number): { readonly netns: number; readonly text: string } | undefined {
  const { packet } = trace.entry(entryIndex)
  for (let index = entryIndex; index >= Math.max(0, entryIndex - MAX_LOOK_BACK); index--) {
    const entry = trace.entry(index)
    if (entry.kind !== 'nat.source' || entry.packet !== packet || entry.a < 0) continue
    const fact = trace.fact(entry.a, index)
    if (fact?.kind === 'netfilter-rule' && !fact.text.includes('cali:')) return { netns: entry.netns, text: fact.text }
  }
  return undefined
}
