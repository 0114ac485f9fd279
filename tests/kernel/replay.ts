import { deriveNetwork } from '../../src/core/calico/derive-network'
import type { Program } from '../../src/core/engine/kernel-api'
import { createSimulation } from '../../src/core/engine/simulation'
import type { Simulation } from '../../src/core/engine/simulation-api'
import { readLab } from '../../src/core/import/read-lab'
import { parseCommandLine } from '../../src/core/shell/command-line'
import { commandNamed, fabricCommandNamed } from '../../src/core/shell/commands'
import { decodeFrame } from '../../src/core/trace/decode'
import type { Layer } from '../../src/core/trace/layers'
import { Trace } from '../../src/core/trace/trace'
import { recordedLabYaml } from '../labs/recorded-lab'
import { recordedDraws } from './recorded-draws'
import { RecordedKeys } from './recorded-keys'
import type { PrepareCommand, RanCommand, RecordedFlow, Recording, ScriptedFlow, ScriptStep } from './recordings'
import { countersMoved, readLinkCounters } from './link-counters'
import type { CountersMoved } from './link-counters'
import { exchangeTcp, exchangeUdp } from './socket-exchange'
import { simulatedClock } from './tick-phase'

export interface ReplayedHop {
  readonly ns: string
  readonly iface: string
  readonly dir: 'in' | 'out'
  readonly len: number
  readonly layers: readonly Layer[]
}

export interface ReplayedStep {
  readonly ns: string
  readonly command: string
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
}

export type ReplayedFlow =
  /** `before` and `after` are what the recording's state commands around the flow printed here. */
  | {
      readonly ok: true
      readonly hops: readonly ReplayedHop[]
      readonly steps: readonly ReplayedStep[]
      readonly before: readonly ReplayedStep[]
      readonly after: readonly ReplayedStep[]
      /** How far the counters of links went during it. */
      readonly counters: CountersMoved
      /** Where in the lab's trace it lies: entries [firstEntry, endEntry). */
      readonly firstEntry: number
      readonly endEntry: number
    }
  /** The replay could not run it at all. */
  | { readonly ok: false; readonly reason: string }

const SEED = 1
const SECOND_NS = 1e9
/** Faults, repairs and flushes happened this long before a flow (0.3 s, and the state commands between). */
const PREPARE_BEFORE_NS = 0.38 * SECOND_NS

/** A lab after its script: every flow, and a hand on what is left of the lab. */
export interface ReplayedLab {
  readonly flows: readonly ReplayedFlow[]
  /** Runs a state command in the lab as the script left it. */
  readonly ask: (ns: string, command: string) => ReplayedStep
  /** All that happened, also between the flows. */
  readonly trace: Trace
  /** By the trace's namespace numbers. */
  readonly namespaceNames: readonly string[]
}

/** The flows of a recorded lab as `replay` has them, each run when it is asked for. */
export function* replayFlows(recording: Recording): Generator<ReplayedFlow, void> {
  const opened = open(recording, SEED)
  if (typeof opened === 'string') throw new Error(opened)
  yield* runFlows(opened, recording)
}

function* runFlows(replayer: Replayer, recording: Recording): Generator<ReplayedFlow, void> {
  const simulatedNs = simulatedClock(recording)
  for (const [i, scripted] of recording.script.entries()) {
    try {
      yield replayer.run(scripted, recording.flows[i]!, simulatedNs(BigInt(recording.flows[i]!.t0_epoch_ns)))
    } catch (error) {
      yield { ok: false, reason: error instanceof Error ? error.message : String(error) }
    }
  }
}

/** Runs the whole script of a recorded lab through the simulator, in order, with state carried over as it was in the kernel. */
export function replay(recording: Recording, seed = SEED): ReplayedLab {
  const opened = open(recording, seed)
  if (typeof opened === 'string') {
    const ask = (): never => {
      throw new Error(opened)
    }
    return { flows: recording.script.map(() => ({ ok: false, reason: opened })), ask, trace: new Trace(), namespaceNames: [] }
  }
  return { flows: [...runFlows(opened, recording)], ask: (ns, command) => opened.command(ns, command), trace: opened.trace, namespaceNames: opened.namespaceNames }
}

/** From the start of a command to its first packet, if no flow of the recording tells. */
const SPAWN_US = 11_000

/** What it usually took from the start of a command to its first packet: the emulated processor's, and how large the recorder was. */
function spawnUs({ flows }: Recording): number {
  const delays = flows.flatMap(({ steps: [first], hops }) => {
    const sent = first?.command.startsWith('ping') === true ? hops.find(({ ns, dir, t_us }) => ns === first.ns && dir === 'out' && t_us >= first.t_us) : undefined
    return first === undefined || sent === undefined ? [] : [sent.t_us - first.t_us]
  })
  return delays.sort((x, y) => x - y)[Math.floor(delays.length / 2)] ?? SPAWN_US
}

function open(recording: Recording, seed: number): Replayer | string {
  const { cluster, problems } = readLab([{ name: `${recording.lab}.yaml`, text: recordedLabYaml(recording) }])
  if (!cluster) return `lab refused: ${JSON.stringify(problems)}`
  const simulation = createSimulation(deriveNetwork(cluster), { seed, record: true, draws: recordedDraws(recording, simulatedClock(recording)) })
  const capturePoints = new Set(recording.topology.capture_points.map(([ns, iface]) => `${ns} ${iface}`))
  return new Replayer(simulation, capturePoints, Object.keys(recording.topology.namespaces), new RecordedKeys(recording), spawnUs(recording))
}

class Replayer {
  readonly trace = new Trace()

  constructor(
    private readonly simulation: Simulation,
    private readonly capturePoints: ReadonlySet<string>,
    private readonly namespaces: readonly string[],
    private readonly keys: RecordedKeys,
    private readonly spawnUs: number,
  ) {}

  get namespaceNames(): readonly string[] {
    return this.simulation.network.namespaces.map((namespace) => namespace.name)
  }

  run(flow: ScriptedFlow, recorded: RecordedFlow, startNs: number): ReplayedFlow {
    const { simulation } = this
    simulation.runUntil(Math.max(simulation.nowNs, startNs - PREPARE_BEFORE_NS))
    for (const command of flow.prepare) this.prepare(command)
    if (flow.flush_before) this.flush()
    const before = this.askAll(recorded.before, startNs)
    const countersBefore = this.linkCounters()
    simulation.runUntil(Math.max(simulation.nowNs, startNs))
    const firstEntry = simulation.entryCount
    const began = recorded.steps.map(({ t_us }) => startNs + firstActUs(recorded, t_us, this.spawnUs) * 1000)
    const steps = flow.steps.flatMap((step) => {
      if (!('wait_s' in step)) simulation.runUntil(Math.max(simulation.nowNs, began.shift() ?? 0))
      return this.step(step)
    })
    simulation.runUntil(simulation.nowNs + flow.settle_s * SECOND_NS)
    const hops = this.hopsFrom(firstEntry)
    const counters = countersMoved(countersBefore, this.linkCounters())
    return { ok: true, hops, steps, counters, before, after: this.askAll(recorded.after, startNs), firstEntry, endEntry: this.trace.entryCount }
  }

  private linkCounters(): ReadonlyMap<string, number> {
    return readLinkCounters(this.simulation, this.namespaceNames)
  }

  /** The state commands around a flow, each when it was asked; they read their tables when they are about to end. */
  private askAll(commands: readonly RanCommand[], startNs: number): readonly ReplayedStep[] {
    return commands.map(({ ns, command, t_us, duration_us }) => {
      this.simulation.runUntil(Math.max(this.simulation.nowNs, startNs + (t_us + duration_us) * 1000))
      return this.command(ns, command)
    })
  }

  private prepare({ ns, command: recorded, where }: PrepareCommand): void {
    const command = this.keys.complete(recorded)
    // The lab's own machine computed keys there; nothing of the network changed.
    if (ns === 'vm') return
    const ran = ns === 'fabric' ? this.fabric(command, where ?? []) : this.command(ns, command)
    // What the kernel answered with an error when it was recorded (a route that was never lost, an MTU that a device
    // does not take) is answered so here.
    if (ran.exit !== 0 && !/^(RTNETLINK answers|Error): /.test(ran.stderr)) throw new Error(`${ns}$ ${command}: ${ran.stderr.trim()}`)
  }

  private flush(): void {
    for (const ns of this.namespaces) {
      if (ns.startsWith('lan-')) continue
      for (const command of ['ip neigh flush all', 'ip route flush cache', 'conntrack -F']) this.command(ns, command)
    }
  }

  private step(step: ScriptStep): readonly ReplayedStep[] {
    if ('wait_s' in step) {
      this.simulation.runUntil(this.simulation.nowNs + step.wait_s * SECOND_NS)
      return []
    }
    if ('command' in step) return [this.command(step.ns, step.command)]
    if ('udp' in step) return [exchangeUdp(this.simulation, step.udp)]
    return [exchangeTcp(this.simulation, step.tcp)]
  }

  private fabric(command: string, where: readonly string[]): ReplayedStep {
    const argv = words(command)
    return this.execute(this.namespaces.find((ns) => !ns.startsWith('lan-')) ?? '', command, fabricCommandNamed(argv[0] ?? '', where), argv)
  }

  command(ns: string, command: string): ReplayedStep {
    const argv = words(command)
    return this.execute(ns, command, commandNamed(argv[0] ?? ''), argv)
  }

  private execute(ns: string, command: string, program: Program, argv: readonly string[]): ReplayedStep {
    let stdout = ''
    let stderr = ''
    const process = this.simulation.start(ns, program, argv, {
      stdout: (text) => {
        stdout += text
      },
      stderr: (text) => {
        stderr += text
      },
    })
    this.simulation.runToExit(process)
    return { ns, command, exit: process.exitStatus ?? -1, stdout, stderr }
  }

  private hopsFrom(firstEntry: number): readonly ReplayedHop[] {
    const { blocks, facts } = this.simulation.drain()
    for (const block of blocks) this.trace.append(block)
    this.trace.appendFactChanges(facts)
    const hops: (ReplayedHop & { readonly timeNs: number })[] = []
    for (let i = firstEntry; i < this.trace.entryCount; i++) {
      if (!this.trace.isHop(i)) continue
      const entry = this.trace.entry(i)
      const fact = this.trace.fact(entry.interfaceId)
      if (fact?.kind !== 'interface') throw new Error(`entry ${i} has no interface`)
      const ns = this.simulation.network.namespaces[entry.netns]?.name ?? ''
      if (!this.capturePoints.has(`${ns} ${fact.name}`)) continue
      const bytes = this.trace.frameBytes(entry.frame)
      hops.push({ timeNs: entry.timeNs, ns, iface: fact.name, dir: entry.kind === 'hop.in' ? 'in' : 'out', len: bytes.length, layers: decodeFrame(bytes, fact.linkLayer) })
    }
    // What a tunnel device hands on keeps its NIC's time, and captures are read in order of time.
    return hops.sort((x, y) => x.timeNs - y.timeNs)
  }
}

/** When a command first did something: at the first packet that is not much later than usual. */
function firstActUs({ hops }: RecordedFlow, startUs: number, usualUs: number): number {
  const first = hops.find((hop) => hop.t_us >= startUs)
  return first !== undefined && first.t_us < startUs + 2 * usualUs ? first.t_us : startUs + usualUs
}

function words(command: string): readonly string[] {
  const parsed = parseCommandLine(command)
  if (!parsed.ok) throw new Error(`${command}: not a command line`)
  return parsed.value
}
