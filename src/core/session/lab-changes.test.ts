import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { faultTitle } from '../explain/lab-words'
import type { FaultRef } from '../model/fault'
import type { LabSettings } from '../model/lab-settings'
import { EN } from '../words/en'
import { KO } from '../words/ko'
import { LabSession } from './lab-session'

const LAB = readFileSync(join(import.meta.dirname, '..', '..', '..', 'public', 'labs', 'two-subnets.yaml'), 'utf8')
const PING = 'ping -n -c 1 172.16.158.16'

function open(): LabSession {
  const { session } = LabSession.open([{ name: 'two-subnets.yaml', text: LAB }], { seed: 1 })
  if (!session) throw new Error('refused')
  return session
}

function outcome(session: LabSession, command = PING): string {
  const ran = session.run('pod-w0-b', command)
  if (!ran.ok) throw new Error(ran.error)
  return ran.value.record.outcome
}

function output(session: LabSession, netns: string, command: string): string {
  const ran = session.run(netns, command)
  return ran.ok ? ran.value.record.stdout : ran.error
}

function under(change: Partial<LabSettings>, faults: readonly FaultRef[] = []): LabSession {
  const session = open()
  expect(session.change({ ...session.settings, ...change }, faults)).toEqual({ ok: true, value: undefined })
  return session
}

describe('settings of a lab', () => {
  test('are read from its file first', () => {
    expect(open().settings).toEqual({ mode: 'ipip', scope: 'always', calicoVersion: 'v3.26', natOutgoing: true, fabric: 'on-prem' })
  })

  test('a mode and its scope count at once', () => {
    expect(output(under({ mode: 'vxlan' }), 'k8s-w0', 'ip route get 172.16.158.16')).toContain('dev vxlan.calico')
    expect(output(under({ mode: 'wireguard' }), 'k8s-w0', 'ip route get 172.16.158.16')).toContain('dev wireguard.cali')
    expect(output(under({ mode: 'ipip', scope: 'cross-subnet' }), 'k8s-w1', 'ip route get 172.16.184.20')).toContain('via 192.168.10.102 dev eth0')
  })

  test('an MTU is that of segments, cards and the tunnels on them, and can be taken back', () => {
    const session = under({ mtuBytes: 1500 })
    expect(output(session, 'k8s-w0', 'ip link show dev eth0')).toContain('mtu 1500')
    expect(output(session, 'k8s-w0', 'ip link show dev tunl0')).toContain('mtu 1480')
    const { mtuBytes: _asFile, ...settings } = session.settings
    session.change(settings, [])
    expect(output(session, 'k8s-w0', 'ip link show dev tunl0')).toContain('mtu 8981')
  })

  test('without natOutgoing no rule rewrites what leaves the pool', () => {
    expect(output(open(), 'k8s-w0', 'iptables-save -t nat')).toContain('-A cali-nat-outgoing')
    expect(output(under({ natOutgoing: false }), 'k8s-w0', 'iptables-save -t nat')).not.toContain('-A cali-nat-outgoing')
  })

  test('a version changes what Felix programs', () => {
    expect(under({ calicoVersion: 'v3.32.1' }).settings.calicoVersion).toBe('v3.32.1')
  })

  test.each([
    ['aws', 'direct', 'dropped:source-destination-check'],
    ['aws', 'ipip', 'delivered'],
    ['azure', 'ipip', 'dropped:fabric-filter'],
    ['azure', 'vxlan', 'delivered'],
    ['gcp', 'wireguard', 'delivered'],
    ['gcp', 'direct', 'dropped:fabric-filter'],
    ['gcp', 'ipip', 'delivered'],
    ['on-prem', 'direct', 'delivered'],
  ] as const)('on %s %s: %s', (fabric, mode, expected) => {
    expect(outcome(under({ fabric, mode }))).toBe(expected)
  })

  test('AWS checks no node where Felix is to switch the check off, and those of which it is not', () => {
    const session = under({ fabric: 'aws', mode: 'direct' })
    expect(outcome(session)).toBe('dropped:source-destination-check')
    expect(output(session, 'k8s-w0', `calicoctl patch felixconfiguration default --patch '{"spec":{"awsSrcDstCheck":"Disable"}}'`)).toContain('Successfully patched')
    expect([session.settings.fabric, outcome(session)]).toEqual(['aws', 'delivered'])
    expect(output(session, 'k8s-w0', 'calicoctl get felixconfiguration default -o yaml')).toContain('awsSrcDstCheck: Disable')
    output(session, 'k8s-w0', `calicoctl patch felixconfiguration default --patch '{"spec":{"awsSrcDstCheck":"Enable"}}'`)
    expect(outcome(session)).toBe('dropped:source-destination-check')
  })

  test('AWS whose check is switched off for every node is no AWS any more, and is again with one that is on', () => {
    const session = under({ fabric: 'aws', mode: 'direct' })
    const set = (node: string, how: string) => output(session, node, `aws ec2 modify-instance-attribute --instance-id ${node} --${how}source-dest-check`)
    const [first = '', ...rest] = session.cluster.nodes.map(({ name }) => name)
    for (const node of rest) set(node, 'no-')
    expect(session.settings.fabric).toBe('aws')
    set(first, 'no-')
    expect([session.settings.fabric, outcome(session)]).toEqual(['on-prem', 'delivered'])
    set(first, '')
    expect(session.settings.fabric).toBe('aws')
    set(first, 'no-')
    // chosen again it checks again
    session.change({ ...session.settings, fabric: 'aws' }, [])
    expect([session.settings.fabric, outcome(session)]).toEqual(['aws', 'dropped:source-destination-check'])
  })

  test('what was typed stays, though a command before it has no meaning on another fabric', () => {
    const session = under({ fabric: 'aws' })
    output(session, 'k8s-w0', 'aws ec2 modify-instance-attribute --instance-id k8s-w0 --no-source-dest-check')
    output(session, 'router', 'ip link set eth-a mtu 1400')
    session.change({ ...session.settings, fabric: 'on-prem' }, [])
    expect(output(session, 'router', 'ip link show dev eth-a')).toContain('mtu 1400')
  })

  test('a fabric leaves no rule behind when another one takes its place', () => {
    const session = under({ fabric: 'azure' })
    session.change({ ...session.settings, fabric: 'on-prem' }, [])
    expect(output(session, 'fabric', 'ebtables -L')).not.toContain('DROP')
  })
})

describe('faults', () => {
  test('are those on the way between two pods, each with its script and repair', () => {
    const faults = open().faultsBetween('pod-w0-b', 'pod-w1-a')
    expect(faults.map(({ kind, place, object }) => [kind, place, object].join(' ').trim())).toEqual([
      'fabric-drops-ipip fabric',
      'fabric-drops-vxlan fabric',
      'proxy-arp-off k8s-w0 cali1e4b888c848',
      'route-removed k8s-w0 172.16.158.0/24',
      'forwarding-off k8s-w0',
      'small-router-mtu router eth-a',
      'small-router-mtu router eth-b',
      'forwarding-off k8s-w1',
      'link-down k8s-w1 eth0',
    ])
    expect(faults[3]).toMatchObject({
      script: [{ netns: 'k8s-w0', command: 'ip route del 172.16.158.0/24' }],
      repair: [{ netns: 'k8s-w0', command: 'ip route add 172.16.158.0/24 via 192.168.10.101 dev tunl0 proto bird onlink' }],
    })
  })

  test('VXLAN is dropped by the port that the lab has for it, and told by that', () => {
    const session = under({ mode: 'vxlan' })
    output(session, 'k8s-m', `calicoctl patch felixconfiguration default -p '{"spec":{"vxlanPort":8472}}'`)
    const fault = session.faultsBetween('pod-w0-b', 'pod-w1-a').find(({ kind }) => kind === 'fabric-drops-vxlan')
    expect(fault).toMatchObject({ object: '8472', script: [{ netns: 'fabric', command: 'ebtables -A FORWARD -p IPv4 --ip-proto 17 --ip-dport 8472 -j DROP' }] })
    expect(fault && [faultTitle(fault, EN), faultTitle(fault, KO)]).toEqual(['Port 8472 dropped by the fabric', '패브릭이 포트 8472를 버림'])
    session.change(session.settings, fault ? [fault] : [])
    expect(outcome(session)).toBe('dropped:fabric-filter')
  })

  test.each([
    ['fabric-drops-ipip', 'fabric', '', 'dropped:fabric-filter'],
    ['forwarding-off', 'k8s-w1', '', 'dropped:forwarding-disabled'],
    ['link-down', 'k8s-w1', 'eth0', 'dropped:no-such-neighbour'],
  ] as const)('%s on %s %s ends a ping, and its repair lets it through again', (kind, place, object, expected) => {
    const session = under({}, [{ kind, place, object }])
    expect(session.faults).toHaveLength(1)
    expect(outcome(session)).toBe(expected)
    session.change(session.settings, [])
    expect(session.faults).toEqual([])
    expect(outcome(session)).toBe('delivered')
  })

  test('every one of them is mended by its repair, to the last route', () => {
    const session = open()
    const state = (): string => ['k8s-w0', 'k8s-w1', 'router'].map((name) => output(session, name, 'ip route show table all').split('\n').toSorted().join('\n') + output(session, name, 'ip link')).join('') + output(session, 'fabric', 'ebtables -L')
    const before = state()
    for (const fault of session.faultsBetween('pod-w0-b', 'pod-w1-a')) {
      session.change(session.settings, [fault])
      expect(session.faults, fault.kind).toHaveLength(1)
      session.change(session.settings, [])
      expect(state(), fault.kind).toBe(before)
    }
  })

  test('stay over a change of mode, with the script that the new tables need', () => {
    const session = under({}, [{ kind: 'route-removed', place: 'k8s-w0', object: '172.16.158.0/24' }])
    session.change({ ...session.settings, mode: 'direct' }, session.faults)
    expect(session.faults[0]?.repair[0]?.command).toBe('ip route add 172.16.158.0/24 via 192.168.20.1 dev eth0 proto bird')
    expect(output(session, 'k8s-w0', 'ip route')).not.toContain('172.16.158.0/24')
  })

  test('that a lab does not have are left out', () => {
    expect(under({}, [{ kind: 'link-down', place: 'nobody', object: 'eth0' }]).faults).toEqual([])
  })
})

describe('a fault that is mended by hand', () => {
  test('is none any more, and does not come again with another mode', () => {
    const session = under({}, [{ kind: 'forwarding-off', place: 'k8s-w1', object: '' }])
    expect(outcome(session)).toBe('dropped:forwarding-disabled')
    output(session, 'k8s-w0', 'sysctl -w net.ipv4.ip_forward=1')
    expect(session.faults).toHaveLength(1)
    output(session, 'k8s-w1', 'sysctl  -w net.ipv4.ip_forward=1')
    expect(session.faults).toEqual([])
    session.change({ ...session.settings, mode: 'direct' }, session.faults)
    expect(outcome(session)).toBe('delivered')
    // broken again it is one, and what was typed before does not count
    session.change(session.settings, [{ kind: 'forwarding-off', place: 'k8s-w1', object: '' }])
    output(session, 'k8s-w0', 'ip link set eth0 mtu 9000')
    expect(session.faults).toHaveLength(1)
    expect(outcome(session)).toBe('dropped:forwarding-disabled')
  })

  test.each([
    [{ kind: 'forwarding-off', place: 'k8s-w1', object: '' }, 'k8s-w1', 'sysctl net.ipv4.ip_forward=1'],
    [{ kind: 'forwarding-off', place: 'k8s-w1', object: '' }, 'k8s-w1', 'sysctl -w net/ipv4/conf/all/rp_filter=0 net/ipv4/ip_forward=1'],
    [{ kind: 'proxy-arp-off', place: 'k8s-w0', object: 'cali1e4b888c848' }, 'k8s-w0', 'sysctl net/ipv4/conf/cali1e4b888c848/proxy_arp=1'],
    [{ kind: 'route-removed', place: 'k8s-w0', object: '172.16.158.0/24' }, 'k8s-w0', 'ip route replace 172.16.158.0/24 via 192.168.10.101 dev tunl0 onlink'],
    [{ kind: 'small-router-mtu', place: 'router', object: 'eth-a' }, 'router', 'ip link set dev eth-a mtu 9001'],
    [{ kind: 'fabric-drops-ipip', place: 'fabric', object: '' }, 'fabric', 'ebtables -F FORWARD'],
  ] as const)('is mended by whatever command does it: %o', (fault, place, command) => {
    const session = under({}, [fault])
    expect(session.faults).toHaveLength(1)
    output(session, place, command)
    expect(session.faults).toEqual([])
  })

  test('is one until all of its commands have been typed', () => {
    const session = under({}, [{ kind: 'link-down', place: 'k8s-w1', object: 'eth0' }])
    const [up, ...routes] = session.faults[0]?.repair ?? []
    expect(up?.command).toBe('ip link set eth0 up')
    output(session, up?.netns ?? '', up?.command ?? '')
    expect(session.faults).toHaveLength(1)
    for (const { netns, command } of routes) output(session, netns, command)
    expect(session.faults).toEqual([])
  })
})

describe('pools that differ', () => {
  const POOLS = [
    ['a', '10.244.0.0/17', 'ipipMode: Never, vxlanMode: CrossSubnet, natOutgoing: true'],
    ['b', '10.244.128.0/17', 'ipipMode: Always, vxlanMode: Never, natOutgoing: false'],
  ].map(([name, cidr, modes]) => `apiVersion: projectcalico.org/v3\nkind: IPPool\nmetadata: {name: ${name}}\nspec: {cidr: ${cidr}, ${modes}}`)
  const NODE = 'apiVersion: v1\nkind: Node\nmetadata: {name: n, annotations: {projectcalico.org/IPv4Address: 10.0.0.1/24}}'
  const poolsOf = (session: LabSession) => session.cluster.pools.map(({ ipipMode, vxlanMode, natOutgoing }) => [ipipMode, vxlanMode, natOutgoing])

  test('keep what each has when something else is changed, and have it again when it is gone back to', () => {
    const { session } = LabSession.open([{ name: 'two-pools.yaml', text: [NODE, ...POOLS].join('\n---\n') }], { seed: 1 })
    if (!session) throw new Error('refused')
    const own = [['Never', 'CrossSubnet', true], ['Always', 'Never', false]]
    const asFile = session.settings
    expect(asFile).toMatchObject({ mode: 'vxlan', scope: 'cross-subnet', natOutgoing: 'by-pool' })
    session.change({ ...asFile, mtuBytes: 1400 }, [])
    expect(poolsOf(session)).toEqual(own)
    session.change({ ...asFile, mode: 'ipip' }, [])
    expect(poolsOf(session)).toEqual([['CrossSubnet', 'Never', true], ['CrossSubnet', 'Never', false]])
    session.change({ ...session.settings, natOutgoing: true }, [])
    expect(poolsOf(session)).toEqual([['CrossSubnet', 'Never', true], ['CrossSubnet', 'Never', true]])
    session.change(asFile, [])
    expect(poolsOf(session)).toEqual(own)
    expect(session.settings).toEqual(asFile)
  })
})
