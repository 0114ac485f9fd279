import { useMemo } from 'react'
import { Section } from '../../components/section'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { CommandOutput } from './command-output'
import { formatNumber } from './format-number'
import { gainedOver, parseSavedRules } from './saved-rules'
import type { SavedRule, SavedTable } from './saved-rules'
import { NoTable, TableHeading } from './table-heading'
import { useAnswers } from './use-answers'
import { useMomentNote } from './use-moment-note'
import { useTableFacts } from './use-table-facts'
import { useUsedFacts } from './use-used-facts'

const COMMANDS = ['iptables-save -c', 'conntrack -L', 'ipset list']

/** Netfilter of a namespace as it is now: chains with counters, connections, sets. Rules that this packet matched are lit. */
export function NatPanel() {
  const words = useWords().tables
  const table = useTableFacts()
  const used = useUsedFacts(table?.netns)
  const trace = useAppStore((state) => state.trace)
  const told = useAnswers(table?.netns, COMMANDS)
  const [rules, connections, sets] = told.answers
  const note = useMomentNote(told)
  const tables = useMemo(() => parseSavedRules(rules?.stdout ?? ''), [rules])
  const gained = useMemo(() => gainedOver(tables, parseSavedRules(told.before[0]?.stdout ?? '')), [tables, told.before])
  const lit = useMemo(() => {
    const facts = [...used.keys()].map((id) => trace.fact(id))
    return new Set(facts.flatMap((fact) => (fact?.kind === 'netfilter-rule' ? [`${fact.table} ${fact.text}`] : [])))
  }, [used, trace])
  if (!table) return <NoTable what="nat" />
  return (
    <>
      <TableHeading table={table} what="NAT" copies={COMMANDS} />
      {note !== undefined && <p className="px-4 pb-2 text-caption text-tertiary">{note}</p>}
      {rules && tables.length === 0 && <p className="px-4 pb-3 text-secondary">{words.noRules}</p>}
      {tables.map((one) => (one.name === 'nat' ? <OpenTable key={one.name} table={one} lit={lit} gained={gained} /> : <FoldedTable key={one.name} table={one} lit={lit} gained={gained} />))}
      <CommandOutput title={words.connections} answer={connections} before={told.before[1]} nothing={words.noConnections} />
      {sets && sets.stdout !== '' && <CommandOutput title={words.sets} answer={sets} before={told.before[2]} nothing={words.noSets} />}
    </>
  )
}

interface RuleTableProps {
  readonly table: SavedTable
  readonly lit: ReadonlySet<string>
  /** Packets that rules have counted in the flow in sight. */
  readonly gained: ReadonlyMap<SavedRule, number>
}

function OpenTable({ table, lit, gained }: RuleTableProps) {
  const words = useWords().tables
  return (
    <Section title={words.table({ name: table.name })} aside={words.ruleCount({ count: table.ruleCount })}>
      <Chains table={table} lit={lit} gained={gained} />
    </Section>
  )
}

/** Rules that only let pass are worth a line; the packet's own way through them opens with a press. */
function FoldedTable({ table, lit, gained }: RuleTableProps) {
  const words = useWords().tables
  const matched = table.chains.flatMap(({ rules }) => rules).filter(({ text }) => lit.has(`${table.name} ${text}`)).length
  return (
    <details className="border-t border-hairline px-4 py-3">
      <summary className="font-medium text-secondary">{words.matchedRules({ table: table.name, count: table.ruleCount, matched })}</summary>
      <Chains table={table} lit={lit} gained={gained} />
    </details>
  )
}

function Chains({ table, lit, gained }: RuleTableProps) {
  const words = useWords().tables
  return table.chains.map((chain, position) => (
    <table key={chain.name} className="mt-1 w-full border-separate border-spacing-0 font-mono text-caption">
      <caption className="pt-1 text-left font-sans text-body font-medium">
        {chain.name}
        {chain.policy !== undefined && <span className="font-normal text-tertiary"> {words.policy({ policy: chain.policy })}</span>}
      </caption>
      {/* said once, above the first chain */}
      <thead className={position === 0 ? 'font-sans text-tertiary' : 'sr-only'}>
        <tr>
          <th className="pr-1 text-right font-normal">{words.packets}</th>
          <th className="pr-2 text-right font-normal">{words.bytes}</th>
          <th className="text-left font-normal">{words.rule}</th>
        </tr>
      </thead>
      <tbody>
        {chain.rules.map((rule, index) => {
          const isLit = lit.has(`${table.name} ${rule.text}`)
          return (
            <tr key={index} data-lit={isLit} title={rule.text} className={isLit ? 'bg-selected font-semibold' : rule.packets === 0 ? 'text-tertiary' : ''}>
              <td className={`w-13 border-b border-l-3 border-b-hairline pr-1 text-right align-top ${isLit ? 'border-l-ink' : 'border-l-transparent'}`}><Count rule={rule} gained={gained.get(rule) ?? 0} />
              </td>
              <td className="w-13 border-b border-hairline pr-2 text-right align-top">{formatNumber(rule.bytes)}</td>
              <td className="border-b border-hairline break-words">{rule.shortText}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  ))
}

function Count({ rule, gained }: { readonly rule: SavedRule; readonly gained: number }) {
  const words = useWords().tables
  return (
    <>
      {formatNumber(rule.packets)}
      {gained > 0 && rule.packets > gained && (
        <span title={words.since({ count: gained })} className="ml-0.5 font-normal text-secondary">
          <span aria-hidden="true">+{formatNumber(gained)}</span>
          <span className="sr-only">, {words.since({ count: gained })}</span>
        </span>
      )}
    </>
  )
}
