import { describe, expect, it } from 'vitest'
import { runInLab } from '../../../tests/cli/run-in-lab'
import type { PlacedLine } from '../../../tests/cli/run-in-lab'

const PING: PlacedLine = ['pod-w0-b', 'ping -n -c 1 8.8.8.8']
const RULES = 'iptables -t nat -nvL POSTROUTING'

describe('a look at a moment of the past', () => {
  it('shows counters, connections and neighbours as they were then', () => {
    const { session, trace, records: [first, second] } = runInLab('two-subnets', [PING, PING])
    const at = (entry: number) => session.lookAt(entry, 'k8s-w0', ['conntrack -L', 'ip neigh', 'iptables-save -c -t nat'])?.map(({ stdout }) => stdout) ?? []
    const [connections, neighbours, rules] = at(1)
    expect(connections).toBe('')
    expect(neighbours).not.toContain('REACHABLE')
    expect(rules).toContain('[0:0] -A cali-nat-outgoing')
    const between = at(first?.endEntry ?? 0)
    expect(between[0]).toMatch(/src=172\.16\.34\.9 dst=8\.8\.8\.8/)
    expect(between[1]).toMatch(/192\.168\.20\.1 dev eth0 lladdr \S+ (REACHABLE|DELAY|STALE)/)
    expect(between[2]).toMatch(/\[1:84\] -A cali-nat-outgoing/)
    expect(at(second?.endEntry ?? 0)[2]).toMatch(/\[2:168\] -A cali-nat-outgoing/)
    expect(trace.entryCount, 'nothing of it is in the trace').toBe(session.entryCount)
  })

  it('finds what the present finds, at the end', () => {
    const { session, trace } = runInLab('two-subnets', [PING, ['k8s-w0', 'ip route add 10.9.0.0/16 via 192.168.20.1'], PING])
    const then = session.lookAt(trace.entryCount, 'k8s-w0', [RULES, 'ip route', 'sysctl net.ipv4.ip_forward'])
    for (const { command, stdout } of then ?? []) {
      const now = session.run('k8s-w0', command)
      expect(stdout).toBe(now.ok ? now.value.record.stdout : '')
    }
  })

  it('knows what was typed before, in the cluster too, and forgets nothing of the present', () => {
    const { session, records } = runInLab('two-subnets', [PING, ['k8s-m', `calicoctl patch ippool default-ipv4-ippool -p '{"spec":{"ipipMode":"Never","vxlanMode":"Always"}}'`], PING])
    const changes = session.changes
    expect(session.lookAt(5, 'k8s-w0', ['ip route show 172.16.158.0/24'])?.[0]?.stdout).toContain('dev tunl0')
    expect(session.settings.mode).toBe('vxlan')
    expect(session.changes).toEqual(changes)
    expect(session.lookAt((records[2]?.firstEntry ?? 0) + 1, 'k8s-w0', ['ip route show 172.16.158.0/24'])?.[0]?.stdout).toContain('dev vxlan.calico')
    const ping = session.run('pod-w0-b', 'ping -n -c 1 172.16.158.16')
    expect(ping.ok && ping.value.record.outcome).toBe('delivered')
  })

  it('says nothing of a place or moment that is not there', () => {
    const { session, trace } = runInLab('two-subnets', [PING])
    expect(session.lookAt(3, 'nowhere', ['ip route'])).toBeUndefined()
    expect(session.lookAt(trace.entryCount + 1, 'k8s-w0', ['ip route'])).toBeUndefined()
    expect(session.lookAt(0, 'k8s-w0', ['ip route'])).toBeUndefined()
  })
})
