import { describe, expect, test } from 'vitest'
import { runInLab } from '../../../tests/cli/run-in-lab'
import type { PlacedLine } from '../../../tests/cli/run-in-lab'
import { Trace } from '../trace/trace'
import { BUILT_IN_LABS } from '../import/built-in-labs'
import { formatIpv4 } from '../wire/ipv4-address'
import { MAX_CHECKED_PAIRS, checkReachability } from './check'
import type { CheckScope, Reachability } from './check'
import { LabSession } from './lab-session'

const ALL: CheckScope = { from: [], to: [] }

function check(lab: string, lines: readonly PlacedLine[], scope: CheckScope): Reachability {
  const { session, trace } = runInLab(lab, lines)
  const result = checkReachability(session, scope, trace)
  if (!result.ok) throw new Error(result.error)
  return result.value
}

function unreached({ pairs }: Reachability): readonly string[] {
  return pairs.filter(({ reached }) => !reached).map(({ from, to }) => `${from.name} ${to.name}`)
}

/** Two nodes in one subnet, and pods on them in turn. */
function labWithPods(count: number): string {
  const nodes = [1, 2].map((n) => `kind: Node\napiVersion: v1\nmetadata: {name: n${n}, annotations: {projectcalico.org/IPv4Address: 10.0.0.${n}/24}}`)
  const pool = 'kind: IPPool\napiVersion: projectcalico.org/v3\nmetadata: {name: pool}\nspec: {cidr: 10.244.0.0/16, blockSize: 24, ipipMode: Always, natOutgoing: true}'
  const pods = Array.from({ length: count }, (_, i) => `kind: Pod\napiVersion: v1\nmetadata: {name: p${i}, namespace: default}\nspec: {nodeName: n${1 + (i % 2)}}`)
  return [...nodes, pool, ...pods].join('\n---\n')
}

describe('check', () => {
  test.each(BUILT_IN_LABS.map(({ name }) => name))('in %s every pod reaches every pod, node and outside host', (lab) => {
    const result = check(lab, [], ALL)
    expect(unreached(result)).toEqual([])
    const pods = result.sources.length
    expect(result.pairs).toHaveLength(pods * result.targets.length - pods)
    expect(new Set(result.targets.map(({ kind }) => kind))).toEqual(new Set(result.targets.some(({ kind }) => kind === 'outside') ? ['pod', 'node', 'outside'] : ['pod', 'node']))
  })

  test('asks each by the address that others know: a node’s own, an outside host’s service on its loopback', () => {
    const { targets } = check('two-subnets', [], { from: ['pod-w0-b'], to: ['k8s-w1', 'inet', 'dns', 'pod-w1-a', 'router'] })
    expect(targets.map(({ name, address }) => `${name} ${formatIpv4(address)}`)).toEqual(['k8s-w1 192.168.10.101', 'inet 8.8.8.8', 'dns 192.168.0.2', 'pod-w1-a 172.16.158.16', 'router 192.168.10.1'])
  })

  test('a ping that waits for WireGuard’s next handshake is told by where the last one ended', () => {
    const lines: readonly PlacedLine[] = [['k8s-w1', 'iptables -I INPUT -p udp --dport 51820 -j DROP'], ['pod-w2-a', 'ping -n -c 1 -W 1 172.16.228.70']]
    const { pairs } = check('wireguard', lines, { from: ['pod-w2-a'], to: ['pod-w1-a'] })
    expect(pairs).toMatchObject([{ reached: false, record: { outcome: 'no-reply' }, drop: { place: 'k8s-w1', reason: 'iptables-drop' } }])
  })

  test('a pod is not reached where its node answers in its place', () => {
    const { pairs } = check('two-subnets', [['k8s-w1', 'ip addr add 172.16.158.16/32 dev tunl0']], { from: ['pod-w0-b'], to: ['pod-w1-a', 'pod-w1-b'] })
    expect(pairs).toMatchObject([{ record: { outcome: 'delivered' }, reached: false, taken: { place: 'k8s-w1', owner: 'pod-w1-a', repairs: [{ netns: 'k8s-w1', command: 'ip addr del 172.16.158.16/32 dev tunl0' }] } }, { reached: true, taken: undefined }])
  })

  test('a fabric that drops IPIP keeps pods of different nodes apart, and nothing else', () => {
    const result = check('two-subnets', [['fabric', 'ebtables -A FORWARD -p IPv4 --ip-proto 4 -j DROP']], { from: ['pod-w0-b'], to: [] })
    expect(unreached(result)).toEqual(['pod-w0-b pod-m-a', 'pod-w0-b pod-w1-a', 'pod-w0-b pod-w1-b', 'pod-w0-b pod-w2-a'])
    for (const { drop, record } of result.pairs.filter(({ reached }) => !reached)) {
      expect(drop).toMatchObject({ place: 'lan-b', reason: 'fabric-filter' })
      expect(drop?.timeNs).toBeGreaterThanOrEqual(record.startNs)
      expect(record.outcome).toBe('dropped:fabric-filter')
    }
  })

  test('a pair that cannot even send has an outcome and no drop', () => {
    const { pairs } = check('two-subnets', [['pod-w0-b', 'ip route del default']], { from: ['pod-w0-b'], to: ['pod-w1-a'] })
    expect(pairs).toMatchObject([{ reached: false, record: { outcome: 'refused-locally', stderr: 'ping: connect: Network is unreachable\n' } }])
  })

  test('state is carried from pair to pair: whoever was asked before is known', () => {
    const { pairs } = check('two-subnets', [], { from: ['pod-w0-b'], to: ['pod-w1-a', 'pod-w1-b'] })
    const [first, second] = pairs.map(({ record }) => record.endEntry - record.firstEntry)
    expect(second).toBeLessThan(first ?? 0)
  })

  test.each([
    [{ from: ['nowhere'], to: [] }, 'there is no namespace "nowhere"'],
    [{ from: [], to: ['lan-a'] }, 'lan-a is a segment'],
  ])('%j is refused', (scope, error) => {
    const { session, trace } = runInLab('two-subnets', [])
    expect(checkReachability(session, scope, trace)).toMatchObject({ ok: false, error: expect.stringContaining(error) as string })
  })

  test('more pairs than anybody reads are refused with a remedy, and checked where some are named', () => {
    const { session } = LabSession.open([{ name: 'many.yaml', text: labWithPods(210) }], { seed: 1 })
    if (!session) throw new Error('the lab is refused')
    expect(210 * 212).toBeGreaterThan(MAX_CHECKED_PAIRS)
    expect(checkReachability(session, ALL, new Trace())).toEqual({
      ok: false,
      error: 'this lab has 44730 pairs, and check tries 40000 at most; name some with --from NAMESPACE or --to NAMESPACE',
    })
    const some = checkReachability(session, { from: ['p7'], to: [] }, new Trace())
    expect(some.ok && some.value.pairs.filter(({ reached }) => reached).length).toBe(212)
  })
})
