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
  /** All of both outputs, comparable. */
  readonly recorded: string
  readonly simulated: string
}

/** A recorded output that the simulator's is held against, by the title that a difference would have. */
export interface AskedOutput extends RecordedOutput {
  readonly title: string
}

/** All that a recording asked: before the first flow, around each flow, and after the last. */
export function askedOutputs(recording: Recording): { readonly initial: readonly AskedOutput[]; readonly around: readonly (readonly AskedOutput[])[]; readonly final: readonly AskedOutput[] } {
  const titled = (title: string, outputs: readonly RecordedOutput[]): readonly AskedOutput[] => outputs.map((output) => ({ ...output, title: `${title} ${output.ns}$ ${output.command}` }))
  return {
    initial: titled('initial', [...recordedState(recording, 'initial'), ...recordedRouteGets(recording)]),
    around: recording.flows.map((flow) => (['before', 'after'] as const).flatMap((when) => titled(`${flow.flow} ${when}`, flow[when].map(outputOf)))),
    final: titled('final', recordedState(recording, 'final')),
  }
}

/** Every table before the first flow, around each flow and after the last, and what each flow moved. */
export function stateDifferences(recording: Recording): readonly StateDifference[] {
  const untouched = replay({ ...recording, script: [] })
  const replayed = replay(recording)
  const ports = namedPorts(recording)
  const { initial, around, final } = askedOutputs(recording)
  const ask = (lab: ReplayedLab, outputs: readonly AskedOutput[]): readonly StateDifference[] => outputs.flatMap((output) => difference(output, lab.ask(output.ns, output.command), ports))
  return [...ask(untouched, initial), ...replayed.flows.flatMap((_, i) => flowDifferences(recording, replayed, i, around[i] ?? [], ports)), ...ask(replayed, final)]
}

function flowDifferences(recording: Recording, { flows }: ReplayedLab, i: number, asked: readonly AskedOutput[], ports: ReadonlySet<number>): readonly StateDifference[] {
  const recorded = recording.flows[i]
  const flow = flows[i]
  if (recorded === undefined || flow?.ok !== true) return []
  const answers = [...flow.before, ...flow.after]
  const around = asked.flatMap((output, j) => difference(output, answers[j], ports))
  const [expected, actual] = [linkCountersOf(recorded.counters), flow.counters].map(counterLines)
  return [...around, ...firstLine(`${recorded.flow} counters`, expected ?? '', actual ?? '')]
}

function difference(recorded: AskedOutput, simulated: ReplayedStep | undefined, ports: ReadonlySet<number>): readonly StateDifference[] {
  const compared = comparable(recorded.command, recorded.output, simulated === undefined ? '(was not asked)' : simulated.stdout + simulated.stderr, ports)
  return firstLine(recorded.title, compared.recorded, compared.simulated)
}

function counterLines(counters: CountersMoved): string {
  return Object.entries(counters).flatMap(([ns, moved]) => Object.entries(moved).map(([name, amount]) => `${ns} ${name} ${amount}`)).sort().join('\n')
}

function firstLine(title: string, recorded: string, simulated: string): readonly StateDifference[] {
  const [expected, actual] = [recorded.split('\n'), simulated.split('\n')]
  const at = Array.from({ length: Math.max(expected.length, actual.length) }, (_, i) => i).find((i) => expected[i] !== actual[i])
  if (at === undefined) return []
  return [{ title, recorded, simulated, text: `${title}\n  kernel: ${expected[at] ?? '(nothing more)'}\n  here:   ${actual[at] ?? '(nothing more)'}` }]
}
