import type { NeighbourFact } from '../../../core/trace/facts'
import { shortInterfaceName } from '../../../core/explain/place-name'
import { formatIpv4 } from '../../../core/wire/ipv4-address'
import { formatMac } from '../../../core/wire/mac-address'
import { useAppStore } from '../../store/app-store'
import { CELL, HEAD, TABLE } from './table-cells'
import { NoTable, TableHeading } from './table-heading'
import { useTableFacts } from './use-table-facts'

/** States in which the kernel knows no link-layer address. */
const UNRESOLVED: ReadonlySet<string> = new Set(['NONE', 'INCOMPLETE', 'FAILED'])

/** What `ip neigh` prints, at the current step. */
export function NeighboursPanel() {
  const table = useTableFacts()
  const trace = useAppStore((state) => state.trace)
  if (!table) return <NoTable what="neighbours" />
  const neighbours = table.facts.filter((fact): fact is NeighbourFact => fact.kind === 'neighbour')
  return (
    <>
      <TableHeading table={table} what="Neighbours" />
      <div className="px-4 py-2">
        {neighbours.length === 0 ? (
          <p className="text-secondary">None yet: the first packet to a neighbour makes ARP ask.</p>
        ) : (
          <table className={TABLE}>
            <thead>
              <tr>
                <th className={HEAD}>address</th>
                <th className={HEAD}>dev</th>
                <th className={HEAD}>lladdr</th>
                <th className={`${HEAD} text-right`}>state</th>
              </tr>
            </thead>
            <tbody>
              {neighbours.map((fact) => {
                const link = trace.fact(fact.interfaceId)
                const name = link?.kind === 'interface' ? link.name : ''
                return (
                  <tr key={fact.id}>
                    <td className={CELL}>{formatIpv4(fact.address)}</td>
                    <td className={CELL} title={name}>
                      {shortInterfaceName(name)}
                    </td>
                    <td className={CELL}>{UNRESOLVED.has(fact.state) ? '' : formatMac(fact.mac)}</td>
                    <td className={`${CELL} pr-0 text-right`}>{fact.state}</td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        )}
      </div>
    </>
  )
}
