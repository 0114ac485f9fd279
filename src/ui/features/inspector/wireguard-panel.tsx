import { CommandOutput } from './command-output'
import { NoTable, TableHeading } from './table-heading'
import { useAnswers } from './use-answers'
import { useTableFacts } from './use-table-facts'

const COMMANDS = ['wg show', 'ip rule', 'ip route show table 1']

/** The keys, peers and AllowedIPs of a node, and the policy routing that leads packets to them. */
export function WireguardPanel() {
  const table = useTableFacts()
  const hasDevice = table?.facts.some((fact) => fact.kind === 'interface' && fact.linkKind === 'wireguard') === true
  const [peers, rules, routes] = useAnswers(hasDevice ? table.netns : undefined, COMMANDS)
  if (!table) return <NoTable what="WireGuard peers" />
  if (!hasDevice) {
    return (
      <>
        <TableHeading table={table} what="WireGuard" />
        <p className="px-4 text-secondary">It has no WireGuard device. Nodes get one in WireGuard mode; pods and routers never do.</p>
      </>
    )
  }
  return (
    <>
      <TableHeading table={table} what="WireGuard" copies={COMMANDS} />
      <CommandOutput title="Peers" answer={peers} nothing="It has no peers." />
      <CommandOutput title="Rules" answer={rules} nothing="There are no rules." />
      <CommandOutput title="Table 1: what is sealed" answer={routes} nothing="The table is empty." />
    </>
  )
}
