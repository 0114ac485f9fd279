import { err, ok } from '../../src/core/base/result'
import type { Result } from '../../src/core/base/result'
import { Rng } from '../../src/core/base/rng'
import type { CaptureSocket } from '../../src/core/engine/capture-api'
import type {
  Errno,
  IptablesError,
  LinkView,
  NeighbourView,
  PacketSocket,
  Program,
  RawIcmpSocket,
  Received,
  RouteAnswer,
  TcpListener,
  TcpSocket,
  SegmentAdmin,
  System,
  UdpReceived,
  UdpSocket,
  WireguardView,
} from '../../src/core/engine/kernel-api'
import type { FdbSpec, RouteSpec, RuleSpec } from '../../src/core/model/netns-spec'
import type { Ipv4 } from '../../src/core/wire/ipv4-address'

/** One system call that changes something, as a test reads it. */
export type KernelCall = readonly [name: string, ...args: readonly unknown[]]

/**
 * A kernel that does what the test says: it records what programs ask of it, and its sockets receive what the test
 * puts there. Time passes only while a program waits.
 */
export class FakeSystem implements System {
  readonly stdin = new Uint8Array(0)
  readonly written = new Map<string, Uint8Array>()
  readonly files: System['files'] = {
    read: (path) => this.written.get(path),
    write: (path, bytes) => this.written.set(path, bytes).has(path),
  }

  readonly netnsName = 'pod-w1-a'
  readonly netnsKind = 'pod'
  readonly rng = new Rng(1)
  readonly pid = 614
  interruptStatus = 130
  readonly calls: KernelCall[] = []
  out = ''
  errors = ''
  clockNs = 0
  linkViews: LinkView[] = []
  routeSpecs: RouteSpec[] = []
  ruleSpecs: RuleSpec[] = []
  neighbourViews: NeighbourView[] = []
  fdbSpecs: FdbSpec[] = []
  wireguardViews: WireguardView[] = []
  sets: ReturnType<System['ipsets']> = []
  tables: ReturnType<System['iptablesTables']> = []
  readonly sysctlValues = new Map<string, string>()
  segmentAdmins: SegmentAdmin[] = []
  /** What connecting a socket gives. */
  connectError: Errno | undefined
  /** What changes give. */
  changeError: Errno | undefined
  routeAnswer: Result<RouteAnswer, Errno> = err({ code: 'ENETUNREACH' })
  /** Called for each ICMP message sent: what comes back, and when. */
  onIcmp: (icmp: Uint8Array, ttl: number | undefined) => Result<readonly Received[], Errno> = () => ok([])
  onUdp: (port: number, ttl: number | undefined) => readonly UdpReceived[] = () => []
  onFrame: (frame: Uint8Array) => readonly { readonly frame: Uint8Array; readonly atNs: number }[] = () => []
  readonly queues: FakeQueue<{ readonly atNs: number }>[] = []

  nowNs(): number {
    return this.clockNs
  }
  stdout(text: string): void {
    this.out += text
  }
  stderr(text: string): void {
    this.errors += text
  }

  openRawIcmp(): Result<RawIcmpSocket, Errno> {
    const queue = this.queue<Received>()
    if (this.connectError) return err(this.connectError)
    return ok({
      source: undefined,
      mtuBytes: 1500,
      get readable() {
        return queue.readable
      },
      send: (_destination: Ipv4, icmp: Uint8Array, ttl?: number) => {
        const answers = this.onIcmp(icmp, ttl)
        if (!answers.ok) return answers
        queue.waiting.push(...answers.value)
        return ok(undefined)
      },
      receive: () => queue.receive(),
      close: () => this.calls.push(['close']),
    })
  }

  openTcp(): Result<TcpSocket, Errno> {
    return err({ code: 'EOPNOTSUPP' })
  }

  listenTcp(): Result<TcpListener, Errno> {
    return err({ code: 'EOPNOTSUPP' })
  }

  openUdp(options: { readonly ttl?: number; readonly connectTo?: { readonly port: number } }): Result<UdpSocket, Errno> {
    const queue = this.queue<UdpReceived>()
    if (this.connectError) return err(this.connectError)
    return ok({
      port: 40000,
      get readable() {
        return queue.readable
      },
      send: (_payload: Uint8Array, to: { readonly port: number } | undefined = options.connectTo) => {
        queue.waiting.push(...this.onUdp(to?.port ?? 0, options.ttl))
        return ok(undefined)
      },
      receive: () => queue.receive(),
      close: () => this.calls.push(['close']),
    })
  }

  openPacket(): Result<PacketSocket, Errno> {
    const queue = this.queue<{ readonly frame: Uint8Array; readonly atNs: number }>()
    return ok({
      get readable() {
        return queue.readable
      },
      send: (frame: Uint8Array) => {
        queue.waiting.push(...this.onFrame(frame))
        return ok(undefined)
      },
      receive: () => queue.receive(),
      close: () => this.calls.push(['close']),
    })
  }

  openCapture(): Result<CaptureSocket, Errno> {
    return err({ code: 'EOPNOTSUPP' })
  }

  namespaceNames(): readonly string[] {
    return ['k8s-w1', 'pod-w1-a']
  }
  enter(): undefined {
    return undefined
  }
  segments(): readonly SegmentAdmin[] {
    return this.segmentAdmins
  }
  links(): readonly LinkView[] {
    return this.linkViews
  }
  routes(): readonly RouteSpec[] {
    return this.routeSpecs
  }
  routeGet(): Result<RouteAnswer, Errno> {
    return this.routeAnswer
  }
  rules(): readonly RuleSpec[] {
    return this.ruleSpecs
  }
  neighbours(): readonly NeighbourView[] {
    return this.neighbourViews
  }
  sysctl(key: string): string | undefined {
    return this.sysctlValues.get(key)
  }
  setSysctl(key: string, value: string): Result<void, Errno> {
    this.sysctlValues.set(key, value)
    return ok(undefined)
  }
  sysctls(): readonly string[] {
    return [...this.sysctlValues.keys()]
  }
  iptablesTables(): ReturnType<System['iptablesTables']> {
    return this.tables
  }
  iptablesCommand(table: string, argv: readonly string[]): Result<void, IptablesError> {
    this.calls.push(['iptables', table, ...argv])
    return ok(undefined)
  }
  iptablesHas(): Result<boolean, IptablesError> {
    return ok(false)
  }
  ipsets(): ReturnType<System['ipsets']> {
    return this.sets
  }
  wireguards(): readonly WireguardView[] {
    return this.wireguardViews
  }
  fdb(): readonly FdbSpec[] {
    return this.fdbSpecs
  }
  setLink = (...args: readonly unknown[]) => this.change('setLink', args)
  addAddress = (...args: readonly unknown[]) => this.change('addAddress', args)
  deleteAddress = (...args: readonly unknown[]) => this.change('deleteAddress', args)
  addRoute = (...args: readonly unknown[]) => this.change('addRoute', args)
  replaceRoute = (...args: readonly unknown[]) => this.change('replaceRoute', args)
  deleteRoute = (...args: readonly unknown[]) => this.change('deleteRoute', args)
  addRule = (...args: readonly unknown[]) => this.change('addRule', args)
  deleteRule = (...args: readonly unknown[]) => this.change('deleteRule', args)
  setNeighbour = (...args: readonly unknown[]) => this.change('setNeighbour', args)
  deleteNeighbour = (...args: readonly unknown[]) => this.change('deleteNeighbour', args)
  ipsetAdd = (...args: readonly unknown[]) => this.change('ipsetAdd', args)
  ipsetDelete = (...args: readonly unknown[]) => this.change('ipsetDelete', args)
  ipsetCreate = (...args: readonly unknown[]) => this.change('ipsetCreate', args)
  ipsetDestroy = (...args: readonly unknown[]) => this.change('ipsetDestroy', args)
  fdbAdd = (...args: readonly unknown[]) => this.change('fdbAdd', args)
  fdbDelete = (...args: readonly unknown[]) => this.change('fdbDelete', args)
  setWireguard = (...args: readonly unknown[]) => this.change('setWireguard', args)
  flushNeighbours(link?: string): void {
    this.calls.push(['flushNeighbours', ...(link === undefined ? [] : [link])])
  }
  flushRouteCache(): void {
    this.calls.push(['flushRouteCache'])
  }
  routeExceptions(): ReturnType<System['routeExceptions']> {
    return []
  }

  connections(): ReturnType<System['connections']> {
    return []
  }

  deleteConnections(): ReturnType<System['connections']> {
    return []
  }

  openConnectionEvents(): ReturnType<System['openConnectionEvents']> {
    return { readable: false, receive: () => undefined, close: () => undefined }
  }

  sockets(): ReturnType<System['sockets']> {
    return []
  }

  conntrackCounters(): ReturnType<System['conntrackCounters']> {
    return { found: 0, invalid: 0, insertFailed: 0, drop: 0, earlyDrop: 0, error: 0, clashResolve: 0 }
  }

  flushConntrack(): void {
    this.calls.push(['flushConntrack'])
  }

  private change(name: string, args: readonly unknown[]): Result<void, Errno> {
    this.calls.push([name, ...args])
    return this.changeError ? err(this.changeError) : ok(undefined)
  }

  private queue<T extends { readonly atNs: number }>(): FakeQueue<T> {
    const queue = new FakeQueue<T>(() => this.clockNs)
    this.queues.push(queue)
    return queue
  }
}

/** What lies in a socket, each with the time at which it can be read. */
class FakeQueue<T extends { readonly atNs: number }> {
  readonly waiting: T[] = []

  constructor(private readonly now: () => number) {}

  get readable(): boolean {
    return this.waiting.some((item) => item.atNs <= this.now())
  }
  receive(): T | undefined {
    const at = this.waiting.findIndex((item) => item.atNs <= this.now())
    return at < 0 ? undefined : this.waiting.splice(at, 1)[0]
  }
}

/** Runs a program to its end: the clock jumps to the next thing that it waits for. */
export function runProgram(program: Program, command: string, system: FakeSystem): number {
  const process = program(system, command.split(' '))
  for (let step = 0; step < 10_000; step++) {
    const next = process.next()
    if (next.done) return next.value
    const arrivals = system.queues.flatMap((queue) => queue.waiting.map((item) => item.atNs))
    system.clockNs = Math.max(system.clockNs, Math.min(next.value.untilNs, ...arrivals))
    if (!Number.isFinite(system.clockNs)) throw new Error(`${command} waits for ever`)
  }
  throw new Error(`${command} does not end`)
}
