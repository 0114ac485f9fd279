import { deriveNetwork } from '../../src/core/calico/derive-network'
import type { Program } from '../../src/core/engine/kernel-api'
import { createSimulation } from '../../src/core/engine/simulation'
import type { ProcessHandle, Simulation } from '../../src/core/engine/simulation-api'
import { readLab } from '../../src/core/import/read-lab'
import { commandNamed } from '../../src/core/shell/commands'
import { loadRecording } from '../kernel/recordings'
import { recordedLabYaml } from '../labs/recorded-lab'

export interface Ran {
  readonly process: ProcessHandle
  out: string
  errors: string
}

/** Address of pod-w1-a. */
export const LISTENER = '172.16.158.16'

/** A recorded lab, fresh: the IPIP one where no other is named. */
export function openLab(lab = 'ipip-always-1500'): Simulation {
  const { cluster } = readLab([{ name: 'lab.yaml', text: recordedLabYaml(loadRecording(lab)) }])
  if (!cluster) throw new Error('lab refused')
  return createSimulation(deriveNetwork(cluster), { seed: 1, record: false })
}

/** Starts a command without waiting for it. */
export function start(simulation: Simulation, netns: string, command: string, program?: Program): Ran {
  const argv = command.split(' ')
  const said = { out: '', errors: '' }
  const output = {
    stdout: (text: string): void => {
      said.out += text
    },
    stderr: (text: string): void => {
      said.errors += text
    },
  }
  return Object.assign(said, { process: simulation.start(netns, program ?? commandNamed(argv[0] ?? ''), argv, output) })
}

export function run(simulation: Simulation, netns: string, command: string): Ran {
  const ran = start(simulation, netns, command)
  simulation.runToExit(ran.process)
  return ran
}
