import { formatIpv4 } from '../wire/ipv4-address'
import { NO_REMEDY, nodeOf, nodeWith, podWith, repaired } from './drop-case'
import type { DropCase, DropRemedy } from './drop-case'
import { poolOf, vxlanInstead } from './pools-told'
import { withoutNat } from './remedies-of-nat'

/** A rule that somebody typed is taken back; what a cloud does by itself is got round. */
export function inFabric(about: DropCase): DropRemedy {
  const { context: { because, destination }, inventory, found } = about
  if (because?.kind !== 'netfilter-rule') return NO_REMEDY
  if (because.table === 'ebtables') return repaired(whereRuleIs(about, because.text), `ebtables ${because.text.replace(/^-A/, '-D')}`)
  if (because.table === 'azure') return { findings: [found.azure({ commands: vxlanInstead(inventory) })], repairs: [], isWhole: true }
  const bare = withoutNat(about)
  if (bare) return bare
  const owner = destination === undefined ? undefined : podWith(inventory, destination)
  const node = nodeOf(inventory, owner)
  const pool = poolOf(inventory, destination)
  const mode = pool !== undefined && pool.vxlanMode !== 'Never' ? 'vxlanMode' : 'ipipMode'
  return { findings: [found.gcp({ address: destination === undefined ? '' : formatIpv4(destination), block: node?.blocks[0] ?? 'BLOCK', node: node?.name ?? 'NODE', pool: pool?.name ?? 'POOL', mode })], repairs: [], isWhole: true }
}

/** A rule that all segments have is the fabric's; else it is deleted where it is. */
function whereRuleIs({ trace, context: { entryIndex, place }, inventory }: DropCase, text: string): string {
  const isEverywhere = inventory.segments.every((_, index) => trace.factsAt(-1 - index, entryIndex).some((fact) => fact.kind === 'netfilter-rule' && fact.table === 'ebtables' && fact.text === text))
  return isEverywhere ? 'fabric' : place
}

/** Both cards are checked, on the way there and on the way back. */
export function checkedByCloud(about: DropCase): DropRemedy {
  const { context: { becauseOf, because, destination, packet }, inventory } = about
  if (because?.kind !== 'interface') return NO_REMEDY
  const bare = withoutNat(about)
  if (bare) return bare
  const ends = [becauseOf, ...[packet?.source, destination].map((address) => nodeWith(inventory, address))]
  const nodes = [...new Set(ends.filter((name) => name !== undefined))].map((name) => inventory.namespaces.find((namespace) => namespace.name === name)?.instanceId ?? name)
  return { findings: [], repairs: nodes.map((node) => ({ netns: becauseOf, command: `aws ec2 modify-instance-attribute --instance-id ${node} --no-source-dest-check` })) }
}
