import { useMemo } from 'react'
import { usedLines, usedPeerLines } from '../../../core/explain/used-lines'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { CommandOutput } from './command-output'
import { NoTable, TableHeading } from './table-heading'
import { useAnswers } from './use-answers'
import { useMomentNote } from './use-moment-note'
import { useTableFacts } from './use-table-facts'
import { useUsedFacts } from './use-used-facts'

const COMMANDS = ['wg show', 'ip rule', 'ip route show table 1']

/** The keys, peers and AllowedIPs of a node, and the policy routing that leads packets to them. */
export function WireguardPanel() {
  const { tables: words, page } = useWords()
  const table = useTableFacts()
  const hasDevice = table?.facts.some((fact) => fact.kind === 'interface' && fact.linkKind === 'wireguard') === true
  const told = useAnswers(hasDevice ? table.netns : undefined, COMMANDS)
  const note = useMomentNote(told)
  const [peers, rules, routes] = told.answers
  const trace = useAppStore((state) => state.trace)
  const firstEntry = useAppStore((state) => state.runs[state.currentRun]?.firstEntry ?? 0)
  const step = useAppStore((state) => state.steps[state.playhead.step])
  const used = useUsedFacts(table?.netns)
  const lit = useMemo(() => usedLines(trace, used), [trace, used])
  const peer = useMemo(() => usedPeerLines(peers?.stdout ?? '', trace, firstEntry, step, table?.netns ?? -1), [peers, trace, firstEntry, step, table?.netns])
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
      <CommandOutput title={words.peers} note={note} answer={peers} before={told.before[0]} lit={peer} nothing={words.noPeers} />
      <CommandOutput title={page.rules} answer={rules} before={told.before[1]} lit={lit} nothing={words.noPolicyRules} />
      <CommandOutput title={words.sealedTable} answer={routes} before={told.before[2]} lit={lit} nothing={words.emptyTable} />
    </>
  )
}
