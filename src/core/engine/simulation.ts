import { required } from '../base/assert'
import { Rng } from '../base/rng'
import type { Device, Receiver } from '../dataplane/device'
import type { Environment, TimerHandle } from '../dataplane/environment'
import { CONSTANT_DRAWS } from '../dataplane/kernel-draws'
import type { KernelDraws } from '../dataplane/kernel-draws'
import { learnPathMtu } from '../dataplane/learn-path-mtu'
import { ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED } from '../dataplane/icmp-codes'
import { PROTO_ICMP } from '../dataplane/ipv4-header'
import { arrive, isForwardable } from '../dataplane/link-input'
import type { Skb } from '../dataplane/skb'
import { SkbPool } from '../dataplane/skb'
import { countRefused, countSent, drop } from '../dataplane/environment'
import { KeyRing } from '../dataplane/wireguard/key-ring'
import type { NetworkSpec, SegmentPort } from '../model/network-spec'
import type { EthernetSpec, LinkSpec } from '../model/netns-spec'
import { FactLog } from '../trace/fact-log'
import { Recorder } from '../trace/recorder'
import type { Moment } from '../trace/recorder'
import { buildNetns } from './build-netns'
import type { BuiltNetns } from './build-netns'
import type { Program, SegmentAdmin, System } from './kernel-api'
import { LINK_NS, RECEIVE_NS, SCHEDULE_NS } from './latency'
import { INTERRUPTED, Processes } from './processes'
import type { Process } from './processes'
import { Segment, lengthOnSegment } from './segment'
import { segmentAdmin } from './segment-admin'
import { NO_INPUT } from './simulation-api'
import type { OutputSink, ProcessInput, ProcessHandle, RunLimits, Simulation, SimulationOptions } from './simulation-api'
import { Backlog } from './softirq'
import type { SoftirqCaller } from './softirq'
import { retire, succeed, vanished } from './succession'
import { newSystem } from './system'
import { TcpSockets } from './tcp/tcp-sockets'
import { Timers } from './timers'
import { UdpSockets } from './udp-socket'
import { WorkQueue } from './work-queue'

/** A running lab over a network; nothing of a namespace is built before a packet or a person reaches it. */
export function createSimulation(network: NetworkSpec, options: SimulationOptions): Simulation {
  return new RunningSimulation(network, options)
}

interface LiveNetns extends BuiltNetns {
  readonly udp: UdpSockets
  readonly tcp: TcpSockets
}

class RunningSimulation implements Simulation, Environment {
  nowNs = 0
  readonly recorder: Recorder | null
  readonly facts: FactLog
  readonly pool = new SkbPool()
  readonly rng: Rng
  readonly draws: KernelDraws
  readonly keyRing = new KeyRing()
  private readonly backlog = new Backlog()
  private readonly work = new WorkQueue()
  private readonly handshakes = new WorkQueue()
  private readonly tasklets = new WorkQueue()
  private readonly timers = new Timers()
  private readonly processes = new Processes()
  private namespaceIndex: ReadonlyMap<string, number> = new Map()
  private built: (LiveNetns | undefined)[] = []
  private segments: readonly Segment[] = []
  private readonly portInterfaceIds = new Map<string, number>()
  private nextPid = 1000
  /** The soft interrupt is left to ksoftirqd, which waits for the processor (ksoftirqd_running, kernel/softirq.c). */
  packetsWait = false
  softirqsOff = 0

  constructor(
    public network: NetworkSpec,
    options: SimulationOptions,
    before?: RunningSimulation,
  ) {
    const recorder = before ? before.recorder : options.record ? new Recorder() : null
    this.recorder = recorder
    this.facts = before?.facts ?? new FactLog(() => recorder?.entryCount ?? 0)
    this.rng = new Rng(options.seed)
    this.draws = options.draws ?? CONSTANT_DRAWS
    this.adopt(network)
  }

  get entryCount(): number {
    return this.recorder?.entryCount ?? 0
  }

  start(netns: string, program: Program, argv: readonly string[], output: OutputSink, input: ProcessInput = NO_INPUT): ProcessHandle {
    const system = this.systemIn(netns, argv[0] ?? '', output, input)
    const process: Process = { pid: system.pid, exitStatus: undefined, program: program(system, argv), system, output, wait: undefined, readyNs: this.nowNs }
    this.processes.add(process)
    return process
  }

  runNow(netns: string, program: Program, argv: readonly string[], output: OutputSink, input: ProcessInput = NO_INPUT): number {
    const running = program(this.systemIn(netns, argv[0] ?? '', output, input), argv)
    const step = running.next()
    if (step.done === true) return step.value
    const ended = running.return(INTERRUPTED)
    return ended.done === true ? ended.value : INTERRUPTED
  }

  systemIn(netns: string, program: string, output: OutputSink, input: ProcessInput): System {
    const live = this.netns(netns)
    return newSystem({
      built: live,
      udp: live.udp,
      tcp: live.tcp,
      network: this.network,
      environment: this,
      pid: this.nextPid++,
      program,
      output,
      input,
      currentNetns: () => (this.namespaceIndex.has(netns) ? this.netns(netns) : live).netns,
      settle: () => {
        this.settle('sender')
      },
      peerOf: (link) => this.peerOf(link),
      otherEnd: (link) => this.otherEnd(link),
      segments: () => this.segmentAdmins(),
      enter: (other, entering) => (this.namespaceIndex.has(other) ? this.systemIn(other, entering, output, input) : undefined),
    })
  }

  runUntil(untilNs: number, limits: RunLimits = {}): boolean {
    const finished = this.run((nextNs) => nextNs > untilNs, limits)
    // Simulated time is whole nanoseconds.
    if (finished) this.nowNs = Math.max(this.nowNs, Math.round(untilNs))
    return finished
  }

  runToExit(process: ProcessHandle, limits: RunLimits = {}): boolean {
    return this.run(() => process.exitStatus !== undefined, limits)
  }

  nextDueNs(): number {
    return Math.max(this.nowNs, Math.min(this.timers.nextNs(), this.processes.next(this.nowNs)?.atNs ?? Infinity))
  }

  interrupt(process: ProcessHandle): void {
    this.processes.interrupt(process as Process)
  }

  drain(): ReturnType<Simulation['drain']> {
    return { blocks: this.recorder?.drain() ?? [], facts: this.facts.drain() }
  }

  look(netns: string): void {
    this.netns(netns)
  }

  startOver(network: NetworkSpec, seed: number): Simulation {
    this.facts.clear()
    return new RunningSimulation(network, { seed, record: this.recorder !== null, draws: this.draws }, this)
  }

  awaitMoments(moments: readonly Moment[]): void {
    this.recorder?.awaitMoments(moments)
  }

  reload(network: NetworkSpec): void {
    const before = this.built.filter((live) => live !== undefined)
    const { segments } = this
    this.facts.clear() // also of namespaces that nobody has built, whose cards their segments know
    for (const { netns, tcp, wireguards } of before) {
      tcp.abandon()
      retire(netns)
      for (const wireguard of wireguards.values()) wireguard.close()
    }
    this.adopt(network)
    for (const { netns } of before) {
      if (!this.namespaceIndex.has(netns.name)) continue
      const after = this.netns(netns.name).netns
      succeed(netns, after)
    }
    for (const { netns } of before) {
      const after = this.namespaceIndex.has(netns.name) ? this.netns(netns.name).netns : undefined
      for (const device of netns.devices) device.successor = after?.device(device.name) ?? vanished(device)
    }
    for (const segment of segments) segment.successor = this.segments.find(({ spec }) => spec.name === segment.spec.name)
  }

  private adopt(network: NetworkSpec): void {
    this.network = network
    this.namespaceIndex = new Map(network.namespaces.map(({ name }, i) => [name, i]))
    this.built = new Array<LiveNetns | undefined>(network.namespaces.length).fill(undefined)
    this.portInterfaceIds.clear()
    this.segments = network.segments.map((spec, i) => this.newSegment(spec, i))
  }

  startTimer(atNs: number, fire: () => void): TimerHandle {
    return this.timers.start(this.nowNs, atNs, fire)
  }

  receiveLater(receiver: Receiver, skb: Skb): void {
    this.backlog.push(receiver, skb)
  }

  pollLater(receiver: Receiver, skb: Skb): void {
    this.backlog.push(receiver, skb)
    this.packetsWait = true
  }

  whenReceived(run: () => void): void {
    this.tasklets.push(run)
  }

  workLater(work: () => void): void {
    this.work.push(work)
  }

  handshakeLater(work: () => void): void {
    this.handshakes.push(work)
  }

  workOffPackets(): void {
    if (this.softirqsOff > 0) return
    this.softirqsOff++
    while (!this.packetsWait) {
      if (!this.backlog.isEmpty) {
        this.nowNs += RECEIVE_NS
        this.backlog.deliverNext()
      } else if (this.tasklets.length > 0) this.tasklets.take()?.()
      else break
    }
    this.softirqsOff--
  }

  /**
   * The loop: packets first, then what is due next. All timers of one tick run before the packets that they send are
   * worked off; a program that the same tick wakes comes before those packets too.
   */
  private run(isDone: (nextNs: number) => boolean, limits: RunLimits): boolean {
    const maxEntries = limits.maxEntries ?? Infinity
    for (;;) {
      this.settle('sleeper')
      this.processes.runWatchers(this.nowNs)
      if (this.entryCount >= maxEntries) return false
      const timerNs = this.timers.nextNs()
      const ready = this.processes.next(this.nowNs)
      const nextNs = Math.min(timerNs, ready?.atNs ?? Infinity)
      if (isDone(nextNs) || nextNs === Infinity) return true
      if (nextNs > this.nowNs) this.nowNs = nextNs
      if (timerNs <= nextNs) {
        this.softirqsOff++
        while (this.timers.nextNs() <= timerNs) this.timers.fireNext()
        this.softirqsOff--
        this.runWokenThreads()
      }
      if (ready !== undefined && ready.atNs <= nextNs) {
        this.nowNs += SCHEDULE_NS
        this.processes.resume(ready.process, () => this.nowNs)
      }
    }
  }

  /** Kernel threads that timers gave work to come before a program that the same tick wakes; what they cause in turn does not. */
  private runWokenThreads(): void {
    for (const queue of [this.work, this.handshakes]) for (let waiting = queue.length; waiting > 0; waiting--) queue.take()?.()
  }

  /**
   * Works off every waiting packet, those that they cause, and kernel threads' work between. TTLs and neighbour queues
   * bound it. Packets that wait for ksoftirqd stay while a woken program comes first, or one that sends and that no kernel
   * thread took the processor from.
   */
  private settle(caller: SoftirqCaller): void {
    let goesOn = caller === 'sender'
    for (;;) {
      this.workOffPackets()
      const work = this.work.take()
      if (work !== undefined) {
        goesOn = false
        work()
      } else if (this.packetsWait) {
        if (goesOn || (caller === 'sleeper' && this.processes.isAnyWoken(this.nowNs))) return
        this.packetsWait = false
      } else {
        const handshake = this.handshakes.take()
        if (handshake === undefined) return
        handshake()
      }
    }
  }

  private netns(name: string): LiveNetns {
    const index = this.namespaceIndex.get(name)
    if (index === undefined) throw new Error(`bug: no namespace ${name}`)
    return this.netnsAt(index)
  }

  private netnsAt(index: number): LiveNetns {
    const existing = this.built[index]
    if (existing !== undefined) return existing
    const spec = this.network.derive(index)
    const built = buildNetns(index, spec, this, {
      ethernetTransmit: (netns, link) => this.ethernetTransmit(netns, link),
      reservedInterfaceId: (netns, link) => this.portInterfaceIds.get(`${netns} ${link}`),
    })
    built.icmp.errorHandlers.set(PROTO_ICMP, (netns, error) => {
      if (error.type === ICMP_DEST_UNREACH && error.code === ICMP_FRAG_NEEDED) learnPathMtu(netns, error)
    })
    const tcp = new TcpSockets(built.netns, built.icmp, (caller) => {
      this.settle(caller)
    })
    const udp = new UdpSockets(built.netns, built.icmp, () => {
      this.settle('sender')
    })
    const live: LiveNetns = { ...built, udp, tcp }
    this.built[index] = live
    return live
  }

  private ethernetTransmit(_netns: string, link: EthernetSpec): (device: Device, skb: Skb) => void {
    const { attachedTo } = link
    if (attachedTo.kind === 'segment') {
      const segment = required(this.segments.find(({ spec }) => spec.name === attachedTo.segment), `segment ${attachedTo.segment}`)
      return (device, skb) => {
        this.nowNs += LINK_NS
        countSent(device, skb.end - skb.start)
        this.receiveLater(segment, skb)
      }
    }
    let peer: Device | undefined
    return (device, skb) => {
      this.nowNs += LINK_NS
      peer ??= required(this.netns(attachedTo.netns).netns.device(attachedTo.link), `${attachedTo.netns} ${attachedTo.link}`)
      if (isForwardable(peer.mtuBytes, skb)) {
        countSent(device, skb.end - skb.start)
        arrive(peer, skb)
        return
      }
      countRefused(device, peer)
      drop(device.netns, device, skb, 'exceeds-segment-mtu', peer.id, peer.mtuBytes)
    }
  }

  private newSegment(spec: NetworkSpec['segments'][number], index: number): Segment {
    const segment = new Segment(index, spec, this)
    for (const port of spec.ports) this.attach(segment, port)
    return segment
  }

  private attach(segment: Segment, port: SegmentPort): void {
    const reference = required(this.network.namespaces[port.namespaceIndex], `namespace ${port.namespaceIndex}`)
    const interfaceId = this.facts.add({
      kind: 'interface',
      netns: port.namespaceIndex,
      name: port.link,
      ifindex: 2,
      linkKind: 'ethernet',
      linkLayer: 'ethernet',
      mac: port.mac,
      mtuBytes: segment.spec.mtuBytes,
      up: true,
      addresses: port.addresses.map((address) => ({ address, prefixLength: lengthOnSegment(segment.spec.cidr, address) })),
    })
    this.portInterfaceIds.set(`${reference.name} ${port.link}`, interfaceId)
    let nic: Device | undefined
    segment.attach({
      namespaceIndex: port.namespaceIndex,
      mac: port.mac,
      addresses: port.addresses,
      interfaceId,
      isInstance: reference.kind === 'node',
      isBuilt: () => this.built[port.namespaceIndex] !== undefined,
      nic: () => (nic ??= required(this.netnsAt(port.namespaceIndex).netns.device(port.link), `${reference.name} ${port.link}`)),
    })
  }

  private peerOf(link: LinkSpec): { readonly netns: string; readonly ifindex: number } | undefined {
    if (link.kind !== 'ethernet') return undefined
    const { attachedTo } = link
    if (attachedTo.kind === 'segment') {
      const segment = required(this.segments.find(({ spec }) => spec.name === attachedTo.segment), `segment ${attachedTo.segment}`)
      return { netns: segment.spec.name, ifindex: 2 + segment.spec.ports.findIndex((port) => port.mac === link.mac) }
    }
    const index = required(this.namespaceIndex.get(attachedTo.netns), attachedTo.netns)
    const { links } = this.network.derive(index)
    const at = links.findIndex(({ name }) => name === attachedTo.link)
    return { netns: attachedTo.netns, ifindex: ifindexOf(links, at) }
  }

  /** The device at the other end of a veth; a NIC of a segment has none of its own. */
  private otherEnd(link: LinkSpec): Device | undefined {
    return link.kind === 'ethernet' && link.attachedTo.kind === 'peer' ? this.netns(link.attachedTo.netns).netns.device(link.attachedTo.link) : undefined
  }

  private segmentAdmins(): readonly SegmentAdmin[] {
    return this.segments.map((segment) => segmentAdmin(segment, (name) => this.namespaceIndex.get(name)))
  }
}

/** Given, or one more than that of the link before. */
function ifindexOf(links: readonly LinkSpec[], at: number): number {
  const link = links[at]
  return link === undefined ? 0 : (link.ifindex ?? ifindexOf(links, at - 1) + 1)
}
