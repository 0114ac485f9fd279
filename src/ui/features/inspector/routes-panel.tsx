import { ROUTE_TABLE } from '../../../core/model/netns-spec'
import { tableName } from '../../../core/explain/route-decision'
import type { RouteRow } from '../../../core/explain/route-decision'
import type { RouteFact, RuleFact } from '../../../core/trace/facts'
import { formatIpv4Prefix } from '../../../core/wire/ipv4-address'
import { useAppStore } from '../../store/app-store'
import { Section } from '../../components/section'
import { RouteTable } from './route-table'
import { NoTable, TableHeading } from './table-heading'
import { useTableFacts } from './use-table-facts'

/** All routing tables of a namespace, main first; the kernel's own local table is folded. */
export function RoutesPanel() {
  const table = useTableFacts()
  const usedFact = useAppStore((state) => {
    const step = state.steps[state.playhead.step]
    return step?.entryKind === 'route.selected' ? state.trace.entry(step.entryIndex).a : -1
  })
  if (!table) return <NoTable what="routes" />
  const routes = table.facts.filter((fact): fact is RouteFact => fact.kind === 'route')
  const rules = table.facts.filter((fact): fact is RuleFact => fact.kind === 'rule')
  const numbers = [...new Set(routes.map((fact) => fact.route.table))].toSorted((a, b) => tableRank(a) - tableRank(b))
  return (
    <>
      <TableHeading table={table} what="Routes" />
      {numbers.map((number) => {
        const rows = routes.filter((fact) => fact.route.table === number).map((fact) => rowOf(fact, usedFact))
        const name = tableName(number)
        if (number !== ROUTE_TABLE.local) {
          return (
            <Section key={number} title={`Table ${name}`}>
              <RouteTable rows={rows} mode="direct" caption={`Table ${name}`} />
            </Section>
          )
        }
        return (
          <details key={number} className="border-t border-hairline px-4 py-3">
            <summary className="font-medium text-secondary">Table local, {rows.length} routes that the kernel keeps itself</summary>
            <RouteTable rows={rows} mode="direct" caption="Table local" />
          </details>
        )
      })}
      {rules.length > 0 && <Rules rules={rules} />}
    </>
  )
}

function rowOf(fact: RouteFact, usedFact: number): RouteRow {
  return { fact, standing: fact.id === usedFact ? { kind: 'won' } : { kind: 'not-asked' } }
}

/** Main, then numbered tables, then local. */
function tableRank(table: number): number {
  if (table === ROUTE_TABLE.main) return -1
  return table === ROUTE_TABLE.local ? Number.MAX_SAFE_INTEGER : table
}

function Rules({ rules }: { readonly rules: readonly RuleFact[] }) {
  return (
    <Section title="Rules">
      <ol className="font-mono text-caption">
        {rules.toSorted((a, b) => a.rule.priority - b.rule.priority).map(({ id, rule }) => (
          <li key={id} className="flex h-5 gap-3 text-secondary">
            <span className="w-10 text-right">{rule.priority}:</span>
            <span>
              {rule.not ? 'not ' : ''}from {rule.source ? formatIpv4Prefix(rule.source) : 'all'}
              {rule.fwmark ? ` fwmark 0x${rule.fwmark.value.toString(16)}/0x${rule.fwmark.mask.toString(16)}` : ''} lookup {tableName(rule.table)}
            </span>
          </li>
        ))}
      </ol>
    </Section>
  )
}
