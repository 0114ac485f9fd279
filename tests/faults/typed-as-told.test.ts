import { describe, expect, test } from 'vitest'
import { interfaceLines } from '../../src/core/capture/interface-lines'
import type { DropProof } from '../../src/core/explain/drop-proofs'
import { NO_INPUT } from '../../src/core/engine/simulation-api'
import type { LabSession } from '../../src/core/session/lab-session'
import { runInLab } from '../cli/run-in-lab'
import type { PlacedLine } from '../cli/run-in-lab'
import { droppedIn, FAULTS, filled } from './faults'
import type { Fault } from './faults'

/** What a command says that Hopscope does not have. */
const REFUSAL = /not modelled|unknown option|invalid option|command not found|Hopscope's \w+ has/

/** Types the proofs' own tcpdump beside the fault, as a person would, and answers with its lines without their times. */
function typedCapture(fault: Fault, proof: Extract<DropProof, { kind: 'capture' }>): readonly string[] {
  const { lab = 'two-subnets', besides, shaped, lines, tried } = fault
  const { session } = runInLab(lab, lines.map((line) => filled(lab, line)), besides, shaped)
  const said = { out: '', errors: '' }
  const capture = session.start(proof.place, proof.command.split(' '), {
    stdout: (text) => {
      said.out += text
    },
    stderr: (text) => {
      said.errors += text
    },
    input: NO_INPUT,
  })
  if (!capture.ok) throw new Error(capture.error)
  run(session, filled(lab, tried))
  capture.value.interrupt()
  expect(said.errors).toContain(`listening on ${proof.seenAt.link}, `)
  return said.out.split('\n').filter((row) => row !== '').map((row) => masked(row.replace(/^\d\d:\d\d:\d\d\.\d{6} /, '')))
}

/** A ping's id is its process's, and tcpdump is a process too; a port is drawn. */
function masked(line: string): string {
  return line.replaceAll(/id \d+/g, 'id N').replaceAll(/\.[345]\d{4}\b/g, '.PORT')
}

function run(session: LabSession, [netns, command]: PlacedLine): string {
  const ran = session.run(netns, command)
  if (!ran.ok) throw new Error(ran.error)
  return ran.value.record.stdout + ran.value.record.stderr
}

describe('what is told to be typed on a real node can be typed here, and prints what was told', () => {
  test.each(FAULTS)('$title', (fault) => {
    const { drop, session, trace, firstEntry } = droppedIn(fault)
    const proofs = drop?.proofs ?? []
    expect(proofs).not.toEqual([])
    const captured: string[] = []
    for (const proof of proofs) {
      if (proof.kind === 'command') {
        expect(`${proof.place}$ ${proof.command}\n${run(session, [proof.place, proof.command])}`).not.toMatch(REFUSAL)
        continue
      }
      const told = interfaceLines(trace, firstEntry, (drop?.entryIndex ?? 0) + 1, proof.seenAt.interfaceId, proof.filter).flatMap(({ text }) => text.split('\n')).map(masked)
      // it goes on printing what comes after the drop
      expect(typedCapture(fault, proof).slice(0, told.length)).toEqual(told)
      captured.push(...told)
    }
    // where the packet was due nothing is seen; where it was last it is
    if (proofs.some(({ kind }) => kind === 'capture')) expect(captured).not.toEqual([])
  })
})
