import { required } from '../../src/core/base/assert'
import { createSimulation } from '../../src/core/engine/simulation'
import type { Program } from '../../src/core/engine/kernel-api'
import type { Simulation } from '../../src/core/engine/simulation-api'
import type { EthernetSpec, NetnsSpec, RouteSpec } from '../../src/core/model/netns-spec'
import { ROUTE_PROTOCOL, ROUTE_TABLE } from '../../src/core/model/netns-spec'
import { commandNamed } from '../../src/core/shell/commands'
import { parseCommandLine } from '../../src/core/shell/command-line'
import { DROP_REASONS } from '../../src/core/trace/entry-kinds'
import { decodeFrame } from '../../src/core/trace/decode'
import type { Layer } from '../../src/core/trace/layers'
import { Trace } from '../../src/core/trace/trace'
import type { TraceEntry } from '../../src/core/trace/trace'
import { parseIpv4, parseIpv4Prefix } from '../../src/core/wire/ipv4-address'
import type { Ipv4 } from '../../src/core/wire/ipv4-address'
import type { Mac } from '../../src/core/wire/mac-address'

export function ip(text: string): Ipv4 {
  return required(parseIpv4(text), text)
}

/** One end of a veth in a test network; `at` is `ADDRESS/LENGTH`. */
export function veth(name: string, at: string | undefined, peer: string, peerLink: string, mtuBytes = 1500): EthernetSpec {
  const [address = '', length = ''] = (at ?? '').split('/')
  const mac = (0x0200_0000_0000 + Array.from(`${name}${at ?? ''}${peer}`).reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 0xffffff, 7)) as Mac
  return { kind: 'ethernet', name, mtuBytes, up: true, mac, addresses: at === undefined ? [] : [{ address: ip(address), prefixLength: Number(length) }], attachedTo: { kind: 'peer', netns: peer, link: peerLink } }
}

export function route(destination: string, change: Partial<RouteSpec> = {}): RouteSpec {
  const prefix = required(parseIpv4Prefix(destination === 'default' ? '0.0.0.0/0' : destination), destination)
  return { type: 'unicast', destination: prefix, table: ROUTE_TABLE.main, protocol: ROUTE_PROTOCOL.static, scope: 'global', metric: 0, onlink: false, ...change }
}

export function netns(name: string, links: readonly EthernetSpec[], routes: readonly RouteSpec[], change: Partial<NetnsSpec> = {}): NetnsSpec {
  const loopback = { kind: 'loopback' as const, name: 'lo', mtuBytes: 65536, up: true, addresses: [{ address: ip('127.0.0.1'), prefixLength: 8 }] }
  return { name, kind: 'router', links: [loopback, ...links], routes, rules: [], neighbours: [], fdb: [], ipsets: [], iptables: [], sysctls: {}, ...change }
}

/** left – router – right: 10.0.1.0/24 and 10.0.2.0/24. Parts of each namespace may be replaced. */
export function twoNetworks(change: { readonly left?: Partial<NetnsSpec>; readonly router?: Partial<NetnsSpec>; readonly right?: Partial<NetnsSpec> } = {}): TestNetwork {
  return new TestNetwork([
    netns('left', [veth('eth0', '10.0.1.2/24', 'router', 'left')], [route('default', { gateway: ip('10.0.1.1'), link: 'eth0' })], change.left),
    netns('router', [veth('left', '10.0.1.1/24', 'left', 'eth0'), veth('right', '10.0.2.1/24', 'right', 'eth0')], [], { sysctls: { 'net/ipv4/ip_forward': '1' }, ...change.router }),
    netns('right', [veth('eth0', '10.0.2.2/24', 'router', 'right')], [route('default', { gateway: ip('10.0.2.1'), link: 'eth0' })], change.right),
  ])
}

/** A few namespaces at work, and what their trace says. */
export class TestNetwork {
  readonly simulation: Simulation
  readonly trace = new Trace()

  constructor(private readonly specs: readonly NetnsSpec[]) {
    this.simulation = createSimulation(
      { name: 'test', namespaces: specs.map(({ name, kind }) => ({ name, kind })), segments: [], derive: (index) => required(specs[index], String(index)) },
      { seed: 1, record: true },
    )
  }

  run(at: string, command: string): { readonly exit: number | undefined; readonly stdout: string; readonly stderr: string } {
    const words = parseCommandLine(command)
    if (!words.ok) throw new Error(words.error)
    return this.start(at, commandNamed(words.value[0] ?? ''), words.value)
  }

  start(at: string, program: Program, argv: readonly string[]): { readonly exit: number | undefined; readonly stdout: string; readonly stderr: string } {
    let stdout = ''
    let stderr = ''
    const process = this.simulation.start(at, program, argv, { stdout: (text) => (stdout += text), stderr: (text) => (stderr += text) })
    this.simulation.runToExit(process)
    this.collect()
    return { exit: process.exitStatus, stdout, stderr }
  }

  wait(seconds: number): void {
    this.simulation.runUntil(this.simulation.nowNs + seconds * 1e9)
    this.collect()
  }

  entries(): readonly TraceEntry[] {
    return Array.from({ length: this.trace.entryCount }, (_, i) => this.trace.entry(i))
  }

  /** `NAMESPACE: REASON` of every packet that was dropped, in order. */
  drops(): readonly string[] {
    return this.entries()
      .filter((entry) => entry.kind === 'packet.dropped')
      .map((entry) => `${this.netnsOf(entry)}: ${DROP_REASONS[entry.c] ?? '?'}`)
  }

  /** The namespace in which an entry was made. */
  netnsOf(entry: TraceEntry): string {
    return this.specs[entry.netns]?.name ?? 'segment'
  }

  /** Every frame that a link sent or took in, in order. */
  frames(netns: string, link: string, direction: 'in' | 'out'): readonly Layer[][] {
    return this.entries().flatMap((entry) => {
      if (entry.kind !== `hop.${direction}` || this.netnsOf(entry) !== netns) return []
      const fact = this.trace.fact(entry.interfaceId)
      return fact?.kind === 'interface' && fact.name === link ? [decodeFrame(this.trace.frameBytes(entry.frame), fact.linkLayer)] : []
    })
  }

  private collect(): void {
    const { blocks, facts } = this.simulation.drain()
    for (const block of blocks) this.trace.append(block)
    this.trace.appendFactChanges(facts)
  }
}
