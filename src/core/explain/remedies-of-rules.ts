import type { Trace } from '../trace/trace'
import { formatIpv4, ipv4FromNumber } from '../wire/ipv4-address'
import type { Ipv4 } from '../wire/ipv4-address'
import { MAX_LOOK_BACK, NO_REMEDY, repaired } from './drop-case'
import type { DropCase, DropRemedy } from './drop-case'
import { ruleCure } from './drop-cures'
import { formatFullRoute } from './format-route'
import { holderOf } from './lost-rows'
import { placeName } from './place-name'

/** Felix's own rules against envelopes of strangers, and the set that names who is none (felix/rules/static.go). */
const HOST_SETS = [
  [/VXLAN packets from non-allowed hosts/, 'cali40all-vxlan-net'],
  [/IPIP packets from non-Calico hosts/, 'cali40all-hosts-net'],
] as const

export function byRule(about: DropCase): DropRemedy {
  const { trace, context, inventory, found } = about
  const { because, packet, place, entryIndex, cameIn } = context
  const rule = ruleCure(context)
  const text = because?.kind === 'netfilter-rule' ? because.text : ''
  const [, set] = HOST_SETS.find(([comment]) => comment.test(text)) ?? []
  if (set !== undefined && packet) {
    const source = formatIpv4(packet.source)
    const other = otherSource(about, packet.source, set)
    if (other) return other
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

/** A node that sends its envelopes from another address than that by which the cluster knows it, and the row that makes it do so. */
function otherSource({ trace, context: { entryIndex, place }, inventory, found }: DropCase, source: Ipv4, set: string): DropRemedy | undefined {
  const holder = holderOf(trace, source, entryIndex, 'now')
  const node = inventory.namespaces[holder?.netns ?? -1]
  if (node?.kind !== 'node' || node.address === undefined || node.address === source) return undefined
  const { packet } = trace.entry(entryIndex)
  for (let index = entryIndex; index >= Math.max(0, entryIndex - MAX_LOOK_BACK); index--) {
    const entry = trace.entry(index)
    const row = entry.kind === 'route.selected' && entry.packet === packet && entry.netns === node.index ? trace.fact(entry.a, index) : undefined
    if (row?.kind !== 'route') continue
    const repair = `ip route replace ${formatFullRoute({ ...row.route, preferredSource: node.address })}`
    const facts = { source: formatIpv4(source), node: node.name, own: formatIpv4(node.address), place, set, row: formatFullRoute(row.route) }
    return { findings: [found.otherSource(facts)], repairs: [{ netns: node.name, command: repair }], evidence: [{ netns: node.name, command: `ip route get ${formatIpv4(ipv4FromNumber(entry.b))}` }], isWhole: true }
  }
  return undefined
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
