import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CheckJson } from '../../src/cli/check-json'
import { hopscope } from './hopscope'

let folder = ''
let faults = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hopscope-check-'))
  faults = join(folder, 'faults.txt')
  writeFileSync(faults, 'fabric$ ebtables -A FORWARD -p IPv4 --ip-proto 4 -j DROP\n')
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

describe('check', () => {
  test('says in a matrix that all reach, and ends with 0', () => {
    const { status, stdout } = hopscope('check', '--from', 'pod-w0-b', '--from', 'pod-w1-a', '--to', 'pod-w1-a', '--to', 'k8s-m', '--to', 'inet')
    expect(stdout).toBe(`two-subnets: a ping from each to each

          1 2 3
pod-w0-b  ✓ ✓ ✓
pod-w1-a  · ✓ ✓

1  pod-w1-a  172.16.158.16, pod
2  k8s-m     192.168.10.10, node
3  inet      8.8.8.8, outside host

All 5 pairs reach.
`)
    expect(status).toBe(0)
  })

  test('says who does not reach whom, where and why, and ends with 1', () => {
    const { status, stdout } = hopscope('check', '--script', faults, '--from', 'pod-w0-b')
    expect(stdout).toContain('pod-w0-b   ✗  ✗  ✗  ✗  ✓  ·  ✓  ✓  ✓  ✓  ✓  ✓\n')
    expect(stdout).toContain(`
lan-b: fabric-filter — the fabric does not let it through: -A FORWARD -p IPv4 --ip-proto 4 -j DROP (table ebtables)
    pod-w0-b → pod-m-a, pod-w0-b → pod-w1-a, pod-w0-b → pod-w1-b, pod-w0-b → pod-w2-a
    Cure: Let IPIP (IP protocol 4) pass in the fabric`)
    expect(stdout.endsWith('\n7 of 11 pairs reach, 4 do not.\n')).toBe(true)
    expect(status).toBe(1)
  })

  test('--json has each pair with command, outcome and drop; - writes it alone', () => {
    const file = join(folder, 'check.json')
    const args = ['--script', faults, '--from', 'pod-w0-b', '--to', 'pod-w1-a', '--to', 'k8s-w1']
    expect(hopscope('check', '--json', file, ...args).stdout).toContain('1 of 2 pairs reach')
    const json = JSON.parse(readFileSync(file, 'utf8')) as CheckJson
    expect(json).toMatchObject({
      lab: 'two-subnets',
      seed: 1,
      pairs: 2,
      reached: 1,
      sources: [{ ns: 'pod-w0-b', kind: 'pod', address: '172.16.34.9' }],
      targets: [
        { ns: 'pod-w1-a', kind: 'pod', address: '172.16.158.16' },
        { ns: 'k8s-w1', kind: 'node', address: '192.168.10.101' },
      ],
      results: [
        {
          from: 'pod-w0-b',
          to: 'pod-w1-a',
          command: 'ping -c 1 -W 4 172.16.158.16',
          exit: 1,
          outcome: 'dropped:fabric-filter',
          reached: false,
          drop: { ns: 'lan-b', reason: 'fabric-filter' },
        },
        { from: 'pod-w0-b', to: 'k8s-w1', exit: 0, outcome: 'delivered', reached: true },
      ],
    })
    expect(json.results[1]).not.toHaveProperty('drop')
    expect(JSON.parse(hopscope('check', '--json', '-', ...args).stdout)).toEqual(json)
  })

  test.each([
    [['--from', 'nowhere'], 'there is no namespace "nowhere"'],
    [['--to', 'lan-a'], 'lan-a is a segment: it neither sends nor answers a ping'],
    [['pod-w0-b'], 'to check some places say --from NAMESPACE or --to NAMESPACE'],
    [['--pcap', 'x'], 'there is no option --pcap; check has --lab, --seed, --json, --script, --from and --to'],
    [['--json', join('no', 'such', 'folder')], 'cannot write'],
  ])('%j is refused with status 2 and one line', (args, message) => {
    const { status, stderr } = hopscope('check', ...args)
    expect(status).toBe(2)
    expect(stderr).toContain(message)
    expect(stderr.split('\n')).toHaveLength(2)
  })
})

describe('explain', () => {
  test('tells the way of a ping, and ends with the status of the command', () => {
    const { status, stdout } = hopscope('explain', 'pod-w0-b', '--', 'ping', '-c', '1', '172.16.158.16')
    expect(stdout.startsWith('pod-w0-b$ ping -c 1 172.16.158.16\n\nICMP echo request 172.16.34.9 → 172.16.158.16\n   1. pod-w0-b, ')).toBe(true)
    expect(stdout).toContain('      tunl0 wraps it: outer header 192.168.20.100 → 192.168.10.101.\n')
    expect(stdout.endsWith('\npod-w0-b: the destination answered (delivered, exit status 0).\n')).toBe(true)
    expect(status).toBe(0)
  })

  test('of a drop: what, where and why, the commands that prove it with what they print, and the cure', () => {
    writeFileSync(join(folder, 'drop.txt'), 'router$ iptables -A FORWARD -p 4 -j DROP\n')
    const { status, stdout } = hopscope('explain', '--script', join(folder, 'drop.txt'), 'pod-w0-b', '--', 'ping', '-c', '1', '-W', '1', '172.16.158.16')
    expect(stdout.slice(stdout.indexOf('pod-w0-b: ')).replace(/00:00:00\.\d{6}/, 'TIME')).toBe(`pod-w0-b: nobody was told, but a packet ended on the way (dropped:iptables-drop, exit status 1).

Dropped at router, eth-b: iptables-drop — an iptables rule drops it: -A FORWARD -p ipencap -j DROP
(table filter)

  What shows it there:

    router$ iptables -t filter -nvL FORWARD
    Chain FORWARD (policy ACCEPT 0 packets, 0 bytes)
     pkts bytes target     prot opt in     out     source               destination         
        1   104 DROP       4    --  *      *       0.0.0.0/0            0.0.0.0/0

    router$ tcpdump -nni eth-b ip proto 4
    TIME IP 192.168.20.100 > 192.168.10.101: IP 172.16.34.9 > 172.16.158.16: ICMP echo request, id 1001, seq 1, length 64

  Cure:
    Delete the rule on router, or put an accepting one before it. Where it is Calico’s own (cali:…),
    change the policy that makes it.
    router$ iptables -t filter -D FORWARD -p ipencap -j DROP
`)
    expect(status).toBe(1)
  })

  test('of a command that sends nothing, or cannot: that, and why', () => {
    expect(hopscope('explain', 'k8s-w0', '--', 'ip', 'route', 'show', 'table', 'local').stdout).toBe('k8s-w0$ ip route show table local\n\nk8s-w0: nothing had to be sent (no-traffic, exit status 0).\n')
    const { status, stdout } = hopscope('explain', 'k8s-w1', '--', 'ping', '-c', '1', '172.16.158.99')
    expect(stdout).toContain('k8s-w1: nothing left any interface: ping: connect: Invalid argument (refused-locally, exit status 2).')
    expect(status).toBe(2)
  })

  test.each([
    [['pod-w0-b'], 'say what to run in pod-w0-b: explain pod-w0-b -- COMMAND'],
    [['nowhere', '--', 'true'], 'there is no namespace "nowhere"'],
    [['--json', '-', 'pod-w0-b', '--', 'true'], 'there is no option --json; explain has --lab, --seed and --script'],
  ])('%j is refused with status 2 and one line', (args, message) => {
    const { status, stdout, stderr } = hopscope('explain', ...args)
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toContain(message)
    expect(stderr.split('\n')).toHaveLength(2)
  })
})
