import { TcpdumpPrinter } from '../capture/tcpdump/printer'
import type { Step } from '../scene/steps'
import type { Trace } from '../trace/trace'

/**
 * What tcpdump prints of each frame of a flow. There is one printer an interface, as a tcpdump runs there: it counts TCP's
 * numbers from what it saw first, so that lines are made in order, as far as somebody looks.
 */
export class StepLines {
  private readonly printers = new Map<number, TcpdumpPrinter>()
  private readonly lines: string[] = []

  /** `steps` are all of the flow: `lineOf` finds a step by its index among them. */
  constructor(
    private readonly trace: Trace,
    private readonly steps: readonly Step[],
  ) {}

  /** Empty for decisions. */
  lineOf(step: Step): string {
    for (const next of this.steps.slice(this.lines.length, step.index + 1)) this.lines.push(next.kind === 'frame' ? this.print(next) : '')
    return this.lines[step.index] ?? ''
  }

  private print({ interfaceId, frame }: Step): string {
    const printer = this.printers.get(interfaceId) ?? new TcpdumpPrinter({ linkHeader: false, verbosity: 0 })
    this.printers.set(interfaceId, printer)
    const fact = this.trace.fact(interfaceId)
    const text = printer.packet(this.trace.frameBytes(frame), fact?.kind === 'interface' ? fact.linkLayer : 'ethernet')
    // what lies in a VXLAN tunnel has a line of its own there; a row has one
    return text.replaceAll(/\n\s*/g, ' ')
  }
}

const known = new WeakMap<readonly Step[], StepLines>()

/** The lines of a flow, which all its rows share. */
export function stepLinesOf(trace: Trace, steps: readonly Step[]): StepLines {
  const lines = known.get(steps) ?? new StepLines(trace, steps)
  known.set(steps, lines)
  return lines
}
