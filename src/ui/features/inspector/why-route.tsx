import { useMemo, useState } from 'react'
import { placeName } from '../../../core/explain/place-name'
import { decisionChain } from '../../../core/explain/decision-chain'
import { plain } from '../../../core/explain/sentence'
import type { RouteDecision, RouteRow } from '../../../core/explain/route-decision'
import { tableName } from '../../../core/explain/route-decision'
import type { Inventory } from '../../../core/model/inventory'
import { formatIpv4 } from '../../../core/wire/ipv4-address'
import type { Words } from '../../../core/words/en'
import { Section } from '../../components/section'
import { Segmented } from '../../components/segmented'
import { SentenceText } from '../../components/sentence-text'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { DecisionChainView } from './decision-chain-view'
import { RouteTable } from './route-table'
import type { StepDecisions } from './step-decisions'

interface WhyRouteProps {
  readonly decisions: StepDecisions
  readonly inventory: Inventory
  /** The entry at which the playhead stands: what came after it is not told yet. */
  readonly atEntry: number
}

/** Why this way: the lookup as a chain from rule to neighbour, with the rows that lost. */
export function WhyRoute({ decisions, inventory, atEntry }: WhyRouteProps) {
  const words = useWords()
  const [chosen, setChosen] = useState(decisions.first)
  const place = placeName(inventory, decisions.netns)
  const trace = useAppStore((state) => state.trace)
  const decision = decisions.taken[chosen] ?? decisions.taken.at(-1)
  const links = useMemo(() => decision && decisionChain(trace, decision, atEntry, inventory, words), [trace, decision, atEntry, inventory, words])
  if (!decision || !links) return decisions.ahead ? <NotDecided ahead={decisions.ahead} place={place} /> : null
  const options = decisions.taken.map((_, index) => ({ value: String(index), label: lookupLabel(decisions.taken, index, words) }))
  return (
    <Section
      title={words.page.why({ row: decision.winner?.route.link ?? decision.winner?.route.type ?? words.page.itEnds, table: tableTitle(decision, place, words) })}
      aside={
        options.length > 1 && (
          <Segmented compact label={words.page.whichLookup} name="lookup" options={options} value={String(decisions.taken.indexOf(decision))} onChange={(value) => setChosen(Number(value))} />
        )
      }
    >
      <DecisionChainView netns={decision.netns} links={links} mode={modeOf(decision)} decision={decision} />
    </Section>
  )
}

function NotDecided({ ahead, place }: { readonly ahead: RouteDecision; readonly place: string }) {
  const words = useWords()
  const table = tableName(ahead.table)
  const rows: readonly RouteRow[] = ahead.rows.map(({ fact }) => ({ fact, standing: { kind: 'not-asked' } }))
  return (
    <Section title={table === 'main' ? words.page.titleRoutesOn({ place }) : words.page.titleTableOn({ table, place })}>
      <RouteTable netns={ahead.netns} rows={rows} mode="direct" caption={words.page.routesOn({ place })} />
      <div className="mt-2">
        <SentenceText sentence={[plain(words.page.notDecided({ place, address: formatIpv4(ahead.destination) }))]} />
      </div>
    </Section>
  )
}

function tableTitle(decision: RouteDecision, place: string, words: Words): string {
  const table = tableName(decision.table)
  return table === 'main' ? words.page.routesOn({ place }) : words.page.tableOn({ table, place })
}

/** A packet that is wrapped here is looked up twice: for what is inside, and for the envelope. */
function lookupLabel(taken: readonly RouteDecision[], index: number, words: Words): string {
  const [first] = taken
  if (first && taken.length === 2 && modeOf(first) !== 'direct') return index === 0 ? words.page.innerDst : words.page.outerDst
  const decision = taken[index]
  return decision ? formatIpv4(decision.destination) : ''
}

function modeOf(decision: RouteDecision): 'direct' | 'ipip' | 'vxlan' | 'wireguard' {
  const link = decision.link?.linkKind
  return link === undefined || link === 'loopback' || link === 'ethernet' ? 'direct' : link
}
