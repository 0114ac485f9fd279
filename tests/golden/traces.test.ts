import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { LabSession } from '../../src/core/session/lab-session'
import { Trace } from '../../src/core/trace/trace'
import { printTrace } from './print-trace'

interface Story {
  readonly name: string
  readonly lab: string
  /** `NAMESPACE$ COMMAND`: faults and warm-up, not printed. */
  readonly before: readonly string[]
  readonly command: string
}

/** Every decision of these runs was read; `npm run goldens` writes them anew, and the difference is read again. */
const STORIES: readonly Story[] = [
  { name: 'ipip-ping-across-the-router', lab: 'two-subnets', before: [], command: 'pod-w0-b$ ping -n -c 1 172.16.158.16' },
  { name: 'ping-within-a-node', lab: 'two-subnets', before: [], command: 'pod-w1-a$ ping -n -c 1 172.16.158.17' },
  { name: 'masquerade-to-the-outside', lab: 'two-subnets', before: ['pod-w0-a$ ping -n -c 1 8.8.8.8'], command: 'pod-w0-a$ ping -n -c 1 8.8.8.8' },
  { name: 'node-to-pod-is-masqueraded-to-the-tunnel', lab: 'two-subnets', before: ['k8s-w1$ ping -n -c 1 172.16.34.9'], command: 'k8s-w1$ ping -n -c 1 -I 192.168.10.101 172.16.34.9' },
  { name: 'ttl-runs-out-at-the-router', lab: 'two-subnets', before: ['pod-w0-b$ ping -n -c 1 172.16.158.16'], command: 'pod-w0-b$ ping -n -c 1 -W 1 -t 2 172.16.158.16' },
  { name: 'free-address-of-a-remote-block', lab: 'two-subnets', before: ['pod-w0-b$ ping -n -c 1 172.16.158.16'], command: 'pod-w0-b$ ping -n -c 1 -W 1 172.16.158.99' },
  { name: 'fabric-drops-ipip', lab: 'two-subnets', before: ['pod-w0-b$ ping -n -c 1 172.16.158.16', 'fabric$ ebtables -A FORWARD -p IPv4 --ip-proto 4 -j DROP'], command: 'pod-w0-b$ ping -n -c 1 -W 1 172.16.158.16' },
  { name: 'proxy-arp-is-off', lab: 'two-subnets', before: ['k8s-w1$ sysctl -w net/ipv4/conf/caliae6c0ad70f5/proxy_arp=0'], command: 'pod-w1-a$ ping -n -c 1 -W 4 172.16.158.17' },
  { name: 'large-ping-in-fragments', lab: 'two-subnets', before: ['pod-w0-b$ ping -n -c 1 172.16.158.16'], command: 'pod-w0-b$ ping -n -c 1 -M dont -s 9000 172.16.158.16' },
  { name: 'path-mtu-is-learned', lab: 'two-subnets', before: ['pod-w0-b$ ping -n -c 1 172.16.158.16', 'router$ ip route replace 192.168.10.0/24 dev eth-a proto kernel scope link src 192.168.10.1 mtu 1500'], command: 'pod-w0-b$ ping -n -c 3 -W 1 -M do -s 3000 172.16.158.16' },
  { name: 'vxlan-across-the-router', lab: 'vxlan-operator', before: ['client$ ping -n -c 1 192.168.226.65'], command: 'client$ ping -n -c 1 192.168.226.65' },
  { name: 'a-rejecting-rule', lab: 'two-subnets', before: ['router$ iptables -A FORWARD -p 4 -j REJECT', 'pod-w0-b$ ping -n -c 1 -W 1 172.16.158.16'], command: 'pod-w0-b$ ping -n -c 1 -W 1 172.16.158.16' },
  { name: 'udp-traceroute', lab: 'two-subnets', before: ['pod-w1-a$ ping -n -c 1 172.16.184.20'], command: 'pod-w1-a$ traceroute -n -q 1 -N 1 -w 1 -m 4 172.16.184.20' },
]

describe('what happened, entry by entry', () => {
  it.each(STORIES)('$name', async ({ name, lab, before, command }) => {
    const text = readFileSync(join(import.meta.dirname, '..', '..', 'public', 'labs', `${lab}.yaml`), 'utf8')
    const { session } = LabSession.open([{ name: `${lab}.yaml`, text }], { seed: 1 })
    if (!session) throw new Error(`${lab} was refused`)
    const trace = new Trace()
    const run = (line: string): { readonly stdout: string; readonly stderr: string; readonly firstEntry: number } => {
      const [place = '', words = ''] = line.split('$ ')
      const ran = session.run(place, words)
      if (!ran.ok) throw new Error(ran.error)
      for (const { blocks, facts } of ran.value.parts) {
        for (const block of blocks) trace.append(block)
        trace.appendFactChanges(facts)
      }
      return ran.value.record
    }
    for (const line of before) run(line)
    const { stdout, stderr, firstEntry } = run(command)
    const { namespaces, segments } = session.network
    const names = { namespaces: namespaces.map((namespace) => namespace.name), segments: segments.map((segment) => segment.name) }
    const printed = `${command}\n${stdout}${stderr}\n${printTrace(trace, firstEntry, names)}`
    await expect(printed).toMatchFileSnapshot(`./${name}.txt`)
  })
})
