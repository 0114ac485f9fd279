import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeFrame } from '../../src/core/trace/decode'
import type { Layer } from '../../src/core/trace/layers'
import { ENCAPSULATION_SCOPES } from '../../src/core/model/encapsulation'
import { LabRun, PATIENCE_MS } from './lab-run'
import { anyLab, clusterOf, LAW_MODES } from './random-lab'
import type { LabSketch } from './random-lab'

const STATE_COMMANDS = ['ip -d addr', 'ip route show table all', 'ip rule', 'ip neigh', 'bridge fdb', 'iptables-save', 'ipset list', 'sysctl -a', 'conntrack -L', 'ip route show cache'] as const

/** Every table of every namespace, as its tools print it. */
function stateOf(lab: LabRun): readonly string[] {
  const ofHosts = lab.simulation.network.namespaces.flatMap(({ name }) => STATE_COMMANDS.map((command) => `${name}$ ${command}\n${lab.run(name, command).stdout}`))
  return [...ofHosts, lab.run('fabric', 'ebtables -L').stdout]
}

function must(lab: LabRun, netns: string, command: string): string {
  const { exit, stdout, stderr } = lab.run(netns, command)
  if (exit !== 0) throw new Error(`${netns}$ ${command}: ${stderr}`)
  return stdout
}

interface Change {
  readonly what: number
  readonly where: number
  readonly to: number
}

/** Changes something and puts it back, as an administrator would. */
function changeAndReverse(lab: LabRun, sketch: LabSketch, { what, where, to }: Change): void {
  const nodes = lab.specs.filter(({ kind }) => kind === 'node')
  const node = nodes[where % nodes.length]
  const links = node?.links.filter(({ name }) => name !== 'lo')
  const link = links?.[to % links.length]
  const route = node?.routes[to % node.routes.length]
  if (!node || !link || !route) throw new Error('a node without links or routes')
  const { name } = node
  switch (what) {
    case 0: {
      const before = lost(lab, name)
      must(lab, name, `ip link set ${link.name} down`)
      must(lab, name, `ip link set ${link.name} up`)
      return putBack(lab, name, before)
    }
    case 1:
      must(lab, 'fabric', 'ebtables -A FORWARD -p IPv4 -j DROP')
      must(lab, 'fabric', 'ebtables -F FORWARD')
      return
    case 2:
      lab.reload({ ...sketch, mode: LAW_MODES[where % LAW_MODES.length] ?? 'direct', scope: ENCAPSULATION_SCOPES[to % 2] ?? 'always' })
      return lab.reload(sketch)
    case 3:
      must(lab, name, 'sysctl -w net.ipv4.ip_forward=0')
      must(lab, name, 'sysctl -w net.ipv4.ip_forward=1')
      return
    case 4: {
      const other = must(lab, name, `sysctl -n net/ipv4/conf/${link.name}/proxy_arp`).trim()
      must(lab, name, `sysctl -w net/ipv4/conf/${link.name}/proxy_arp=${1 - Number(other)}`)
      must(lab, name, `sysctl -w net/ipv4/conf/${link.name}/proxy_arp=${other}`)
      return
    }
    case 5:
      must(lab, name, `ip link set ${link.name} mtu 900`)
      must(lab, name, `ip link set ${link.name} mtu ${link.mtuBytes}`)
      return
    case 6:
      must(lab, name, 'iptables -I FORWARD -p icmp -j DROP')
      must(lab, name, 'iptables -D FORWARD -p icmp -j DROP')
      return
    case 7: {
      const before = lost(lab, name)
      must(lab, name, `ip route del ${before.routes[to % before.routes.length]?.trim() ?? ''}`)
      return putBack(lab, name, before)
    }
    case 8:
      must(lab, name, `ip addr add 10.250.0.1/24 dev ${link.name}`)
      must(lab, name, `ip addr del 10.250.0.1/24 dev ${link.name}`)
      return
    default:
      must(lab, name, 'ip rule add fwmark 0x10/0x10 table 7 priority 50')
      must(lab, name, 'ip rule del fwmark 0x10/0x10 table 7 priority 50')
  }
}

interface Kept {
  readonly routes: readonly string[]
  readonly neighbours: readonly string[]
}

/** What a link that goes down takes with it. */
function lost(lab: LabRun, netns: string): Kept {
  const linesOf = (command: string): readonly string[] => lab.run(netns, command).stdout.split('\n').filter((line) => line !== '')
  return { routes: linesOf('ip route show table all'), neighbours: linesOf('ip neigh show nud permanent') }
}

function putBack(lab: LabRun, netns: string, before: Kept): void {
  const now = lost(lab, netns)
  for (const line of before.routes) if (!now.routes.includes(line)) must(lab, netns, `ip route add ${line}`)
  for (const line of before.neighbours) if (!now.neighbours.includes(line)) must(lab, netns, `ip neigh add ${line.replace(' PERMANENT', ' nud permanent')}`)
}

/** The frames of a ping from the first pod to the last, ids and drawn ports left out. */
function pingFrames(lab: LabRun): readonly string[] {
  const from = lab.simulation.entryCount
  const pods = lab.pods()
  lab.run(pods[0]?.name ?? '', `ping -n -c 2 -i 0.3 -W 1 ${pods.at(-1)?.address ?? ''}`)
  const trace = lab.collect()
  const frames: string[] = []
  for (let i = from; i < trace.entryCount; i++) {
    if (!trace.isHop(i)) continue
    const { interfaceId, frame, kind, netns } = trace.entry(i)
    const fact = trace.fact(interfaceId)
    if (fact?.kind !== 'interface') throw new Error('no interface')
    frames.push(`${netns} ${fact.name} ${kind} ${decodeFrame(trace.frameBytes(frame), fact.linkLayer).map(withoutDraws).join(' ')}`)
  }
  return frames
}

function withoutDraws(layer: Layer): string {
  const fields: Record<string, unknown> = { ...layer }
  for (const drawn of ['id', 'sport', 'checksum', 'sender_index', 'receiver_index']) Reflect.deleteProperty(fields, drawn)
  return JSON.stringify(fields)
}

it('a change and its reverse leave no trace: the same tables, and a ping as in a lab where nothing was changed', { timeout: PATIENCE_MS }, () => {
  fc.assert(
    fc.property(anyLab(6), fc.array(fc.record({ what: fc.nat(9), where: fc.nat(99), to: fc.nat(99) }), { minLength: 1, maxLength: 4 }), (sketch, changes) => {
      const [changed, untouched] = [new LabRun(clusterOf(sketch)), new LabRun(clusterOf(sketch))]
      const before = stateOf(changed)
      for (const change of changes) changeAndReverse(changed, sketch, change)
      expect(stateOf(changed)).toEqual(before)
      changed.collect()
      expect(pingFrames(changed)).toEqual(pingFrames(untouched))
    }),
    { numRuns: 40 },
  )
})
