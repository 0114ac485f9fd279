import { describe, expect, it } from 'vitest'
import { packetDrops } from '../../src/core/explain/drop-context'
import { explainDrop } from '../../src/core/explain/explain-drop'
import type { DropExplanation } from '../../src/core/explain/explain-drop'
import { sentenceText } from '../../src/core/explain/sentence'
import { inventoryOf } from '../../src/core/model/inventory-of'
import type { LabSession } from '../../src/core/session/lab-session'
import type { Trace } from '../../src/core/trace/trace'
import { EN } from '../../src/core/words/en'
import { KO } from '../../src/core/words/ko'
import type { PlacedLine } from '../cli/run-in-lab'
import { droppedIn, FAULTS } from './faults'

/** Who mends one thing may meet the next: the way there, then the way back. */
const MOST_ROUNDS = 3

interface Typed {
  readonly exit: number
  readonly outcome: string
  readonly drop: DropExplanation | undefined
}

function type(session: LabSession, trace: Trace, [netns, command]: PlacedLine): Typed {
  const ran = session.run(netns, command)
  if (!ran.ok) throw new Error(`${netns}$ ${command}: ${ran.error}`)
  for (const { blocks, facts } of ran.value.parts) {
    for (const block of blocks) trace.append(block)
    trace.appendFactChanges(facts)
  }
  const { exit, outcome, firstEntry } = ran.value.record
  const [dropped] = packetDrops(trace, firstEntry, trace.entryCount)
  return { exit, outcome, drop: dropped === undefined ? undefined : explainDrop(trace, dropped, inventoryOf(session.network)) }
}

describe('who types what the explanation of a fault gives', () => {
  it.each(FAULTS.filter(({ mends }) => mends !== 'nothing there'))('has mended it: $title', (fault) => {
    const { session, trace, tried, drop } = droppedIn(fault)
    const again: PlacedLine = [tried[0], fault.mends === 'its own address' ? tried[1].replace(/-I \S+ /, '') : fault.mends === 'a larger TTL' ? tried[1].replace(/-t \d+/, '-t 64') : tried[1]]
    for (const line of typeof fault.mends === 'object' ? fault.mends : []) expect(type(session, trace, line).exit).toBe(0)
    let next = drop
    let outcome = ''
    for (let round = 0; round < MOST_ROUNDS && outcome !== 'delivered'; round++) {
      for (const { netns, command } of next?.repairs ?? []) expect(type(session, trace, [netns, command]).exit, `${netns}$ ${command}`).toBe(0)
      const now = type(session, trace, again)
      outcome = now.outcome
      next = now.drop
    }
    expect(outcome).toBe('delivered')
  })

  it.each([EN, KO].flatMap((words) => FAULTS.map((fault) => ({ language: words.language.code, words, fault, title: fault.title }))))('is told the thing at fault, $language: $title', ({ words, fault }) => {
    const { drop } = droppedIn(fault, words)
    const told = drop && [sentenceText(drop.why), drop.cure, ...drop.repairs.map(({ netns, command }) => `${netns}$ ${command}`)].join(' ')
    expect(told).toMatch(fault.says)
    expect(drop?.cure).not.toBe('')
  })
})
