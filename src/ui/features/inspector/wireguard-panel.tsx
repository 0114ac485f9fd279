import { useWords } from '../../store/use-words'
import { CommandOutput } from './command-output'
import { NoTable, TableHeading } from './table-heading'
import { useAnswers } from './use-answers'
import { useMomentNote } from './use-moment-note'
import { useTableFacts } from './use-table-facts'

const COMMANDS = ['wg show', 'ip rule', 'ip route show table 1']

/** The keys, peers and AllowedIPs of a node, and the policy routing that leads packets to them. */
export function WireguardPanel() {
  const { tables: words, page } = useWords()
  const table = useTableFacts()
  const hasDevice = table?.facts.some((fact) => fact.kind === 'interface' && fact.linkKind === 'wireguard') === true
  const told = useAnswers(hasDevice ? table.netns : undefined, COMMANDS)
  const note = useMomentNote(told)
  const [peers, rules, routes] = told.answers
  if (!table) return <NoTable what="wireguard" />
  if (!hasDevice) {
    return (
      <>
        <TableHeading table={table} what="WireGuard" />
        <p className="px-4 text-secondary">{words.noWireguard}</p>
      </>
    )
  }
  return (
    <>
      <TableHeading table={table} what="WireGuard" copies={COMMANDS} />
      <CommandOutput title={words.peers} note={note} answer={peers} before={told.before[0]} nothing={words.noPeers} />
      <CommandOutput title={page.rules} answer={rules} before={told.before[1]} nothing={words.noPolicyRules} />
      <CommandOutput title={words.sealedTable} answer={routes} before={told.before[2]} nothing={words.emptyTable} />
    </>
  )
}
