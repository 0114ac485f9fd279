import { useWords } from '../../store/use-words'
import { CommandOutput } from './command-output'
import { NoTable, TableHeading } from './table-heading'
import { useAnswers } from './use-answers'
import { useTableFacts } from './use-table-facts'

const COMMANDS = ['wg show', 'ip rule', 'ip route show table 1']

/** The keys, peers and AllowedIPs of a node, and the policy routing that leads packets to them. */
export function WireguardPanel() {
  const { tables: words, page } = useWords()
  const table = useTableFacts()
  const hasDevice = table?.facts.some((fact) => fact.kind === 'interface' && fact.linkKind === 'wireguard') === true
  const [peers, rules, routes] = useAnswers(hasDevice ? table.netns : undefined, COMMANDS)
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
      <CommandOutput title={words.peers} note={words.asOfNow} answer={peers} nothing={words.noPeers} />
      <CommandOutput title={page.rules} answer={rules} nothing={words.noPolicyRules} />
      <CommandOutput title={words.sealedTable} answer={routes} nothing={words.emptyTable} />
    </>
  )
}
