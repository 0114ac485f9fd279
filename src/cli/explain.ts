import { ok } from '../core/base/result'
import type { Result } from '../core/base/result'
import { packetDrops } from '../core/explain/drop-context'
import { explainDrop } from '../core/explain/explain-drop'
import type { DropExplanation } from '../core/explain/explain-drop'
import { isProbesEnd, sendsProbes } from '../core/explain/probe-ends'
import { tellStory } from '../core/explain/story'
import { indented, storyText } from '../core/explain/story-text'
import { sentenceText } from '../core/explain/sentence'
import { inventoryOf } from '../core/model/inventory-of'
import type { CommandRecord } from '../core/session/command-run'
import type { LabSession } from '../core/session/lab-session'
import type { Outcome } from '../core/session/outcome'
import type { Trace } from '../core/trace/trace'
import type { ExplainRequest } from './arguments'
import { openLab, tellNotes } from './open-lab'
import type { CliOutput } from './output'
import { proofOutput } from './proof-output'
import { lineOf, readScript, runLines } from './run-lines'

/** A flow that goes on for ever is told up to this many trace entries. */
const MAX_ENTRIES = 100_000
/** Drops that are explained; the same place and reason count once. */
const MAX_DROPS = 5

/** Does `hopscope explain`; gives the exit status of the command. The error is one line. */
export function explain(request: ExplainRequest, output: CliOutput): Result<number, string> {
  const before = request.script === undefined ? ok([]) : readScript(request.script)
  if (!before.ok) return before
  const lab = openLab(request.labs, request.seed)
  if (!lab.ok) return lab
  const { session } = lab.value
  const ran = runLines(session, [...before.value, lineOf(request.task)], { maxEntries: MAX_ENTRIES })
  if (!ran.ok) return ran
  const { trace, records } = ran.value
  const record = records.at(-1)
  if (record) output.stdout(explanation(session, trace, record))
  tellNotes(lab.value, output)
  return ok(record?.exit ?? 0)
}

function explanation(session: LabSession, trace: Trace, record: CommandRecord): string {
  const inventory = inventoryOf(session.network)
  const story = storyText(tellStory(trace, record, inventory), record.startNs)
  const drops = new Map<string, DropExplanation>()
  for (const index of packetDrops(trace, record.firstEntry, record.endEntry)) {
    const drop = explainDrop(trace, index, inventory)
    if (drop && isNews(trace, record, drop) && drops.size < MAX_DROPS && !drops.has(`${drop.place} ${drop.reason}`)) drops.set(`${drop.place} ${drop.reason}`, drop)
  }
  const parts = [
    `${record.netns}$ ${record.command}\n`,
    ...(story === '' ? [] : [story]),
    `${outcomeText(record)}\n`,
    ...[...drops.values()].map((drop) => dropText(session, trace, record, drop)),
  ]
  return parts.join('\n')
}

/** What traceroute asks for is none, nor is a closed port that answered. */
function isNews(trace: Trace, { command, outcome }: CommandRecord, { entryIndex, reason }: DropExplanation): boolean {
  if (sendsProbes(command) && isProbesEnd(trace, entryIndex)) return false
  return outcome !== 'delivered' || reason !== 'no-socket'
}

function dropText(session: LabSession, trace: Trace, record: CommandRecord, drop: DropExplanation): string {
  const where = drop.link === '' ? drop.place : `${drop.place}, ${drop.link}`
  const head = indented(`Dropped at ${where}: ${drop.reason} — ${sentenceText(drop.why)}`, '')
  const proofs = drop.proofs.map((proof) => {
    const printed = proofOutput(session, trace, record, proof).trimEnd()
    const lines = printed === '' ? ['(prints nothing)'] : printed.split('\n')
    return `    ${proof.place}$ ${proof.command}\n${lines.map((line) => `    ${line}\n`).join('')}`
  })
  const proofText = proofs.length === 0 ? '' : `  What shows it there:\n\n${proofs.join('\n')}\n`
  const repairs = drop.repairs.map(({ netns, command }) => `    ${netns}$ ${command}\n`).join('')
  return `${head}\n${proofText}  Cure:\n${indented(drop.cure, '    ')}${repairs}`
}

function outcomeText({ netns, outcome, exit, stderr }: CommandRecord): string {
  const words = OUTCOME_WORDS[outcome.startsWith('dropped:') ? 'dropped' : (outcome as Exclude<Outcome, `dropped:${string}`>)]
  const said = outcome === 'refused-locally' && stderr !== '' ? `: ${stderr.trim()}` : ''
  return `${netns}: ${words}${said} (${outcome}, exit status ${exit}).`
}

const OUTCOME_WORDS: Readonly<Record<Exclude<Outcome, `dropped:${string}`> | 'dropped', string>> = {
  'no-traffic': 'nothing had to be sent',
  'refused-locally': 'nothing left any interface',
  delivered: 'the destination answered',
  'error-reported': 'an ICMP error came back',
  dropped: 'nobody was told, but a packet ended on the way',
  received: 'a program at the other end received it, and sent no reply',
  'no-reply': 'no answer has come',
}
