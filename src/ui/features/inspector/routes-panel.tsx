import { formatRule } from '../../../core/explain/decision-chain'
import { ROUTE_TABLE } from '../../../core/model/netns-spec'
import type { UsedFacts } from '../../../core/explain/used-facts'
import { routesOf, tableName } from '../../../core/explain/route-decision'
import type { RouteRow } from '../../../core/explain/route-decision'
import type { RouteFact, RuleFact } from '../../../core/trace/facts'
import { Section } from '../../components/section'
import { useWords } from '../../store/use-words'
import { RouteTable } from './route-table'
import { NoTable, TableHeading } from './table-heading'
import { useTableFacts } from './use-table-facts'
import { useUsedFacts } from './use-used-facts'

const COMMANDS = ['ip rule', 'ip route show table all']

/** The rules of a namespace, then all its routing tables, main first; the kernel's own local table is folded. */
export function RoutesPanel() {
  const words = useWords()
  const table = useTableFacts()
  const used = useUsedFacts(table?.netns)
  if (!table) return <NoTable what="routes" />
  const routes = table.facts.filter((fact): fact is RouteFact => fact.kind === 'route')
  const rules = table.facts.filter((fact): fact is RuleFact => fact.kind === 'rule')
  const numbers = [...new Set(routes.map((fact) => fact.route.table))].toSorted((a, b) => tableRank(a) - tableRank(b))
  return (
    <>
      <TableHeading table={table} what={words.page.routes} copies={COMMANDS} />
      {rules.length > 0 && <Rules rules={rules} used={used} />}
      {numbers.map((number) => {
        const rows = routesOf(routes, number).map((fact) => rowOf(fact, used))
        const name = tableName(number)
        if (number !== ROUTE_TABLE.local) {
          return (
            <Section key={number} title={words.page.table({ name })}>
              <RouteTable netns={table.netns} rows={rows} learned={table.learned} mode="direct" caption={words.tables.table({ name })} />
            </Section>
          )
        }
        return (
          <details key={number} className="border-t border-hairline px-4 py-3">
            <summary className="font-medium text-secondary">{words.page.localTable({ count: rows.length })}</summary>
            <RouteTable netns={table.netns} rows={rows} learned={table.learned} mode="direct" caption={words.tables.table({ name })} />
          </details>
        )
      })}
    </>
  )
}

function rowOf(fact: RouteFact, used: UsedFacts): RouteRow {
  const destinations = used.get(fact.id)
  return { fact, standing: destinations === undefined ? { kind: 'not-asked' } : { kind: 'won', destinations } }
}

/** Main, then numbered tables, then local. */
function tableRank(table: number): number {
  if (table === ROUTE_TABLE.main) return -1
  return table === ROUTE_TABLE.local ? Number.MAX_SAFE_INTEGER : table
}

/** Asked by rising priority; the one that named the table of the packet's route is lit. */
function Rules({ rules, used }: { readonly rules: readonly RuleFact[]; readonly used: UsedFacts }) {
  const words = useWords()
  return (
    <Section title={words.page.rules}>
      <ol className="font-mono text-caption">
        {rules.toSorted((a, b) => a.rule.priority - b.rule.priority).map((fact) => (
          <RuleItem key={fact.id} fact={fact} isUsed={used.has(fact.id)} />
        ))}
      </ol>
    </Section>
  )
}

function RuleItem({ fact, isUsed }: { readonly fact: RuleFact; readonly isUsed: boolean }) {
  const words = useWords()
  const [priority = '', ...rest] = formatRule(fact).split(' ')
  return (
    <li data-lit={isUsed} data-fact={fact.id} tabIndex={-1} className={`-mx-2 flex min-h-5 items-baseline gap-2 border-l-3 px-1.25 py-0.5 -outline-offset-2! ${isUsed ? 'border-ink bg-selected font-semibold text-ink' : 'border-transparent text-secondary'}`}>
      <span className="w-10 shrink-0 text-right">{priority}</span>
      <span>{rest.join(' ')}</span>
      {isUsed && <span className="sr-only">{words.tables.used}</span>}
    </li>
  )
}
