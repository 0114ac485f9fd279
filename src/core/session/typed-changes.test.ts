import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { NO_INPUT } from '../engine/simulation-api'
import { LabSession } from './lab-session'
import type { RunningCommand } from './running-command'

const LAB = readFileSync(join(import.meta.dirname, '..', '..', '..', 'public', 'labs', 'two-subnets.yaml'), 'utf8')

function open(): LabSession {
  const { session } = LabSession.open([{ name: 'two-subnets.yaml', text: LAB }], { seed: 1 })
  if (!session) throw new Error('refused')
  return session
}

function output(session: LabSession, netns: string, command: string): string {
  const ran = session.run(netns, command)
  return ran.ok ? ran.value.record.stdout : ran.error
}

function started(session: LabSession, netns: string, argv: readonly string[]): { readonly command: RunningCommand; readonly text: () => string } {
  let text = ''
  const print = (more: string): void => {
    text += more
  }
  const command = session.start(netns, argv, { stdout: print, stderr: print, input: NO_INPUT })
  if (!command.ok) throw new Error(command.error)
  return { command: command.value, text: () => text }
}

const ROUTE = 'ip route add 10.9.0.0/16 via 192.168.10.1 dev eth0'

describe('what is typed and changes the lab', () => {
  test('is noted once, with the words that do it again; what only looks or fails is not', () => {
    const session = open()
    output(session, 'k8s-w1', ROUTE)
    output(session, 'k8s-w1', ROUTE)
    output(session, 'k8s-w1', 'ip route')
    output(session, 'k8s-w1', 'ping -c 1 192.168.10.102')
    output(session, 'fabric', 'ebtables -A FORWARD -p ARP -j DROP')
    expect(session.changes).toEqual([
      { netns: 'k8s-w1', command: ROUTE },
      { netns: 'fabric', command: 'ebtables -A FORWARD -p ARP -j DROP' },
    ])
  })

  test('outlives a change of mode, which derives all tables anew', () => {
    const session = open()
    output(session, 'k8s-w1', ROUTE)
    session.change({ ...session.settings, mode: 'vxlan' }, [])
    expect(output(session, 'k8s-w1', 'ip route')).toContain('10.9.0.0/16 via 192.168.10.1')
    expect(session.changes).toHaveLength(1)
  })

  test('can be taken back and made again, and leaves nothing behind', () => {
    const session = open()
    const before = output(session, 'k8s-w1', 'ip route')
    output(session, 'k8s-w1', ROUTE)
    const { settings, changes } = session
    session.change(settings, [], [])
    expect(output(session, 'k8s-w1', 'ip route')).toBe(before)
    session.change(settings, [], changes)
    expect(output(session, 'k8s-w1', 'ip route')).toContain('10.9.0.0/16')
    expect(session.changes).toEqual(changes)
  })

  test('reaches the resources: a patch that is taken back gives the mode before it', () => {
    const session = open()
    const { settings } = session
    output(session, 'k8s-m', `calicoctl patch ippool default-ipv4-ippool -p '{"spec":{"ipipMode":"Never"}}'`)
    expect(session.settings.mode).toBe('direct')
    expect(session.changes).toHaveLength(1)
    session.change(settings, [], [])
    expect(session.settings.mode).toBe('ipip')
    expect(output(session, 'k8s-w0', 'ip route get 172.16.158.16')).toContain('dev tunl0')
  })

  test('a fault stays broken when resources change by a command', () => {
    const session = open()
    const fault = session.faultsBetween('pod-w0-b', 'pod-w1-a').find(({ kind }) => kind === 'forwarding-off')
    if (!fault) throw new Error('no such fault')
    session.change(session.settings, [fault])
    output(session, 'k8s-m', `calicoctl patch ippool default-ipv4-ippool -p '{"spec":{"ipipMode":"Never"}}'`)
    expect(session.faults).toHaveLength(1)
    expect(output(session, 'k8s-w0', 'sysctl net.ipv4.ip_forward')).toBe('net.ipv4.ip_forward = 0\n')
  })
})

describe('a command that a shell starts', () => {
  test('that only looks has ended at once; the clock stands still', () => {
    const session = open()
    const { command, text } = started(session, 'k8s-w1', ['ip', 'rule'])
    expect([command.exitStatus, text().startsWith('0:\tfrom all lookup local')]).toEqual([0, true])
  })

  test('that talks goes on burst by burst, and prints each answer in its own', () => {
    const session = open()
    const { command, text } = started(session, 'pod-w0-b', ['ping', '-c', '3', '172.16.158.16'])
    const answers = [...session.take().blocks].length > 0 ? [text().match(/bytes from/g)?.length] : []
    const limits = { maxNs: 2e9, maxEntries: 10_000, mustStop: () => false }
    while (command.exitStatus === undefined) {
      expect(session.advance(limits)).toBe('quiet')
      answers.push(text().match(/bytes from/g)?.length)
    }
    expect(answers).toEqual([1, 2, 3])
    expect([command.exitStatus, text().includes('3 packets transmitted, 3 received')]).toEqual([0, true])
  })

  test('that pings goes on through a change of mode', () => {
    const session = open()
    const { command, text } = started(session, 'pod-w0-b', ['ping', '-c', '3', '172.16.158.16'])
    const limits = { maxNs: 1e9, maxEntries: 10_000, mustStop: () => false }
    session.advance(limits)
    session.change({ ...session.settings, mode: 'direct' }, [])
    while (command.exitStatus === undefined) session.advance(limits)
    expect(text()).toContain('3 packets transmitted, 3 received')
  })

  test('is ended by an interrupt with the status of Ctrl-C', () => {
    const session = open()
    const { command, text } = started(session, 'pod-w0-b', ['ping', '172.16.158.16'])
    session.advance({ maxNs: 1e9, maxEntries: 10_000, mustStop: () => false })
    command.interrupt()
    expect(command.exitStatus).toBeDefined()
    expect(text()).toContain('1 packets transmitted, 1 received')
  })
})
