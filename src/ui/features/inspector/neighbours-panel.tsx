import type { NeighbourFact } from '../../../core/trace/facts'
import { shortInterfaceName } from '../../../core/explain/place-name'
import { formatIpv4 } from '../../../core/wire/ipv4-address'
import { formatMac } from '../../../core/wire/mac-address'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { CommandOutput } from './command-output'
import { LearnedMark } from './learned-mark'
import { CELL, HEAD, TABLE } from './table-cells'
import { NoTable, TableHeading } from './table-heading'
import { useAnswers } from './use-answers'
import { usePointing } from './use-pointing'
import { useTableFacts } from './use-table-facts'
import { useUsedFacts } from './use-used-facts'

/** States in which the kernel knows no link-layer address. */
const UNRESOLVED: ReadonlySet<string> = new Set(['NONE', 'INCOMPLETE', 'FAILED'])

const FDB = ['bridge fdb']

/** Where four columns have no room the link-layer address stands below the other. */
const WIDE = '@max-[25rem]:hidden'

/** What `ip neigh` prints, at the current step; with VXLAN also where frames for a MAC are sent. */
export function NeighboursPanel() {
  const words = useWords()
  const table = useTableFacts()
  const used = useUsedFacts(table?.netns)
  const hasFdb = table?.facts.some((fact) => fact.kind === 'interface' && fact.linkKind === 'vxlan') === true
  const told = useAnswers(hasFdb ? table.netns : undefined, FDB)
  if (!table) return <NoTable what="neighbours" />
  const neighbours = table.facts.filter((fact): fact is NeighbourFact => fact.kind === 'neighbour')
  return (
    <>
      <TableHeading table={table} what={words.page.neighbours} copies={hasFdb ? ['ip neigh', ...FDB] : ['ip neigh']} />
      <div className="@container relative mx-4 py-2">
        {neighbours.length === 0 ? (
          <p className="text-secondary">{words.page.noNeighbours}</p>
        ) : (
          <table className={TABLE}>
            <thead>
              <tr>
                <th className={HEAD}>{words.tables.address}</th>
                <th className={HEAD}>dev</th>
                <th className={`${HEAD} ${WIDE}`}>lladdr</th>
                <th className={`${HEAD} text-right`}>{words.tables.state}</th>
              </tr>
            </thead>
            <tbody>
              {neighbours.map((fact) => (
                <NeighbourRow key={fact.id} fact={fact} isUsed={used.has(fact.id)} isLearned={table.learned.has(fact.id)} />
              ))}
            </tbody>
          </table>
        )}
        {neighbours.some(({ id }) => table.learned.has(id)) && <p className="mt-1 text-caption text-tertiary">+ {words.tables.learned}</p>}
      </div>
      {hasFdb && <CommandOutput title={words.tables.fdb} answer={told.answers[0]} before={told.before[0]} nothing={words.tables.noFdb} />}
    </>
  )
}

function NeighbourRow({ fact, isUsed, isLearned }: { readonly fact: NeighbourFact; readonly isUsed: boolean; readonly isLearned: boolean }) {
  const link = useAppStore((state) => state.trace.fact(fact.interfaceId))
  const name = link?.kind === 'interface' ? link.name : ''
  const pointing = usePointing(fact.netns, name)
  const mac = UNRESOLVED.has(fact.state) ? '' : formatMac(fact.mac)
  return (
    <tr {...pointing} data-lit={isUsed} data-fact={fact.id} className={`-outline-offset-2! hover:bg-hover ${isUsed ? 'bg-selected font-semibold' : ''}`}>
      <td className={CELL}>
        {isLearned && <LearnedMark />}
        {formatIpv4(fact.address)}
        <span className="hidden @max-[25rem]:block">{mac}</span>
      </td>
      <td className={`${CELL} whitespace-nowrap`} title={name}>
        {shortInterfaceName(name)}
      </td>
      <td className={`${CELL} ${WIDE}`}>{mac}</td>
      <td className={`${CELL} pr-0 text-right`}>{fact.state}</td>
    </tr>
  )
}
