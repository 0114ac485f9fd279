import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CommandRecord } from '../../src/core/session/command-run'
import type { LabSettings } from '../../src/core/model/lab-settings'
import { LabSession } from '../../src/core/session/lab-session'
import { Trace } from '../../src/core/trace/trace'

const LABS = join(import.meta.dirname, '..', '..', 'public', 'labs')

export type PlacedLine = readonly [netns: string, command: string]

export interface Shaped {
  /** Text of the lab's file, and what stands in its place. */
  readonly replaced?: readonly [from: string, to: string]
  readonly settings?: Partial<LabSettings>
}

/** A built-in lab, with a further document if one is given, after some commands: all that was recorded, and the record of each command. */
export function runInLab(lab: string, lines: readonly PlacedLine[], besides?: string, { replaced = ['', ''], settings }: Shaped = {}): { readonly session: LabSession; readonly trace: Trace; readonly records: readonly CommandRecord[] } {
  const { session } = LabSession.open([{ name: `${lab}.yaml`, text: [readFileSync(join(LABS, `${lab}.yaml`), 'utf8').replaceAll(...replaced), besides ?? ''].join('\n---\n') }], { seed: 1 })
  if (!session) throw new Error(`${lab} is refused`)
  const trace = new Trace()
  if (settings) {
    const changed = session.change({ ...session.settings, ...settings }, [])
    if (!changed.ok) throw new Error(changed.error)
    const { blocks, facts } = session.take()
    for (const block of blocks) trace.append(block)
    trace.appendFactChanges(facts)
  }
  const records = lines.map(([netns, command]) => {
    const ran = session.run(netns, command)
    if (!ran.ok) throw new Error(ran.error)
    for (const { blocks, facts } of ran.value.parts) {
      for (const block of blocks) trace.append(block)
      trace.appendFactChanges(facts)
    }
    return ran.value.record
  })
  return { session, trace, records }
}
