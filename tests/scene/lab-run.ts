import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inventoryOf } from '../../src/core/model/inventory-of'
import type { Inventory } from '../../src/core/model/inventory'
import { stepsOf } from '../../src/core/scene/steps'
import type { Step } from '../../src/core/scene/steps'
import { LabSession } from '../../src/core/session/lab-session'
import { Trace } from '../../src/core/trace/trace'

/** A run in a lab that comes with Hopscope, simulated for real. */
export interface LabRun {
  readonly inventory: Inventory
  readonly trace: Trace
  readonly firstEntry: number
  readonly endEntry: number
  /** Every step, ARP and neighbour upkeep included. */
  readonly allSteps: readonly Step[]
  /** Without them. */
  readonly steps: readonly Step[]
  /** A namespace's index. */
  readonly netns: (name: string) => number
}

export function openBuiltInLab(lab: string): LabSession {
  const text = readFileSync(join(import.meta.dirname, '..', '..', 'public', 'labs', `${lab}.yaml`), 'utf8')
  return openLab(`${lab}.yaml`, text)
}

export function openLab(name: string, text: string): LabSession {
  const { session } = LabSession.open([{ name, text }], { seed: 1 })
  if (session === undefined) throw new Error(`${name} does not load`)
  return session
}

/** Runs `NAMESPACE$ COMMAND` lines one after the other; the run is that of the last. */
export function runIn(session: LabSession, lines: readonly string[]): LabRun {
  const trace = new Trace()
  let [firstEntry, endEntry, last] = [0, 0, '']
  for (const line of lines) {
    const [place = '', command = ''] = line.split('$ ')
    const ran = session.run(place, command)
    if (!ran.ok) throw new Error(ran.error)
    for (const { blocks, facts } of ran.value.parts) {
      for (const block of blocks) trace.append(block)
      trace.appendFactChanges(facts)
    }
    ;({ firstEntry, endEntry } = ran.value.record)
    last = command
  }
  const inventory = inventoryOf(session.network)
  const allSteps = stepsOf(trace, { firstEntry, endEntry, command: last }, inventory)
  const netns = (name: string): number => inventory.namespaces.findIndex((namespace) => namespace.name === name)
  return { inventory, trace, firstEntry, endEntry, allSteps, steps: allSteps.filter((step) => !step.chatter), netns }
}
