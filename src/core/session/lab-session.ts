import { err, ok } from '../base/result'
import type { Result } from '../base/result'
import { encapsulationOf } from '../calico/change-encapsulation'
import { deriveNetwork } from '../calico/derive-network'
import { allocate } from '../calico/ipam'
import { settleAddresses } from '../calico/settle-addresses'
import { createSimulation } from '../engine/simulation'
import type { Program, System } from '../engine/kernel-api'
import type { Simulation } from '../engine/simulation-api'
import type { LabText } from '../import/manifest'
import { plugNodes } from '../import/plug-nodes'
import type { Cluster } from '../model/cluster'
import type { EncapsulationChoice } from '../model/encapsulation'
import { isSameFault } from '../model/fault'
import type { Fault, FaultRef, PlacedCommand } from '../model/fault'
import { areSameSettings } from '../model/lab-settings'
import type { LabSettings } from '../model/lab-settings'
import type { NetworkSpec } from '../model/network-spec'
import type { Problem } from '../model/problem'
import type { TypedChange } from '../model/typed-change'
import { clusterCommandNamed } from '../shell/cluster-commands'
import { parseCommandLine } from '../shell/command-line'
import { COMMAND_NAMES, FABRIC_COMMAND_NAMES, commandNamed, fabricCommandNamed } from '../shell/commands'
import { advanceBurst } from './burst'
import type { BurstEnd, BurstLimits } from './burst'
import { ClusterAccess } from './cluster-access'
import { CommandRun } from './command-run'
import type { CommandLimits, CommandRecord, RanIn, RecordedPart, RunPlan } from './command-run'
import { faultAt, faultsBetween, isMended } from './faults'
import type { ChangeScope } from './journal'
import { LeftPools, changeLab, fabricAsChecked, isAboutCheck, settingsOf } from './lab-changes'
import { findPlace } from './place'
import type { Place } from './place'
import { readNetwork } from './read-network'
import type { ReadNetwork } from './network-reader'
import { RetracedSimulation } from './retraced-simulation'
import { ReadNotes, inputOf, runningCommand } from './running-command'
import type { CommandIo, RunningCommand } from './running-command'
import { newSessionState } from './session-state'
import type { SessionState } from './session-state'
import { watchWrites } from './write-watch'

export interface SessionOptions {
  readonly seed: number
}

/** What a session is told of a program that it runs. */
interface ProgramWatch {
  /** It has changed something. */
  note(scope: ChangeScope, where?: System): void
  /** It went on as another program in another namespace. */
  entered(ranIn: RanIn): void
}

/** What a command that only looks printed. */
export interface Looked {
  readonly command: string
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
}

/** A look at the past does again what led there; beyond this many entries somebody would wait for it. */
const MAX_LOOK_BACK_ENTRIES = 200_000

/** A lab that runs: resources, the network derived from them, and one simulation. The page's worker and the command line both stand on it. */
export class LabSession {
  private state: SessionState
  private readonly simulation: RetracedSimulation
  private networkChanges = 0
  private readonly original: Cluster
  private readonly seed: number

  /** A lab that was read, as it is before anything runs. */
  constructor(
    private readonly lab: ReadNetwork,
    options: SessionOptions,
  ) {
    this.seed = options.seed
    const { cluster, network } = lab
    this.original = cluster
    this.state = newSessionState(cluster)
    this.simulation = new RetracedSimulation(createSimulation(network, { seed: options.seed, record: true }), options.seed)
  }

  /** Reads a lab; problems are all of them, and warnings come with the session too. */
  static open(files: readonly LabText[], options: SessionOptions): { readonly session?: LabSession; readonly problems: readonly Problem[] } {
    const { lab, problems } = readNetwork(files)
    return lab ? { session: new LabSession(lab, options), problems } : { problems }
  }

  get cluster(): Cluster {
    return this.state.cluster
  }

  get network(): NetworkSpec {
    return this.simulation.network
  }

  get encapsulation(): EncapsulationChoice {
    return encapsulationOf(this.state.cluster)
  }

  get settings(): LabSettings {
    return settingsOf(this.state.cluster, this.state.underlayChoice)
  }

  /** What is broken on purpose now. */
  get faults(): readonly Fault[] {
    return this.state.faults
  }

  /** What was typed that changed the lab, in order. */
  get changes(): readonly TypedChange[] {
    return this.state.journal.changes
  }

  /** What could be broken on the way between two namespaces. */
  faultsBetween(from: string, to: string): readonly Fault[] {
    return faultsBetween(this.network, from, to)
  }

  get nowNs(): number {
    return this.simulation.nowNs
  }

  /** What has been recorded since the last call, by commands, waits and looks. */
  take(): RecordedPart {
    return this.simulation.drain()
  }

  /**
   * Brings the lab to these settings, with these faults and typed changes, and no others. The error says why it cannot be;
   * then nothing has changed. A fault that this lab does not have is left out, and so is a typed change that now fails.
   */
  change(settings: LabSettings, faults: readonly FaultRef[], changes: readonly TypedChange[] = this.changes): Result<void, string> {
    return this.simulation.do(() => this.changeNow(settings, faults, changes))
  }

  /**
   * The same at a moment of the past, when the trace had `atEntry` entries: the lab goes back there, a packet in mid-flight included,
   * is changed, and goes on from there; what came after that moment stays in the trace. Gives the commands of which the last
   * was under way at that moment. Every command of a terminal ends.
   */
  changeAt(atEntry: number, settings: LabSettings, faults: readonly FaultRef[], changes: readonly TypedChange[] = this.changes): Result<readonly CommandRun[], string> {
    const outcomes: Result<void, string>[] = []
    const wentBack = this.simulation.goBack(atEntry, this.lab.network, () => this.beginAgain(), () => outcomes.push(this.changeNow(settings, faults, changes)))
    if (!wentBack) return err(`the trace has no entry ${atEntry}`)
    const changed = outcomes.at(-1) ?? err('the moment was not reached again')
    return changed.ok ? ok(this.state.begun) : changed
  }

  /**
   * What commands that only look print in a namespace at a moment of the past, when the trace had `atEntry` entries. Nothing is
   * recorded, and nothing changes. Undefined: there is no such place or moment, or it is too far from the beginning to be reached at once.
   */
  lookAt(atEntry: number, netns: string, commands: readonly string[]): readonly Looked[] | undefined {
    const { state } = this
    const past = (): Simulation => createSimulation(this.lab.network, { seed: this.seed, record: true })
    try {
      return this.simulation.lookBack(atEntry, MAX_LOOK_BACK_ENTRIES, past, () => this.beginAgain(), () => this.lookNow(netns, commands))
    } finally {
      this.state = state
    }
  }

  private lookNow(netns: string, commands: readonly string[]): readonly Looked[] | undefined {
    const place = findPlace(this.network, netns)
    if (!place.ok) return undefined
    return commands.map((command) => {
      const printed = { stdout: '', stderr: '' }
      const argv = parseCommandLine(command)
      if (!argv.ok) return { command, exit: 2, ...printed, stderr: argv.error }
      const program = this.noted(place.value, argv.value[0] ?? '', () => ({ netns, command }))
      const output = { stdout: (text: string) => (printed.stdout += text), stderr: (text: string) => (printed.stderr += text) }
      const exit = this.simulation.runNow(place.value.name, program, argv.value, output)
      return { command, exit, ...printed }
    })
  }

  private beginAgain(): void {
    this.state = newSessionState(this.original)
  }

  private changeNow(settings: LabSettings, faults: readonly FaultRef[], changes: readonly TypedChange[]): Result<void, string> {
    // who chooses AWS again wants its check, whatever was typed against it before
    const wanted = settings.fabric === 'aws' && this.settings.fabric !== 'aws' ? changes.filter(({ command }) => !isAboutCheck(command)) : changes
    const newChanges = this.state.journal.beyond(wanted)
    if (newChanges === undefined || newChanges.length > 0) this.redo(wanted, newChanges)
    if (!areSameSettings(settings, this.settings)) {
      const { fabric, mtuBytes } = settings
      const { cluster, underlay, leftPools } = this.state
      leftPools.note(this.settings, cluster)
      const replaced = this.replaceCluster(changeLab(cluster, underlay, settings, leftPools.under(settings, cluster)))
      if (!replaced.ok) return replaced
      this.state.underlayChoice = { fabric, ...(mtuBytes === undefined ? {} : { mtuBytes }) }
    }
    const isWanted = (fault: FaultRef): boolean => faults.some((wanted) => isSameFault(wanted, fault))
    for (const fault of this.state.faults.filter((active) => !isWanted(active))) this.perform(fault.repair)
    const kept = this.state.faults.filter(isWanted)
    this.state.faults = kept
    this.breakAgain(faults.filter((wanted) => !kept.some((fault) => isSameFault(fault, wanted))))
    return ok(undefined)
  }

  /** Types what is new again; where the list is no continuation of what was typed, all of it, in the lab as its file has it. */
  private redo(changes: readonly TypedChange[], newChanges: readonly TypedChange[] | undefined): void {
    if (newChanges === undefined) {
      this.state.journal.clear()
      this.state.faults = []
      this.state.underlayChoice = { fabric: 'on-prem' }
      this.state.underlay = this.original.underlay
      this.state.leftPools = new LeftPools()
      this.replaceCluster(this.original)
    }
    for (const change of newChanges ?? changes) this.type(change)
  }

  private breakAgain(wanted: readonly FaultRef[]): void {
    const added = wanted.flatMap((ref) => faultAt(this.network, ref) ?? [])
    const broken = added.filter((fault) => this.perform(fault.script))
    this.state.faults = [...this.state.faults, ...broken]
  }

  /** Lets simulated time pass. */
  wait(durationNs: number): void {
    this.simulation.runUntil(this.simulation.nowNs + durationNs)
  }

  /** Builds the tables of a namespace that no packet has touched. False: there is no such namespace. */
  look(netns: string): boolean {
    const place = findPlace(this.network, netns)
    if (place.ok && place.value.kind === 'namespace') this.simulation.look(place.value.name)
    return place.ok && place.value.kind === 'namespace'
  }

  /** The programs that can be started in a place, in alphabetical order; none where there is no such place. */
  programNames(netns: string): readonly string[] {
    const place = findPlace(this.network, netns)
    if (!place.ok) return []
    return place.value.kind === 'segments' ? FABRIC_COMMAND_NAMES : COMMAND_NAMES
  }

  /** What is wrong with a place or command line, if anything, before it is run. */
  problemWith(netns: string, command: string): string | undefined {
    const plan = this.plan(netns, command)
    return plan.ok ? undefined : plan.error
  }

  /** Starts a command; the error says what is wrong with place or command line, and nothing has run. */
  begin(netns: string, command: string): Result<CommandRun, string> {
    const plan = this.plan(netns, command)
    if (!plan.ok) return plan
    return ok(this.simulation.do(() => this.beginNow(plan.value)))
  }

  private beginNow(plan: RunPlan): CommandRun {
    const { netns, command, place, argv } = plan
    let ranIn: RanIn = { netns: place.index, program: argv[0] ?? '' }
    const program = this.noted(place, argv[0] ?? '', () => ({ netns, command }), (entered) => {
      ranIn = entered
    })
    const run = new CommandRun(this.simulation, plan, program, { networkChanges: () => this.networkChanges, ranIn: () => ranIn })
    // a command, and the server that may have been begun for it
    this.state.begun = [...this.state.begun.slice(-1), run]
    return run
  }

  /**
   * Starts a command for a shell, which gives it words, input and a place for its output. It has run as far as it gets
   * without simulated time passing.
   */
  start(netns: string, argv: readonly string[], io: CommandIo): Result<RunningCommand, string> {
    const place = findPlace(this.network, netns)
    if (!place.ok) return place
    const notes = new ReadNotes(io.input)
    let ranIn = place.value.index
    let isAgain = false
    const process = this.simulation.do(() => {
      const [output, input] = isAgain ? [SILENT, inputOf(notes.change(netns, argv))] : [io, notes.input]
      isAgain = true
      const program = this.noted(place.value, argv[0] ?? '', () => notes.change(netns, argv), (entered) => {
        ranIn = entered.netns
      })
      const started = this.simulation.start(place.value.name, program, argv, output, input)
      this.simulation.runUntil(this.simulation.nowNs)
      return started
    })
    return ok(runningCommand(this.simulation, process, () => ranIn))
  }

  /** Lets simulated time pass, burst by burst (core/session/burst.ts). */
  advance(limits: BurstLimits): BurstEnd {
    return advanceBurst(this.simulation, limits)
  }

  get entryCount(): number {
    return this.simulation.entryCount
  }

  /** Runs a command to its end or its limits. Entries recorded before it stay to be taken first: they come with `before`. */
  run(netns: string, command: string, limits: CommandLimits = {}): Result<{ readonly record: CommandRecord; readonly parts: readonly RecordedPart[] }, string> {
    const before = this.take()
    const run = this.begin(netns, command)
    if (!run.ok) return run
    run.value.advance(limits)
    const during = this.take()
    return ok({ record: run.value.finish(during), parts: [before, during] })
  }

  private plan(netns: string, command: string): Result<RunPlan, string> {
    const place = findPlace(this.network, netns)
    if (!place.ok) return place
    const argv = parseCommandLine(command)
    if (!argv.ok) return err(`${command}: ${argv.error}`)
    return argv.value.length === 0 ? err('there is no command') : ok({ netns, command, place: place.value, argv: argv.value })
  }

  private programOf(place: Place, name: string, watch: ProgramWatch): Program {
    if (place.kind === 'segments') return fabricCommandNamed(name, place.segments)
    return clusterCommandNamed(name, this.accessOf(watch)) ?? commandNamed(name)
  }

  /** The cluster as `kubectl` and its like see it. */
  private accessOf(watch: ProgramWatch): ClusterAccess {
    return new ClusterAccess({
      cluster: () => this.state.cluster,
      nowNs: () => this.nowNs,
      createdNs: this.state.createdNs,
      replace: (cluster) => {
        const replaced = this.replaceCluster(cluster)
        if (replaced.ok) watch.note('resources')
        return replaced
      },
      enter: (netns, argv, from) => {
        const place = findPlace(this.network, netns)
        if (!place.ok) return place
        const program = watchWrites(this.programOf(place.value, argv[0] ?? '', watch), (where) => watch.note('namespace', where), this.entering(watch))
        watch.entered({ netns: place.value.index, program: argv[0] ?? '' })
        return ok(program(this.simulation.systemIn(place.value.name, argv[0] ?? '', from, from), argv))
      },
    })
  }

  /** The program of that name; when it changes something, the change is written into the journal, once. */
  private noted(place: Place, name: string, change: () => TypedChange, entered: ProgramWatch['entered'] = () => undefined): Program {
    let isNoted = false
    const note = (scope: ChangeScope, where?: System): void => {
      if (!isNoted) this.state.journal.note(change(), scope)
      isNoted = true
      // a fault that somebody has mended by hand is none any more, and does not come again when the lab is derived anew
      if (where) {
        this.state.faults = this.state.faults.filter((fault) => !isMended(fault, where))
        this.state.underlayChoice = { ...this.state.underlayChoice, fabric: fabricAsChecked(this.state, where.segments()) }
      }
    }
    return watchWrites(this.programOf(place, name, { note, entered }), (where) => note('namespace', where), this.entering({ entered }))
  }

  /** What is told of a program that goes on in another namespace (setns). */
  private entering({ entered }: Pick<ProgramWatch, 'entered'>): (netns: string, program: string) => void {
    return (netns, program) => entered({ netns: this.network.namespaces.findIndex(({ name }) => name === netns), program })
  }

  /** Runs a script; false: a command of it failed. Nothing of it is written into the journal. */
  private perform(script: readonly PlacedCommand[]): boolean {
    return this.state.journal.aside(() => script.every((command) => this.type(command)))
  }

  /** Does a command here and now, without a process of its own: also while one of a program runs. */
  private type(change: TypedChange): boolean {
    const argv = parseCommandLine(change.command)
    const place = findPlace(this.network, change.netns)
    if (!argv.ok || !place.ok) return false
    const program = this.noted(place.value, argv.value[0] ?? '', () => change)
    return this.simulation.runNow(place.value.name, program, argv.value, SILENT, inputOf(change)) === 0
  }

  /** Tables are built anew from the resources; what was typed in namespaces and what is broken on purpose is put back. */
  private replaceCluster(cluster: Cluster): Result<void, string> {
    const allocation = allocate(cluster)
    if (cluster.pods.some((_, pod) => allocation.podAddress(pod) === undefined)) return err('the pools have no address left for every pod')
    this.state.cluster = settleAddresses(cluster, allocation)
    this.state.underlay = plugNodes(this.state.underlay, this.state.cluster.nodes)
    const network = deriveNetwork(this.state.cluster)
    this.networkChanges++
    this.simulation.reload(network)
    const faults = this.state.faults
    this.state.faults = []
    // what fails in these tables stops nothing that was typed after it
    this.state.journal.aside(() => this.state.journal.changesOf('namespace').forEach((change) => this.type(change)))
    this.breakAgain(faults)
    return ok(undefined)
  }
}

const SILENT = { stdout: () => undefined, stderr: () => undefined }
