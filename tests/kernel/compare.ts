import type { Layer } from '../../src/core/trace/layers'
import type { Determined } from './exceptions'
import type { RecordedFlow, ScriptedFlow } from './recordings'
import type { ReplayedFlow, ReplayedHop, ReplayedStep } from './replay'

/**
 * Compares a replayed flow with the recorded one: same rows, same order, same fields, same exit status and output.
 * Masked is what the recordings' own README calls volatile: IP and ICMP ids (but whether an IP id is zero counts),
 * TCP sequence numbers, ports that NAT or a socket chose, what depends on them, and times.
 * Answers with the first difference in words, or undefined.
 */
export function firstDifference(flow: RecordedFlow, scripted: ScriptedFlow, replayed: ReplayedFlow): string | undefined {
  if (!replayed.ok) return replayed.reason
  const ports = fixedPorts(scripted)
  const expected = flow.hops.map((hop) => line(hop, ports))
  const actual = replayed.hops.map((hop) => line(hop, ports))
  for (let i = 0; i < Math.max(expected.length, actual.length); i++) {
    if (expected[i] === actual[i]) continue
    const before = expected.slice(Math.max(0, i - 3), i).map((text) => `          ${text}`)
    return [`row ${i + 1} of ${expected.length} recorded and ${actual.length} simulated:`, ...before, `  kernel: ${expected[i] ?? '(no more rows)'}`, `  here:   ${actual[i] ?? '(no more rows)'}`].join('\n')
  }
  return outputDifference(flow, replayed.steps, ports)
}

/** The same for what an exception leaves determined. */
export function determinedDifference(flow: RecordedFlow, scripted: ScriptedFlow, replayed: ReplayedFlow, determined: Determined): string | undefined {
  if (!replayed.ok) return replayed.reason
  switch (determined) {
    case 'nothing':
      return undefined
    case 'counters-from-first':
      return firstDifference({ ...flow, hops: countersFromFirst(flow.hops) }, scripted, { ...replayed, hops: countersFromFirst(replayed.hops) })
    case 'order-of-each-interface': {
      const places = new Set([...flow.hops, ...replayed.hops].map(placeOf))
      for (const place of places) {
        const isThere = (hop: Pick<ReplayedHop, 'ns' | 'iface'>) => placeOf(hop) === place
        const difference = firstDifference({ ...flow, hops: flow.hops.filter(isThere) }, scripted, { ...replayed, hops: replayed.hops.filter(isThere) })
        if (difference !== undefined) return difference
      }
      return undefined
    }
  }
}

function placeOf({ ns, iface }: Pick<ReplayedHop, 'ns' | 'iface'>): string {
  return `${ns} ${iface}`
}

/** The counters of WireGuard's data messages, each from the first one that its session shows here. */
function countersFromFirst<H extends Pick<ReplayedHop, 'layers'>>(hops: readonly H[]): H[] {
  const first = new Map<string, number>()
  return hops.map((hop) => ({
    ...hop,
    layers: hop.layers.map((layer): Layer => {
      if (layer.proto !== 'wireguard' || layer.counter === undefined) return layer
      const session = layer.receiver_index ?? ''
      const from = first.get(session) ?? layer.counter
      first.set(session, from)
      return { ...layer, counter: layer.counter - from }
    }),
  }))
}

function outputDifference(flow: RecordedFlow, steps: readonly ReplayedStep[], ports: ReadonlySet<number>): string | undefined {
  for (const [i, step] of flow.steps.entries()) {
    const other = steps[i]
    if (other === undefined) return `${step.ns}$ ${step.command}: was not run`
    if (step.exit !== other.exit) return `${step.ns}$ ${step.command}: exit status ${step.exit} of the kernel's, ${other.exit} here\n${other.stdout}${other.stderr}`
    for (const stream of ['stdout', 'stderr'] as const) {
      const expected = comparable(step.command, step[stream] ?? '', ports)
      const actual = comparable(step.command, other[stream], ports)
      if (expected !== actual) return `${step.ns}$ ${step.command}: ${stream}\n  kernel: ${JSON.stringify(expected)}\n  here:   ${JSON.stringify(actual)}`
    }
  }
  return undefined
}

/**
 * Times masked, and the port that NAT drew for a client; a neighbour table in order of address, for the kernel dumps it
 * by a hash that each boot draws anew.
 */
function comparable(command: string, text: string, ports: ReadonlySet<number>): string {
  if (command.startsWith('ip neigh')) return text.split('\n').sort().join('\n')
  return maskTimes(text).replaceAll(/(bytes from [\d.]+):(\d+)$/gm, (whole, from: string, port: string) => (ports.has(Number(port)) ? whole : `${from}:drawn`))
}

function maskTimes(text: string): string {
  return text
    .replaceAll(/time=[\d.]+ ms/g, 'time=T ms')
    .replaceAll(/time \d+ms/g, 'time Tms')
    .replaceAll(/= [\d.]+(\/[\d.]+)+ ms/g, '= T ms')
    .replaceAll(/(, ipg\/ewma) [\d./]+ ms/g, '$1 T ms')
    .replaceAll(/ {2}[\d.]+ ms/g, '  T ms')
    .replaceAll(/ [\d.]+ms$/gm, ' Tms')
    .replaceAll(/\d+sec/g, 'Tsec')
}

/** Ports that the script names, or that a protocol fixes; all others were drawn. */
function fixedPorts(scripted: ScriptedFlow): ReadonlySet<number> {
  const ports = new Set([4789, 51820])
  for (const step of scripted.steps) {
    const exchange = 'udp' in step ? step.udp : 'tcp' in step ? step.tcp : undefined
    if (exchange) ports.add(exchange.server_port).add(exchange.client_port)
  }
  return ports
}

/** traceroute's probes go to 33434 and up, from a port that was drawn. */
function isProbed(port: number): boolean {
  return port >= 33434 && port < 33534
}

function line(hop: Pick<ReplayedHop, 'ns' | 'iface' | 'dir' | 'len' | 'layers'>, ports: ReadonlySet<number>): string {
  return `${hop.ns} ${hop.iface} ${hop.dir} ${hop.len} ${hop.layers.map((layer) => JSON.stringify(masked(layer, ports))).join(' ')}`
}

function masked(layer: Layer, ports: ReadonlySet<number>): Readonly<Record<string, unknown>> {
  const fields: Record<string, unknown> = { ...layer }
  switch (layer.proto) {
    case 'ipv4':
      fields.id = layer.id === 0 ? 0 : 'drawn'
      break
    case 'icmp':
      if ('id' in layer) fields.id = 'drawn'
      break
    case 'udp':
    case 'tcp':
      if (!ports.has(layer.sport)) fields.sport = 'drawn'
      if (!ports.has(layer.dport) && !isProbed(layer.dport)) fields.dport = 'drawn'
      delete fields.checksum
      delete fields.seq
      delete fields.ack
      break
    case 'wireguard':
      for (const key of ['sender_index', 'receiver_index']) if (key in fields) fields[key] = 'drawn'
      break
    default:
  }
  if ('embedded' in layer) fields.embedded = layer.embedded.map((inner) => masked(inner, ports))
  return Object.fromEntries(Object.entries(fields).sort(([x], [y]) => (x < y ? -1 : 1)))
}
