import { deriveNetwork } from '../../src/core/calico/derive-network'
import { createSimulation } from '../../src/core/engine/simulation'
import type { Simulation } from '../../src/core/engine/simulation-api'
import type { Cluster } from '../../src/core/model/cluster'
import type { NetnsSpec } from '../../src/core/model/netns-spec'
import { parseCommandLine } from '../../src/core/shell/command-line'
import { commandNamed, fabricCommandNamed } from '../../src/core/shell/commands'
import { Trace } from '../../src/core/trace/trace'
import type { TraceBlock } from '../../src/core/trace/trace'
import type { FactChange } from '../../src/core/trace/facts'
import { formatIpv4 } from '../../src/core/wire/ipv4-address'
import { ENCAPSULATION_SCOPES } from '../../src/core/model/encapsulation'
import { clusterOf, LAW_MODES } from './random-lab'
import type { Act, ActSketch, LabSketch } from './random-lab'

/** What a property over many labs may take on a machine that has other things to do; alone it takes a few seconds. */
export const PATIENCE_MS = 90_000

/**
 * Longer than anything waits: neighbours fail after 3 s, fragments after 30 s, handshakes after 90 s, and what is lost
 * meanwhile may begin another one.
 */
export const ALL_SETTLED_NS = 240e9

export interface Ran {
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
}

/** A running lab with everything that it recorded. */
export class LabRun {
  readonly simulation: Simulation
  readonly trace = new Trace()
  readonly blocks: TraceBlock[] = []
  readonly facts: FactChange[] = []
  readonly specs: readonly NetnsSpec[]

  constructor(cluster: Cluster, seed = 1) {
    const network = deriveNetwork(cluster)
    this.simulation = createSimulation(network, { seed, record: true })
    this.specs = network.namespaces.map((_, i) => network.derive(i))
  }

  /** Runs a command to its end; `fabric` is all segments. */
  run(netns: string, command: string): Ran {
    const argv = parseCommandLine(command)
    if (!argv.ok) throw new Error(command)
    const { segments, namespaces } = this.simulation.network
    const name = argv.value[0] ?? ''
    const isFabric = netns === 'fabric'
    const program = isFabric ? fabricCommandNamed(name, segments.map((segment) => segment.name)) : commandNamed(name)
    const said = { stdout: '', stderr: '' }
    const output = {
      stdout: (text: string): void => {
        said.stdout += text
      },
      stderr: (text: string): void => {
        said.stderr += text
      },
    }
    const process = this.simulation.start(isFabric ? (namespaces[0]?.name ?? '') : netns, program, argv.value, output)
    this.simulation.runToExit(process)
    return { exit: process.exitStatus ?? -1, ...said }
  }

  wait(durationNs: number): void {
    this.simulation.runUntil(this.simulation.nowNs + durationNs)
  }

  /** Takes over what was recorded since the last time. */
  collect(): Trace {
    const { blocks, facts } = this.simulation.drain()
    for (const block of blocks) this.trace.append(block)
    this.trace.appendFactChanges(facts)
    this.blocks.push(...blocks)
    this.facts.push(...facts)
    return this.trace
  }

  /** Every pod's name and address. */
  pods(): readonly { readonly name: string; readonly address: string; readonly node: number }[] {
    return this.simulation.network.namespaces.flatMap(({ name, kind, node }, i) => {
      const address = this.specs[i]?.links.find((link) => link.name === 'eth0')?.addresses[0]
      return kind === 'pod' && address ? [{ name, address: formatIpv4(address.address), node: node ?? -1 }] : []
    })
  }

  /** Does what `calicoctl patch` does: the same cluster in another mode, derived anew. */
  reload(sketch: LabSketch): void {
    this.simulation.reload(deriveNetwork(clusterOf(sketch)))
  }

  /** A random act: a change of mode, a fault or a flow. */
  act(act: ActSketch, sketch: LabSketch): void {
    if (act.what >= 95) {
      this.reload({ ...sketch, mode: at(LAW_MODES, act.where), scope: at(ENCAPSULATION_SCOPES, act.to) })
      return
    }
    const { netns, command } = this.actOf(act)
    this.run(netns, command)
  }

  /** What a random act is in this lab, where it is a command. */
  actOf(sketch: ActSketch): Act {
    return sketch.what < 45 ? this.faultOf(sketch) : this.flowOf(sketch)
  }

  private flowOf({ what, where, to, size, ttl }: ActSketch): Act {
    const senders = this.specs.filter(({ kind }) => kind !== 'router')
    const netns = at(senders, where).name
    const pods = this.pods()
    // Pods, nodes, tunnel addresses, the outside, an address that no pod has, and one that nobody knows.
    const own = this.specs.flatMap(({ links }) => links.flatMap(({ addresses }) => addresses.map(({ address }) => formatIpv4(address)))).filter((address) => !address.startsWith('127.'))
    const destination = at([...pods.map(({ address }) => address), ...own, '172.16.255.9', '10.99.0.1', '8.8.8.8'], to)
    if (what < 55) return { kind: 'flow', netns, command: `traceroute -n -q 1 -w 1 -m 6 ${what % 2 === 0 ? '-I ' : ''}${destination}` }
    if (what < 60) return { kind: 'flow', netns, command: `nc -z -v -w 2 ${what % 2 === 0 ? '-u ' : ''}${destination} 8080` }
    const df = ['do', 'want', 'dont', 'probe'][what % 4] ?? 'want'
    return { kind: 'flow', netns, command: `ping -n -c ${1 + (what % 3)} -i 0.3 -W 1 -M ${df} -s ${size} -t ${ttl} ${destination}` }
  }

  private faultOf({ what, where, to }: ActSketch): Act {
    const nodes = this.specs.filter(({ kind }) => kind === 'node')
    const node = at(nodes, where)
    const link = at(node.links.filter(({ name }) => name !== 'lo'), to)
    const route = at(node.routes, to)
    const prefix = `${formatIpv4(route.destination.network)}/${route.destination.prefixLength}`
    const faults: readonly Act[] = [
      { kind: 'fault', netns: node.name, command: `ip link set ${link.name} down` },
      { kind: 'fault', netns: node.name, command: `ip link set ${link.name} up` },
      { kind: 'fault', netns: node.name, command: `ip link set ${link.name} mtu ${at([600, 1280, 1400, 1500], where)}` },
      { kind: 'fault', netns: node.name, command: `ip route del ${route.type === 'unicast' ? '' : `${route.type} `}${prefix}` },
      { kind: 'fault', netns: node.name, command: `sysctl -w net.ipv4.ip_forward=${to % 2}` },
      { kind: 'fault', netns: node.name, command: `sysctl -w net/ipv4/conf/${link.name}/proxy_arp=${to % 2}` },
      { kind: 'fault', netns: node.name, command: `sysctl -w net/ipv4/conf/${link.name}/rp_filter=${to % 3}` },
      { kind: 'fault', netns: 'fabric', command: `ebtables -A FORWARD -p IPv4 --ip-proto ${at([1, 4, 17], to)} -j DROP` },
      { kind: 'fault', netns: 'fabric', command: 'ebtables -F FORWARD' },
      { kind: 'fault', netns: 'router', command: `ip link set eth-0 mtu ${at([600, 1400, 1500], to)}` },
      { kind: 'fault', netns: node.name, command: 'ip neigh flush all' },
    ]
    return at(faults, what)
  }
}

function at<T>(list: readonly T[], index: number): T {
  const item = list[index % list.length]
  if (item === undefined) throw new Error('an empty list')
  return item
}
