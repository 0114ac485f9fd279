import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { LabSession } from './lab-session'
import type { CommandRecord } from './command-run'
import { parseScript } from './script'

const LAB = readFileSync(join(import.meta.dirname, '..', '..', '..', 'public', 'labs', 'two-subnets.yaml'), 'utf8')

function open(): LabSession {
  const { session } = LabSession.open([{ name: 'two-subnets.yaml', text: LAB }], { seed: 1 })
  if (!session) throw new Error('refused')
  return session
}

function run(session: LabSession, netns: string, command: string): CommandRecord {
  const ran = session.run(netns, command)
  if (!ran.ok) throw new Error(ran.error)
  return ran.value.record
}

describe('LabSession', () => {
  test('refuses a lab with an error, and says all that is wrong', () => {
    const { session, problems } = LabSession.open([{ name: 'x.yaml', text: 'apiVersion: v1\nkind: Node\nmetadata: {}\n' }], { seed: 1 })
    expect(session).toBeUndefined()
    expect(problems.some((problem) => problem.severity === 'error')).toBe(true)
  })

  test('finds a pod with and without its namespace, and says what there is when there is none', () => {
    const session = open()
    expect(run(session, 'default/pod-w0-b', 'true').exit).toBe(0)
    expect(session.run('other/pod-w0-b', 'true')).toMatchObject({ ok: false, error: expect.stringContaining('there is no namespace "other/pod-w0-b"; this lab has k8s-m') as string })
    expect(session.run('pod-w0-b', 'ip route | head')).toMatchObject({ ok: false, error: expect.stringContaining('shell operator') as string })
    expect(session.run('pod-w0-b', '')).toMatchObject({ ok: false })
  })

  test('calicoctl patch takes the tunnel away at once, and another puts it back', () => {
    const session = open()
    const patch = (spec: string): string => `calicoctl patch ippool default-ipv4-ippool -p '{"spec":${spec}}'`
    expect(run(session, 'k8s-w1', 'ip route get 172.16.34.9').stdout).toContain('dev tunl0')
    const direct = run(session, 'k8s-m', patch('{"ipipMode":"Never"}'))
    expect(direct).toMatchObject({ exit: 0, stdout: "Successfully patched 1 'IPPool' resource\n", networkChanged: true })
    expect(session.encapsulation.mode).toBe('direct')
    expect(run(session, 'k8s-w1', 'ip route get 172.16.34.9').stdout).toContain('via 192.168.10.1 dev eth0')
    run(session, 'k8s-m', patch('{"ipipMode":"Always"}'))
    expect(run(session, 'k8s-w1', 'ip route get 172.16.34.9').stdout).toContain('dev tunl0')
    expect(run(session, 'k8s-w1', 'ip route').networkChanged).toBe(false)
  })

  test.each([
    ['patch ippool nothing -p \'{"spec":{"ipipMode":"Never"}}\'', 'resource does not exist: IPPool(nothing)'],
    ['patch ippool default-ipv4-ippool -p \'{"spec":{"ipipMode":"Sometimes"}}\'', 'spec.ipipMode: ipipMode is “Sometimes”, which is not allowed. Write one of: Never, Always, CrossSubnet.'],
    ['patch ippool default-ipv4-ippool -p \'{"spec":{"vxlanMode":"Always"}}\'', 'has both ipipMode and vxlanMode. Set one of them to Never.'],
    ['patch ippool default-ipv4-ippool -p \'{"spec":{"cidr":"10.0.0.0/8"}}\'', 'IPPool CIDR cannot be modified'],
    ["patch ippool default-ipv4-ippool -p 'nonsense'", 'the patch is "nonsense", not a map'],
    ['delete ippool default-ipv4-ippool', 'Block 172.16.116.0/24 of k8s-m lies in no pool'],
  ])('calicoctl %s is refused, and changes nothing', (words, text) => {
    const session = open()
    const record = run(session, 'k8s-m', `calicoctl ${words}`)
    expect(record).toMatchObject({ exit: 1, networkChanged: false })
    expect(record.stderr).toContain(text)
  })

  test('calicoctl turns IPIP into VXLAN, and pings cross by it at once', () => {
    const session = open()
    const patched = run(session, 'k8s-m', `calicoctl patch ippool default-ipv4-ippool -p '{"spec":{"ipipMode":"Never","vxlanMode":"Always"}}'`)
    expect(patched).toMatchObject({ exit: 0, networkChanged: true })
    expect(run(session, 'pod-w0-b', 'ping -n -c 1 172.16.158.16').stdout).toContain('ttl=62')
    expect(run(session, 'k8s-w0', 'ip route get 172.16.158.16').stdout).toContain('dev vxlan.calico')
  })

  test('calicoctl turns WireGuard on and off, and pings cross sealed and bare', () => {
    const session = open()
    const patch = (enabled: boolean): string => `calicoctl patch felixconfiguration default --type='merge' -p '{"spec":{"wireguardEnabled":${enabled}}}'`
    expect(run(session, 'k8s-m', patch(true))).toMatchObject({ exit: 0, networkChanged: true })
    expect(run(session, 'pod-w0-b', 'ping -n -c 2 -i 0.3 172.16.158.16').stdout).toContain('2 received, 0% packet loss')
    expect(run(session, 'k8s-w0', 'wg show wireguard.cali latest-handshakes').stdout).not.toMatch(/^\S+\t0\n\S+\t0\n\S+\t0\n$/)
    expect(run(session, 'k8s-w0', 'ip route get 172.16.158.16').stdout).toContain('dev wireguard.cali table 1')
    run(session, 'k8s-m', patch(false))
    expect(run(session, 'k8s-w0', 'wg show').stdout).toBe('')
    expect(run(session, 'pod-w0-b', 'ping -n -c 1 172.16.158.16').stdout).toContain('1 received')
  })

  test('in the lab that tells public keys, every pod reaches every other through WireGuard', () => {
    const text = readFileSync(join(import.meta.dirname, '..', '..', '..', 'public', 'labs', 'wireguard.yaml'), 'utf8')
    const { session } = LabSession.open([{ name: 'wireguard.yaml', text }], { seed: 1 })
    if (!session) throw new Error('refused')
    const pods = { 'pod-m-a': '172.16.29.4', 'pod-w1-a': '172.16.228.70', 'pod-w2-a': '172.16.46.6', 'pod-w3-a': '172.16.197.6' }
    for (const from of Object.keys(pods)) {
      for (const [to, address] of Object.entries(pods)) {
        if (from !== to) expect(`${from} ${to} ${run(session, from, `ping -n -c 1 ${address}`).stdout}`).toContain('1 received, 0% packet loss')
      }
    }
    const handshakes = ['k8s-m', 'k8s-w1', 'k8s-w2', 'k8s-w3'].map((node) => run(session, node, 'wg show').stdout.match(/latest handshake/g)?.length)
    expect(handshakes).toEqual([3, 3, 3, 3])
  })

  test('what is typed prints tables as calicoctl does, columns padded to the end', () => {
    expect(run(open(), 'k8s-m', 'calicoctl get ippool -o wide').stdout).toBe(
      'NAME                  CIDR            NAT    IPIPMODE   VXLANMODE   DISABLED   DISABLEBGPEXPORT   SELECTOR   \n' +
        'default-ipv4-ippool   172.16.0.0/16   true   Always     Never       false      false              all()      \n\n',
    )
  })

  test('a command can be let run in slices and interrupted, and then prints its end', () => {
    const session = open()
    const started = session.begin('pod-w0-b', 'ping 172.16.158.16')
    if (!started.ok) throw new Error(started.error)
    expect(started.value.advanceBy(200)).toBe(false)
    started.value.interrupt()
    expect(started.value.hasEnded).toBe(true)
    const record = started.value.finish(session.take())
    expect(record).toMatchObject({ exit: 0, netns: 'pod-w0-b' })
    expect(record.stdout).toContain('ping statistics ---\n')
    expect(record.endEntry - record.firstEntry).toBeGreaterThanOrEqual(200)
  })
})

describe('parseScript', () => {
  test('reads commands, waits and comments, with their lines', () => {
    expect(parseScript('# a\n\npod-a$ ping -c 1 10.0.0.1\nwait 2s\nwait 300ms\n lan-a$  ebtables -F FORWARD\n')).toEqual({
      ok: true,
      value: [
        { kind: 'command', line: 3, netns: 'pod-a', command: 'ping -c 1 10.0.0.1' },
        { kind: 'wait', line: 4, durationNs: 2e9 },
        { kind: 'wait', line: 5, durationNs: 3e8 },
        { kind: 'command', line: 6, netns: 'lan-a', command: 'ebtables -F FORWARD' },
      ],
    })
  })

  test('names the line that it cannot read', () => {
    expect(parseScript('pod-a$ true\nping 10.0.0.1')).toEqual({ ok: false, error: 'line 2: "ping 10.0.0.1" is neither NAMESPACE$ COMMAND nor wait 2s' })
    expect(parseScript('pod-a$')).toMatchObject({ ok: false })
    expect(parseScript('wait long')).toMatchObject({ ok: false })
  })
})
