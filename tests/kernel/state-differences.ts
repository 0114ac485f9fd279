import { linkCountersOf } from './link-counters'
import type { CountersMoved } from './link-counters'
import { outputOf, recordedRouteGets, recordedState } from './recorded-state'
import type { RecordedOutput } from './recorded-state'
import type { Recording } from './recordings'
import { replay } from './replay'
import type { ReplayedLab, ReplayedStep } from './replay'
import { comparable, namedPorts } from './state-compare'

/** Where the simulator's state is not the kernel's: what was asked, and the first line that differs. */
export interface StateDifference {
  readonly title: string
  readonly text: string
}

/** Every table before the first flow, around each flow and after the last, and what each flow moved. */
export function stateDifferences(recording: Recording): readonly StateDifference[] {
  const untouched = replay({ ...recording, script: [] })
  const replayed = replay(recording)
  const ports = namedPorts(recording)
  const ask = (lab: ReplayedLab, title: string, outputs: readonly RecordedOutput[]): readonly StateDifference[] =>
    outputs.flatMap((output) => difference(`${title} ${output.ns}$ ${output.command}`, output, lab.ask(output.ns, output.command), ports))
  return [
    ...ask(untouched, 'initial', [...recordedState(recording, 'initial'), ...recordedRouteGets(recording)]),
    ...replayed.flows.flatMap((_, i) => flowDifferences(recording, replayed, i, ports)),
    ...ask(replayed, 'final', recordedState(recording, 'final')),
  ]
}

function flowDifferences(recording: Recording, { flows }: ReplayedLab, i: number, ports: ReadonlySet<number>): readonly StateDifference[] {
  const recorded = recording.flows[i]
  const flow = flows[i]
  if (recorded === undefined || flow?.ok !== true) return []
  const around = (['before', 'after'] as const).flatMap((when) =>
    recorded[when].flatMap((command, j) => difference(`${recorded.flow} ${when} ${command.ns}$ ${command.command}`, outputOf(command), flow[when][j], ports)),
  )
  const [expected, actual] = [linkCountersOf(recorded.counters), flow.counters].map(counterLines)
  return [...around, ...firstLine(`${recorded.flow} counters`, expected ?? '', actual ?? '')]
}

function difference(title: string, recorded: RecordedOutput, simulated: ReplayedStep | undefined, ports: ReadonlySet<number>): readonly StateDifference[] {
  const compared = comparable(recorded.command, recorded.output, simulated === undefined ? '(was not asked)' : simulated.stdout + simulated.stderr, ports)
  return firstLine(title, compared.recorded, compared.simulated)
}

function counterLines(counters: CountersMoved): string {
  return Object.entries(counters).flatMap(([ns, moved]) => Object.entries(moved).map(([name, amount]) => `${ns} ${name} ${amount}`)).sort().join('\n')
}

function firstLine(title: string, recorded: string, simulated: string): readonly StateDifference[] {
  const [expected, actual] = [recorded.split('\n'), simulated.split('\n')]
  const at = Array.from({ length: Math.max(expected.length, actual.length) }, (_, i) => i).find((i) => expected[i] !== actual[i])
  if (at === undefined) return []
  return [{ title, text: `${title}\n  kernel: ${expected[at] ?? '(nothing more)'}\n  here:   ${actual[at] ?? '(nothing more)'}` }]
}
