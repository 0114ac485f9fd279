import { shortInterfaceName } from '../../../core/explain/place-name'
import type { InterfaceFact } from '../../../core/trace/facts'
import { formatIpv4 } from '../../../core/wire/ipv4-address'
import { formatMac } from '../../../core/wire/mac-address'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { CommandOutput } from './command-output'
import { CELL, HEAD, TABLE } from './table-cells'
import { NoTable, TableHeading } from './table-heading'
import { useAnswers } from './use-answers'
import { useMomentNote } from './use-moment-note'
import { usePointing } from './use-pointing'
import { useTableFacts } from './use-table-facts'

const HAS_MAC: ReadonlySet<string> = new Set(['ethernet', 'vxlan'])

const COUNTERS = ['ip -s link']
const COMMANDS = ['ip addr', ...COUNTERS]

/** The interfaces of a namespace with their MTUs and addresses, and what they have carried. */
export function LinksPanel() {
  const words = useWords()
  const table = useTableFacts()
  const told = useAnswers(table?.netns, COUNTERS)
  const here = useAppStore((state) => state.steps[state.playhead.step]?.interfaceId)
  const note = useMomentNote(told)
  if (!table) return <NoTable what="links" />
  const links = table.facts.filter((fact): fact is InterfaceFact => fact.kind === 'interface').toSorted((a, b) => a.ifindex - b.ifindex)
  return (
    <>
      <TableHeading table={table} what={words.page.links} copies={COMMANDS} />
      <div className="px-4 py-2">
        <table className={TABLE}>
          <thead>
            <tr>
              <th className={`${HEAD} text-right`}>
                <span className="sr-only">{words.tables.index}</span>
              </th>
              <th className={HEAD}>{words.tables.name}</th>
              <th className={HEAD}>{words.tables.addresses}</th>
              <th className={HEAD}>{words.tables.link}</th>
              <th className={`${HEAD} pr-0 text-right`}>MTU</th>
            </tr>
          </thead>
          <tbody>
            {links.map((link) => (
              <LinkRow key={link.id} netns={table.netns} link={link} isHere={link.id === here} />
            ))}
          </tbody>
        </table>
      </div>
      <CommandOutput title={words.tables.counters} note={note} answer={told.answers[0]} before={told.before[0]} isCounters nothing="" />
    </>
  )
}

function LinkRow({ netns, link, isHere }: { readonly netns: number; readonly link: InterfaceFact; readonly isHere: boolean }) {
  const pointing = usePointing(netns, link.name)
  const words = useWords()
  const name = HAS_MAC.has(link.linkKind) ? formatMac(link.mac) : link.linkKind
  return (
    <tr {...pointing} data-fact={link.id} data-lit={isHere} className={`-outline-offset-2! hover:bg-hover ${isHere ? 'bg-selected font-semibold' : ''} ${link.up ? '' : 'text-tertiary'}`}>
      <td className={`${CELL} text-right text-tertiary`}>{link.ifindex}</td>
      <td className={`${CELL} font-medium`} title={link.name}>
        {shortInterfaceName(link.name)}
        {isHere && <span className="sr-only"> {words.tables.ofThisStep}</span>}
      </td>
      <td className={CELL}>
        {link.addresses.map((address) => (
          <span key={`${address.address}/${address.prefixLength}`} className="block">
            {formatIpv4(address.address)}/{address.prefixLength}
          </span>
        ))}
      </td>
      <td className={`${CELL} wrap-anywhere`}>
        {link.up ? name : words.tables.down({ link: name })}
      </td>
      <td className={`${CELL} pr-0 text-right`}>{link.mtuBytes}</td>
    </tr>
  )
}
