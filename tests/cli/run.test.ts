import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunsJson } from '../../src/core/session/run-json'
import { hopscope } from './hopscope'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hopscope-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

function runs(text: string): RunsJson {
  return JSON.parse(text) as RunsJson
}

test('labs lists the built-in labs, one a line', () => {
  const { status, stdout } = hopscope('labs')
  expect(status).toBe(0)
  expect(stdout.split('\n').map((line) => line.split(' ')[0])).toEqual(['two-subnets', 'wireguard', 'vxlan-operator', ''])
})

describe('run', () => {
  test('prints what the command prints and ends with its status', () => {
    const answered = hopscope('run', 'pod-w0-b', '--', 'ping', '-c', '1', '172.16.158.16')
    expect(answered.stdout).toContain('64 bytes from 172.16.158.16: icmp_seq=1 ttl=62 time=')
    expect(answered.status).toBe(0)
    const unanswered = hopscope('run', 'pod-w0-b', '--', 'ping', '-c', '1', '-W', '1', '172.16.158.99')
    expect(unanswered.stdout).toContain('1 packets transmitted, 0 received, 100% packet loss')
    expect(unanswered.status).toBe(1)
    expect(hopscope('run', 'k8s-w1', '--', 'ping', '-c', '1', '172.16.158.99')).toMatchObject({ status: 2, stderr: 'ping: connect: Invalid argument\n' })
  })

  test('--json has the outer and the inner header of an IPIP ping at every hop', () => {
    const { status, stdout } = hopscope('run', '--json', '-', 'pod-w0-b', '--', 'ping', '-c', '1', '172.16.158.16')
    expect(status).toBe(0)
    const { lab, seed, runs: list } = runs(stdout)
    expect([lab, seed, list.length]).toEqual(['two-subnets', 1, 1])
    const [run] = list
    expect(run).toMatchObject({ ns: 'pod-w0-b', command: 'ping -c 1 172.16.158.16', exit: 0, stderr: '', outcome: 'delivered' })
    const requests = run?.hops.filter(({ layers }) => layers.some((layer) => layer.proto === 'icmp' && layer.name === 'echo-request'))
    expect(requests?.map(({ ns, iface, dir, len }) => `${ns} ${iface} ${dir} ${len}`)).toEqual([
      'pod-w0-b eth0 out 98',
      'k8s-w0 cali1e4b888c848 in 98',
      'k8s-w0 tunl0 out 84',
      'k8s-w0 eth0 out 118',
      'router eth-b in 118',
      'router eth-a out 118',
      'k8s-w1 eth0 in 118',
      'k8s-w1 tunl0 in 84',
      'k8s-w1 caliae6c0ad70f5 out 98',
      'pod-w1-a eth0 in 98',
    ])
    expect(requests?.[3]?.layers.slice(1)).toMatchObject([
      { proto: 'ipv4', src: '192.168.20.100', dst: '192.168.10.101', protocol: 4, ttl: 63 },
      { proto: 'ipv4', src: '172.16.34.9', dst: '172.16.158.16', protocol: 1, ttl: 63 },
      { proto: 'icmp', name: 'echo-request', seq: 1, data_len: 56 },
    ])
    expect(run?.hops.every((hop, i, all) => i === 0 || hop.t_us >= (all[i - 1]?.t_us ?? 0))).toBe(true)
  })

  test('--json names the route, rule and neighbour behind each decision', () => {
    const { stdout } = hopscope('run', '--json', '-', 'pod-w0-b', '--', 'ping', '-c', '1', '172.16.158.16')
    const events = runs(stdout).runs[0]?.events ?? []
    const atNode = events.find(({ ns, kind, destination }) => ns === 'k8s-w0' && kind === 'route.selected' && destination === '172.16.158.16')
    expect(atNode).toMatchObject({ route: '172.16.158.0/24 via 192.168.10.101 dev tunl0 proto bird onlink', rule: '32766: from all lookup main' })
    expect(events.find(({ kind }) => kind === 'packet.encapsulated')).toMatchObject({ device: 'tunl0', outer_src: '192.168.20.100', outer_dst: '192.168.10.101' })
    expect(events.find(({ kind }) => kind === 'arp.proxied')).toMatchObject({ address: '169.254.1.1' })
  })

  test('the same lab, seed and command give the same bytes; another seed gives others', () => {
    const once = hopscope('run', '--json', '-', '--seed', '7', 'pod-w0-b', '--', 'ping', '-c', '1', '8.8.8.8').stdout
    expect(hopscope('run', '--json', '-', '--seed', '7', 'pod-w0-b', '--', 'ping', '-c', '1', '8.8.8.8').stdout).toBe(once)
    expect(hopscope('run', '--json', '-', '--seed', '8', 'pod-w0-b', '--', 'ping', '-c', '1', '8.8.8.8').stdout).not.toBe(once)
  })

  test('a script carries state from line to line, and says how each command ended', () => {
    const script = join(folder, 'faults.txt')
    writeFileSync(
      script,
      [
        '# IPIP, then a fabric that drops it, then Direct, which the fabric lets through',
        'pod-w0-b$ ping -c 1 172.16.158.16',
        'fabric$ ebtables -A FORWARD -p IPv4 --ip-proto 4 -j DROP',
        'pod-w0-b$ ping -c 1 -W 1 172.16.158.16',
        'wait 2s',
        'fabric$ ebtables -F FORWARD',
        'k8s-w1$ sysctl -w net.ipv4.ip_forward=0',
        'pod-w0-b$ ping -c 1 -W 1 172.16.158.16',
        'k8s-w1$ sysctl -w net.ipv4.ip_forward=1',
        'pod-w0-b$ ping -c 1 -t 1 172.16.158.16',
        'pod-w0-b$ ping -c 1 -M do -s 9000 172.16.158.16',
        'k8s-m$ calicoctl patch ippool default-ipv4-ippool -p \'{"spec":{"ipipMode":"CrossSubnet"}}\'',
        'pod-w1-a$ ping -c 1 172.16.184.20',
      ].join('\n'),
    )
    const file = join(folder, 'faults.json')
    const { status, stderr } = hopscope('run', '--json', file, '--script', script)
    expect(stderr).toContain('message too long, mtu=8981')
    expect(status).toBe(0)
    const list = runs(readFileSync(file, 'utf8')).runs
    expect(list.map((run) => run.outcome)).toEqual([
      'delivered',
      'no-traffic',
      'dropped:fabric-filter',
      'no-traffic',
      'no-traffic',
      'dropped:forwarding-disabled',
      'no-traffic',
      'error-reported',
      'refused-locally',
      'no-traffic',
      'delivered',
    ])
    expect(list[0]?.hops.some(({ layers }) => layers.some((layer) => layer.proto === 'arp'))).toBe(true)
    expect(list.at(-1)?.hops.some(({ iface }) => iface === 'tunl0')).toBe(false)
  })

  test('--until ends a ping that has no end, as Ctrl-C does', () => {
    const { status, stdout } = hopscope('run', '--until', '3500', 'pod-w0-b', '--', 'ping', '172.16.158.16')
    expect(stdout).toContain('4 packets transmitted, 4 received, 0% packet loss')
    expect(status).toBe(0)
  })
})

test('what cannot be is refused with status 2 and one line, and nothing is written', () => {
  const bad = join(folder, 'bad.yaml')
  writeFileSync(bad, 'apiVersion: v1\nkind: Node\nmetadata:\n  name: n1\n')
  const refusals: readonly (readonly [readonly string[], string])[] = [
    [['fly'], 'there is no "fly"; say labs, run, check or explain'],
    [['run'], 'run NAMESPACE -- COMMAND'],
    [['run', 'pod-w0-b', 'ping'], 'put -- before the command'],
    [['run', '--seed', 'x', 'a', '--', 'b'], '--seed is a whole number'],
    [['run', '--fast', '1', 'a', '--', 'b'], 'there is no option --fast'],
    [['run', 'nowhere', '--', 'true'], 'there is no namespace "nowhere"; this lab has'],
    [['run', '--lab', 'nolab', 'a', '--', 'true'], 'there is no lab or file "nolab"; built-in labs are two-subnets'],
    [['run', '--lab', bad, 'n1', '--', 'true'], 'bad.yaml'],
    [['run', '--script', join(folder, 'none.txt')], 'cannot read the script'],
  ]
  for (const [args, text] of refusals) {
    const { status, stdout, stderr } = hopscope(...args)
    expect([args, status, stdout]).toEqual([args, 2, ''])
    expect(stderr).toContain(text)
    expect(stderr.split('\n')).toHaveLength(2)
  }
  hopscope('run', '--json', join(folder, 'none.json'), '--pcap', join(folder, 'none'), 'nowhere', '--', 'true')
  expect(existsSync(join(folder, 'none.json')) || existsSync(join(folder, 'none'))).toBe(false)
})

test('--pcap writes a capture for each interface that saw a frame, and one of all', () => {
  const target = join(folder, 'captures')
  expect(hopscope('run', '--pcap', target, 'pod-w1-a', '--', 'ping', '-c', '1', '172.16.158.17').status).toBe(0)
  expect(readdirSync(target).sort()).toEqual([
    'all.pcapng',
    'k8s-w1.cali18e1dc56b57.pcap',
    'k8s-w1.caliae6c0ad70f5.pcap',
    'pod-w1-a.eth0.pcap',
    'pod-w1-b.eth0.pcap',
  ])
})

test('what of a lab is assumed or not modelled is said after the answer, and alone never stands in for an error', () => {
  const file = join(folder, 'cluster.yaml')
  const node = (name: string, address: string) => `apiVersion: v1\nkind: Node\nmetadata: {name: ${name}, annotations: {projectcalico.org/IPv4Address: ${address}/24}}\n---\n`
  const pool = 'apiVersion: projectcalico.org/v3\nkind: IPPool\nmetadata: {name: pool}\nspec: {cidr: 10.244.0.0/16}\n---\n'
  const policy = 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: deny, namespace: shop}\n'
  writeFileSync(file, node('a', '10.0.0.1') + node('b', '10.0.0.2') + pool + policy)
  const { status, stdout, stderr } = hopscope('run', '--lab', file, 'a', '--', 'ping', '-c', '1', '10.0.0.2')
  expect(status).toBe(0)
  expect(stdout).toContain('1 received')
  expect(stderr).toContain('NetworkPolicy of networking.k8s.io/v1 is not modelled. It can stay, but the real cluster may drop what passes here.\n')
  expect(stderr.trimEnd().split('\n').every((line) => line.startsWith('hopscope: note: '))).toBe(true)
  expect(hopscope('run', '--lab', file, 'nowhere', '--', 'true').stderr.trimEnd().split('\n')).toHaveLength(1)
})
